"""Benchmarks: Centralis and a peer measured in the same run, so that what counts is the ratio."""
