"""A study becomes estimates, and the estimates a folder that anyone can open."""

from jalon.engine.run.results import Results
from jalon.engine.run.sheet import write_more_sheets
from jalon.engine.run.whole import run

__all__ = ["Results", "run", "write_more_sheets"]
