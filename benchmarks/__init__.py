"""Time the engine beside its peers: ``python -m benchmarks``. See docs/performance.md."""
