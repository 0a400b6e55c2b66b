"""Child-labour risk per area, from a household survey and a census.

>>> from jalon.engine import load_study, run
"""

from jalon.engine.runs import Results, run
from jalon.engine.study import Study, load_study

__all__ = ["Results", "Study", "load_study", "run"]
