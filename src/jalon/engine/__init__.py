"""Child-labour risk per area, from a household survey and a census.

>>> from jalon.engine import load_study, run
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jalon.engine.runs import Results, run
    from jalon.engine.runs.index import IndexResults, run_index
    from jalon.engine.study import IndexStudy, Study, load_index_study, load_study

__all__ = [
    "IndexResults",
    "IndexStudy",
    "Results",
    "Study",
    "load_index_study",
    "load_study",
    "run",
    "run_index",
]

ROOMS = {
    "IndexResults": "runs.index",
    "IndexStudy": "study",
    "Results": "runs",
    "Study": "study",
    "load_index_study": "study",
    "load_study": "study",
    "run": "runs",
    "run_index": "runs.index",
}


def __getattr__(name: str) -> Any:
    # Found when first asked for: a part of the engine need not wait for the whole to load.
    if name not in ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{ROOMS[name]}"), name)
