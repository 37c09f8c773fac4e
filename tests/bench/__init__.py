"""Benchmarks: ratios measured in one run against the bare engine. `make bench` prints and saves them."""
