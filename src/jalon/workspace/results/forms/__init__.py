"""Forms of results; each offers what belongs to its programme and nothing else."""
