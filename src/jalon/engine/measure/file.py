"""The file of a measure: a survey, its design, and which answers mean what."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.outcomes.measures import MEASURES, Measure, child_labour
from jalon.engine.outcomes.parameters import RuleParameters
from jalon.engine.sources.columns import STRICT, Code, Level, Number
from jalon.engine.study.checked import expand, parse_as, read_contents
from jalon.engine.study.parts import Design, Language, Name, Scheme, Text
from jalon.errors import BadInput, Problem, Problems, ReadableError

CHILD_LABOUR = "child-labour"
SEXES = ("male", "female")


@dataclass(config=STRICT, slots=True)
class MeasuredSurvey:
    """The household survey: one row per person."""

    file: str
    source: Text
    year: int
    age: Number
    design: Design
    where: str | None = None
    encoding: str | None = None


@dataclass(config=STRICT, slots=True)
class Group:
    """A variable by whose levels the tables are broken down."""

    label: Text
    levels: tuple[str, ...]
    survey: Level
    level_labels: Mapping[str, Text] = field(default_factory=dict)


@dataclass(config=STRICT, slots=True)
class Compared:
    """A yes or no (1 or 0) of persons who work or seek work, compared between groups of them."""

    label: Text
    value: Number


@dataclass(config=STRICT)
class MeasureFile:
    """A whole description of what is measured; it cannot exist when it contradicts itself.

    Parameters
    ----------
    measure : str
        ``child-labour``, with a `rule`, or a name in `MEASURES`.
    columns : name -> column or SQL
        Of the rule, without the age.
    sex : level map to ``male`` and ``female``
    groups : name -> group
        Each is shown for both sexes and for each.
    area : code
        Areas to break down by; refused for rare outcomes with too few cases.
    outcomes : name -> yes or no
        Of migrant workers, against other workers.
    smallest_group : int
        Domains of fewer respondents are not shown.

    Raises
    ------
    Problems
    """

    format: Literal[1]
    measure: Literal["child-labour", "forced-labour", "recruitment-cost", "migrant-workers"]
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    title: Text
    survey: MeasuredSurvey
    sex: Level
    columns: Mapping[str, Number] = field(default_factory=dict)
    languages: tuple[Language, ...] = ("en",)
    rule: str | None = None
    parameters: Mapping[str, float | bool | str | tuple[float, ...]] = field(default_factory=dict)
    groups: Mapping[Name, Group] = field(default_factory=dict)
    area: Code | None = None
    outcomes: Mapping[Name, Compared] = field(default_factory=dict)
    precision: Scheme = "eclac_2020"
    smallest_group: Annotated[int, Field(ge=1)] = 10
    caveats: tuple[Text, ...] = ()
    folder: Path = field(default=Path())
    text: str = ""

    def __post_init__(self) -> None:
        if found := _contradictions(self):
            raise Problems(found)

    def resolve(self, file: str) -> Path:
        """Return the path of a file that the measure names; `${NAME}` is the environment's."""
        return self.folder / expand(file)

    @property
    def of(self) -> Measure:
        """What is measured."""
        if self.measure == CHILD_LABOUR:
            return child_labour(self.rule or "")
        return MEASURES[self.measure]

    @property
    def settings(self) -> RuleParameters:
        """The thresholds of the rule."""
        return self.of.parameters.read(dict(self.parameters))


_ADAPTER = TypeAdapter(MeasureFile)


def load_measure(path: Path | str) -> MeasureFile:
    """Read the file of a measure.

    Raises
    ------
    Problems
        Everything that is wrong with the file, at once; nothing of the data is read yet.
    """
    path = Path(path)
    text, contents = read_contents(path)
    return parse_as(_ADAPTER, contents, path.parent, text)


def _contradictions(file: MeasureFile) -> list[Problem]:
    if file.measure == CHILD_LABOUR and file.rule not in RULES:
        facts = {"rule": file.rule or "", "known": ", ".join(RULES)}
        return [Problem("rule", "outcome-rule-unknown", facts)]
    found = []
    if file.measure != CHILD_LABOUR and file.rule is not None:
        found.append(Problem("rule", "measure-key-not-here", {"measure": file.measure}))
    if file.outcomes and not file.of.compares:
        found.append(Problem("outcomes", "measure-key-not-here", {"measure": file.measure}))
    for where, check in (
        ("columns", lambda: file.of.check({"age": True, **file.columns})),
        ("parameters", lambda: file.settings),
    ):
        try:
            check()
        except ReadableError as error:
            found.append(Problem.of(where, error))
    return found


def require_measure(file: MeasureFile, measure: str) -> None:
    """Insist that a file is of the measure that was asked for.

    Raises
    ------
    BadInput("measure-is-another")
    """
    if file.measure != measure:
        raise BadInput("measure-is-another", file=file.name, found=file.measure, asked=measure)
