"""The vulnerability index (IVTI): indicators of areas, scaled, weighted and summed.

Where no survey tells who works, registers still tell where children are exposed. The index puts
them on one scale, from 0 (least vulnerable) to 100, says how far each indicator moves it, and how
much an area's rank and class hang on the choices that were made.

References
----------
OECD and JRC (2008), *Handbook on Constructing Composite Indicators*.
"""

from jalon.engine.index.build import Index, build_index
from jalon.engine.index.indicators import Aggregation, Indicators, Recipe, Scaling, Weighting

__all__ = ["Aggregation", "Index", "Indicators", "Recipe", "Scaling", "Weighting", "build_index"]
