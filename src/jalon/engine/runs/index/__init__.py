"""A study of vulnerability becomes an index, and the index a folder that anyone can open."""

from jalon.engine.runs.index.results import IndexResults
from jalon.engine.runs.index.whole import run_index

__all__ = ["IndexResults", "run_index"]
