"""Measured against the articles' loop, other libraries and the machine's limit.

`python -m benchmarks` prints the tables and writes them; `python -m benchmarks --quick` only proves
that all of it runs.
"""
