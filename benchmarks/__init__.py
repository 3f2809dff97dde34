"""Benchmarks of the reference: ratios against peers, and a soak; `python -m benchmarks --help`."""
