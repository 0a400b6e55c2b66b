"""What a study says: one frozen dataclass per table of the study file."""

from collections.abc import Mapping
from dataclasses import field
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic.dataclasses import dataclass

from jalon.engine.sources.columns import STRICT, Code, Level, Number, Words

Language = Literal["es", "fr", "en", "ar"]
# One text for every language, or one per language.
Text = str | Mapping[Annotated[str, Field(pattern="^(es|fr|en|ar)$")], str]
# Interactions may be written with spaces: `sex : zone` is `sex:zone`.
Term = Annotated[str, AfterValidator(lambda term: ":".join(p.strip() for p in term.split(":")))]
Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]

# The names in jalon.engine.classify.breaks, which a test holds equal.
CutMethod = Literal[
    "fixed", "equal-width", "quantiles", "jenks", "k-means", "ward", "dalenius-hodges"
]
# The names in jalon.engine.small_area.precision, which a test holds equal.
Scheme = Literal[
    "chile",
    "eclac_2020",
    "eclac_2023",
    "eclac_handbook",
    "inegi",
    "cv_usa",
    "cv_mercosur",
    "cv_canada",
    "cv_mexico",
    "cv_chile",
    "cv_costa_rica",
    "cv_ecuador",
    "cv_peru",
    "cv_colombia",
]

MUNICIPALITY: Mapping[str, str] = {
    "en": "municipality",
    "es": "municipio",
    "fr": "commune",
    "ar": "بلدية",
}
MUNICIPALITIES: Mapping[str, str] = {
    "en": "municipalities",
    "es": "municipios",
    "fr": "communes",
    "ar": "بلديات",
}
REGION: Mapping[str, str] = {"en": "region", "es": "región", "fr": "région", "ar": "منطقة"}


@dataclass(config=STRICT, slots=True)
class Population:
    """Whom the estimates are about: persons whose age is between the two, both included."""

    ages: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(le=120)]]
    label: Text = field(default_factory=dict)


@dataclass(config=STRICT, slots=True)
class Outcome:
    """What is estimated: a rule of `jalon.engine.outcomes`, or a SQL condition on the survey."""

    label: Text
    rule: str | None = None
    sql: str | None = None
    columns: Mapping[str, Number] = field(default_factory=dict)
    parameters: Mapping[str, float | bool | str | tuple[float, ...]] = field(default_factory=dict)


@dataclass(config=STRICT, slots=True)
class Design:
    """How the survey was drawn; `strata` and `psu` are the columns that name them together."""

    weight: Number
    psu: tuple[str, ...]
    strata: tuple[str, ...] = ()
    lonely_psu: Literal["fail", "remove", "adjust", "average", "certainty"] = "fail"


@dataclass(config=STRICT, slots=True)
class Survey:
    """The household survey: one row per person.

    `unmatched_areas` says what happens to rows whose area is not in the register: `refuse`,
    `drop` them from the fit (they stay in the design), or give them the mean covariates of their
    `region`.
    """

    file: str
    source: Text
    year: int
    area: Code
    age: Number
    design: Design
    region: Code | None = None
    where: str | None = None
    encoding: str | None = None
    unmatched_areas: Literal["refuse", "drop", "region"] = "refuse"


@dataclass(config=STRICT, slots=True)
class Census:
    """The census or registry: one row per person, or one per cell with a `count`.

    An extended questionnaire has a `weight` per person. Without `age`, `where` must keep the
    population.
    """

    file: str
    source: Text
    year: int
    area: Code
    age: Number | None = None
    count: Number | None = None
    weight: Number | None = None
    where: str | None = None
    encoding: str | None = None
    scan: Literal["counts", "stream"] = "counts"


@dataclass(config=STRICT, slots=True)
class Areas:
    """The register of areas, one row each: the list that every other source is joined to."""

    file: str
    code: Code
    name: Words
    region: Code | None = None
    region_name: Words | None = None
    where: str | None = None
    encoding: str | None = None
    country: Text = ""
    kind: Text = field(default_factory=lambda: dict(MUNICIPALITY))
    kind_plural: Text = field(default_factory=lambda: dict(MUNICIPALITIES))
    region_kind: Text = field(default_factory=lambda: dict(REGION))


@dataclass(config=STRICT, slots=True)
class Boundaries:
    """Polygons of the areas. `file` may be the register's own. With `merge_parts`, features that
    share a code are one area, in parts; without, they are refused.
    """

    file: str
    code: Code
    merge_parts: bool = False
    source: Text = ""
    layer: str | None = None
    disclaimer: Text = field(default_factory=dict)


@dataclass(config=STRICT, slots=True)
class Covariate:
    """A number known for every area."""

    label: Text
    column: str | None = None
    sql: str | None = None
    factor: float = 1.0
    missing: tuple[str | int | float, ...] = ()
    note: Text = ""


@dataclass(config=STRICT, slots=True)
class Covariates:
    """The table of area-level covariates."""

    file: str
    area: Code
    columns: Mapping[Name, Covariate]
    source: Text = ""
    encoding: str | None = None


@dataclass(config=STRICT, slots=True)
class MarginTable:
    """A published table with one row per area, from which margins are computed.

    `prefix` is the column with the region that the table prints beside each code; with `repair` a
    code that contradicts it becomes the region's one missing code, and the report shows it.
    `none` lists the signs that the table prints for zero.
    """

    file: str
    area: Code
    prefix: Code | None = None
    repair: bool = False
    none: tuple[str | int | float, ...] = ()
    encoding: str | None = None


@dataclass(config=STRICT, slots=True)
class Margin:
    """Counts per area for the levels of a variable, to which census cells are raked.

    `counts` gives a SQL expression per level; columns are written `table__column`.
    """

    variable: str
    tables: Mapping[Name, MarginTable]
    counts: Mapping[str, str]
    source: Text = ""
    assumption: Text = ""


@dataclass(config=STRICT, slots=True)
class Variable:
    """A categorical variable that survey and census share; the first level is the reference."""

    label: Text
    levels: tuple[str, ...]
    survey: Level
    census: Level
    level_labels: Mapping[str, Text] = field(default_factory=dict)
    note: Text = ""


@dataclass(config=STRICT, slots=True)
class FactorGroup:
    """Variables and covariates that are shown as one factor in an area's decomposition."""

    label: Text
    members: tuple[str, ...]


@dataclass(config=STRICT, slots=True)
class Model:
    """Terms are variables, covariates, or interactions such as `age:sex`.

    With `effects` areas have effects of their own (and sampling units, and regions): each area's
    rate is then predicted from the model and from its own respondents. `none` is the synthetic
    estimate of CLRISK, from the model alone. The effects are fitted without weights, or with
    `scaled_weights`: to each area's sample size, or to its effective size.
    """

    terms: tuple[Term, ...]
    effects: Literal["none", "area", "area+psu", "region+area+psu"] = "none"
    scaled_weights: Literal["none", "size", "effective"] = "none"
    firth: bool = False
    factor_groups: Mapping[Name, FactorGroup] = field(default_factory=dict)


@dataclass(config=STRICT, slots=True)
class Benchmark:
    """Whether predicted rates are moved until they add up to the survey's own, and of what.

    `nation`, `region`, a variable, several crossed such as `sex:age_group`, or a list of these: all
    are met at once, and the first says the total. All children of a unit move by the same
    log-odds. It needs `effects` in the model.
    """

    to: Term | tuple[Term, ...] = "none"

    @property
    def margins(self) -> tuple[str, ...]:
        """The margins to be met; none where nothing is moved."""
        if isinstance(self.to, str):
            return () if self.to == "none" else (self.to,)
        return self.to


@dataclass(config=STRICT, slots=True)
class Classification:
    """How areas are cut into classes, from low to high. `points` are for the method `fixed`: rates
    below 1, or numbers of children where classes are cut `by` what is expected.
    """

    method: CutMethod = "jenks"
    classes: Annotated[int, Field(ge=2, le=7)] = 3
    points: tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...] = ()
    within: Literal["nation", "region"] = "nation"
    by: Literal["rate", "expected"] = "rate"


@dataclass(config=STRICT, slots=True)
class Precision:
    """The schemes by which estimates are marked fit for use; see docs/methods/precision.md."""

    direct: Scheme = "eclac_2020"
    model: Scheme = "inegi"


@dataclass(config=STRICT, slots=True)
class Harmonisation:
    """Checks of survey against census. `accept` names variables whose difference is accepted, with
    the reason; `contrast` is a variable (urban or rural) within whose levels the check is repeated.
    """

    accept: Mapping[str, Text] = field(default_factory=dict)
    contrast: str | None = None


@dataclass(config=STRICT, slots=True)
class Alternative:
    """The study run another way, reported beside it: dotted keys and their other values."""

    label: Text
    changes: Mapping[str, object]


@dataclass(config=STRICT, slots=True)
class WhatIf:
    """A factor changed for some children of the census, everything else as it is.

    A variable goes `to` a level: for the children at the levels `was` (all others without), or
    for a `share` of them. A covariate of areas goes to a `value`, `by` an amount in its own
    units, or to the `median` of the areas: `at-most` brings down those above, `at-least` lifts
    those below. `areas` and `regions` name codes, `group` levels of other variables.
    """

    label: Text
    variable: str
    to: str | None = None
    was: tuple[str, ...] = ()
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    group: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    by: Annotated[float, Field(allow_inf_nan=False)] | None = None
    median: Literal["at-most", "at-least"] | None = None
    areas: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    note: Text = ""


@dataclass(config=STRICT, slots=True)
class Published:
    """What others have published for the same areas, set beside the run's own figures."""

    label: Text
    source: Text
    classes: tuple[int, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    note: Text = ""


@dataclass(config=STRICT, slots=True)
class Check:
    """A direct rate that the study's own text promises, recomputed on every run and shown."""

    label: Text
    ages: tuple[int, int]
    rate: float | None = None
    total: float | None = None
    source: Text = ""


@dataclass(config=STRICT, slots=True)
class Truth:
    """Known rates per area, as in a synthetic country: the report says how close it came."""

    file: str
    area: Code
    rate: Number


@dataclass(config=STRICT, slots=True)
class Sheets:
    """Languages of the fact sheets; empty for the study's first language."""

    languages: tuple[Literal["es", "fr", "en"], ...] = ()


@dataclass(config=STRICT, slots=True)
class Disclosure:
    """Groups with fewer persons than this in the census are not shown."""

    smallest_group: Annotated[int, Field(ge=1)] = 10


@dataclass(config=STRICT)
class Contents:
    """The keys of a study file; `Study` is the one that has been checked."""

    format: Literal[1]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    languages: tuple[Language, ...]
    seed: Annotated[int, Field(ge=0)]
    population: Population
    outcome: Outcome
    areas: Areas
    survey: Survey
    census: Census
    variables: Mapping[Name, Variable]
    model: Model
    boundaries: Boundaries | None = None
    covariates: Covariates | None = None
    margins: tuple[Margin, ...] = ()
    benchmark: Benchmark = field(default_factory=Benchmark)
    classification: Classification = field(default_factory=Classification)
    precision: Precision = field(default_factory=Precision)
    harmonisation: Harmonisation = field(default_factory=Harmonisation)
    disclosure: Disclosure = field(default_factory=Disclosure)
    sheets: Sheets = field(default_factory=Sheets)
    alternatives: tuple[Alternative, ...] = ()
    what_if: tuple[WhatIf, ...] = ()
    published: tuple[Published, ...] = ()
    checks: tuple[Check, ...] = ()
    truth: Truth | None = None
    caveats: tuple[Text, ...] = ()
    synthetic: bool = False
    kind: Literal["risk"] = "risk"


def in_language(text: Text, language: str) -> str:
    """Return a text in a language, or in English, or in whatever language it has."""
    if isinstance(text, str):
        return text
    return text.get(language) or text.get("en") or next(iter(text.values()), "")
