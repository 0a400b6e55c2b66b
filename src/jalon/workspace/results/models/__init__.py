"""Results, their indicators, and what is reported of them."""

from jalon.workspace.results.models.actuals import Actual, ActualCell, ActualComment
from jalon.workspace.results.models.alignment import Alignment
from jalon.workspace.results.models.exchange import PendingImport
from jalon.workspace.results.models.indicators import (
    Dimension,
    DimensionValue,
    Indicator,
    IndicatorDimension,
)
from jalon.workspace.results.models.periods import Period, Target
from jalon.workspace.results.models.tree import Assumption, Result, Risk

__all__ = [
    "Actual",
    "ActualCell",
    "ActualComment",
    "Alignment",
    "Assumption",
    "Dimension",
    "DimensionValue",
    "Indicator",
    "IndicatorDimension",
    "PendingImport",
    "Period",
    "Result",
    "Risk",
    "Target",
]
