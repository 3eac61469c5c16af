# Two commands are all a fresh machine needs: `make run` and `make test`.
# PYTHON may name another interpreter, 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help run demo setup setup-dev browser test check format lint types bench bench-collect lock audit schema clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; found: $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.checks: requirements-dev.txt $(VENV)/.runs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.runs ## install what runs it
setup-dev: $(VENV)/.checks ## install what checks it

run: setup ## start the poller and the dashboard
	$(BIN)/python cli.py run

demo: setup ## play the exercise: fictional outlets, 90 days, its own database
	$(BIN)/python cli.py demo

browser: # a Chromium for the page tests, from the system's own packages
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  echo "no Chromium found: installing it from the system's packages"; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	  || echo "could not install Chromium; page tests will say so"; }

test: setup-dev browser ## run every test
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup-dev browser ## format, lint, types, tests, and the shipped configuration
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/python cli.py check || test $$? -eq 3 # warnings are told, not failed on
	$(BIN)/python -m pytest -n 2 --dist loadgroup

format: setup-dev ## lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup-dev ## measure, beside public tools, and write docs/benchmarks.md
	$(BIN)/python -m bench

bench-collect: setup-dev ## measure collecting alone
	$(BIN)/python -m bench.collect

lock: setup-dev ## pin and hash the requirements anew
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

audit: setup-dev ## look the pinned packages up in the advisory database
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.txt

schema: setup ## write the generated references anew
	$(BIN)/python cli.py docs

clean: ## remove what can be made again; the database stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
