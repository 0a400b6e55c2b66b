"""A study becomes estimates, and the estimates a folder that anyone can open."""

from jalon.engine.runs.results import Results
from jalon.engine.runs.sheet import write_more_sheets
from jalon.engine.runs.whole import run

__all__ = ["Results", "run", "write_more_sheets"]
