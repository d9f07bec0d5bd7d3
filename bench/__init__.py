"""Benchmarks: each measures Bailee against a named limit in the same run.

Holds one module per benchmark (`python -m bench.archive --rows N`) and the table they share.
The last line each prints is one JSON object: bench, rows, ratio, limit, median_s, runs, peak_mib.
A ratio of 1.0 is the limit itself. Refuses to compare figures of different runs.
"""
