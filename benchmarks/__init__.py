"""Benchmarks: each piece of work beside a peer in the same run, medians of five; ratios first, machines are noisy."""
