"""What a study of vulnerability says: one frozen dataclass per table of its file."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from jalon.engine.sources.columns import STRICT, Code, Number, Words
from jalon.engine.study.parts import Areas, Boundaries, CutMethod, Language, Name, Text

# The names in jalon.engine.index.indicators, which a test holds equal.
ScalingName = Literal["min-max", "z-score", "rank", "identity"]
WeightingName = Literal["equal", "equal-by-dimension", "expert", "pca", "entropy", "regression"]
AggregationName = Literal["arithmetic", "geometric"]
Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(config=STRICT, slots=True)
class NameJoin:
    """How rows without a code are joined to areas: by a file of names that somebody has reviewed.

    `file` has the columns region, name, code, match, score, reviewed and note; `jalon risk names`
    proposes it.
    """

    file: str
    name: Words
    region: Words | None = None


@dataclass(config=STRICT, slots=True)
class Table:
    """A table with one row per area, from which indicators are read: by `area` or by `names`."""

    file: str
    source: Text
    area: Code | None = None
    names: NameJoin | None = None
    encoding: str | None = None


@dataclass(config=STRICT, slots=True)
class Dimension:
    """What a group of indicators speaks of; `weight` is the experts'."""

    label: Text
    weight: Weight = 1.0


@dataclass(config=STRICT, slots=True)
class Indicator:
    """A number that goes with vulnerability.

    `direction` says whether more of it is a `risk` or is `protective`. `goalposts` fix the ends of
    its scale; without, they are what was observed. `weight` is the experts', within the dimension.
    """

    label: Text
    dimension: Name
    table: Name
    direction: Literal["risk", "protective"]
    column: str | None = None
    sql: str | None = None
    factor: float = 1.0
    missing: tuple[str | int | float, ...] = ()
    goalposts: tuple[float, float] | None = None
    weight: Weight = 1.0
    note: Text = ""


@dataclass(config=STRICT, slots=True)
class TableColumn:
    """A number of every area in one of the study's tables."""

    table: Name
    column: str | None = None
    sql: str | None = None
    factor: float = 1.0
    missing: tuple[str | int | float, ...] = ()


@dataclass(config=STRICT, slots=True)
class Making:
    """The recipe of the index.

    `missing` says what happens to an area that lacks a value: `refuse` the study, `leave-out` the
    area, or take the mean of its `region`. `population` counts persons instead of areas in means.
    """

    scaling: ScalingName = "min-max"
    weights: WeightingName = "equal-by-dimension"
    aggregation: AggregationName = "arithmetic"
    winsorise: Annotated[float, Field(ge=0, lt=0.25)] = 0.0
    missing: Literal["refuse", "leave-out", "region"] = "refuse"
    population: TableColumn | None = None


@dataclass(config=STRICT, slots=True)
class IndexClassification:
    """How areas are cut into classes, from low to high: by their index, or by the likeness of
    their `dimensions` (k-means only). `points` are for the method `fixed`.
    """

    method: CutMethod = "jenks"
    classes: Annotated[int, Field(ge=2, le=7)] = 3
    points: tuple[Annotated[float, Field(allow_inf_nan=False)], ...] = ()
    by: Literal["index", "dimensions"] = "index"


@dataclass(config=STRICT, slots=True)
class RobustnessWish:
    """The choices that are drawn at random, to see how much ranks and classes hang on them."""

    runs: Annotated[int, Field(ge=100, le=100_000)] = 1000
    scalings: tuple[ScalingName, ...] = ("min-max", "z-score", "rank")
    weights: tuple[WeightingName, ...] = ("equal", "equal-by-dimension", "pca")
    aggregations: tuple[AggregationName, ...] = ("arithmetic", "geometric")
    drop: bool = True
    spread: Annotated[float, Field(ge=0, lt=1)] = 0.25


@dataclass(config=STRICT, slots=True)
class SurveyRates:
    """Rates of the outcome by region, from a survey: one row per region of the register."""

    label: Text
    source: Text
    file: str
    region: Code
    rate: Number
    encoding: str | None = None


@dataclass(config=STRICT, slots=True)
class OtherMeasure:
    """What others measure for the same areas; more should mean more vulnerable."""

    label: Text
    table: Name
    column: str | None = None
    sql: str | None = None
    factor: float = 1.0
    missing: tuple[str | int | float, ...] = ()


@dataclass(config=STRICT)
class IndexContents:
    """The keys of the file of a study of vulnerability."""

    format: Literal[1]
    kind: Literal["index"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    languages: tuple[Language, ...]
    seed: Annotated[int, Field(ge=0)]
    areas: Areas
    tables: Mapping[Name, Table]
    dimensions: Mapping[Name, Dimension]
    indicators: Mapping[Name, Indicator]
    boundaries: Boundaries | None = None
    index: Making = field(default_factory=Making)
    classification: IndexClassification = field(default_factory=IndexClassification)
    robustness: RobustnessWish = field(default_factory=RobustnessWish)
    survey_rates: SurveyRates | None = None
    beside: Mapping[Name, OtherMeasure] = field(default_factory=dict)
    caveats: tuple[Text, ...] = ()
    synthetic: bool = False
