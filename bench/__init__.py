"""Benchmarks on recorded data and against public tools, one command each."""
