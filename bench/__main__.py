"""Run every benchmark, each in a process of its own: ``python -m bench``."""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("bench.collect", "bench.detect")


def main() -> int:
    """Run them one after the other; 1 when any missed a bar that is not about speed."""
    codes = [subprocess.call([sys.executable, "-m", name]) for name in BENCHMARKS]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
