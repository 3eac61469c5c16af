"""The commands behind `cli.py`, one file per kind of work; each owns clock, configuration, logs."""
