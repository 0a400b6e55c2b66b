"""Jalon: a labour-rights programme, from evidence to report."""

__version__ = "0.1.0"
