"""Benchmarks: measured, never asserted. `python -m benchmarks` prints the tables of the README."""
