"""What a call asks of a candidate, as data: each kind has its parameters, all have a key.

`essential` requirements decide who is eligible; desirable ones are only shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.candidate import CountryTie, DegreeLevel, Group, Setting
from jalon.workspace.recruitment.rules.languages import SKILLS, rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One thing that is asked; `said` is how the notice words it, by language."""

    key: str
    essential: bool = True
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience(Requirement):
    """Who may apply: internal candidates (Annex I, paragraphs 31 and 32), external ones, both."""

    groups: frozenset[Group]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTies(Requirement):
    """Local recruitment: any one of `ways`, each of them a set of ties that are all needed.

    "Nationality or residence" is two ways of one; "residence and a work permit" one way of two.
    """

    country: str
    ways: tuple[frozenset[CountryTie], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience(Requirement):
    """So many months of relevant work, at any of `settings` (empty: at whatever level)."""

    months: int
    settings: frozenset[Setting] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class InLieu:
    """A lower degree taken where so many months are added to the experience that is asked."""

    level: DegreeLevel
    extra_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Degree(Requirement):
    """A degree of at least `level`, in one of `fields` (empty: in any).

    Where a `related` field will do, too, a person judges what is related: no rule can.

    `experience` is the key of the requirement whose months a degree in lieu adds to.
    """

    level: DegreeLevel
    fields: frozenset[str] = frozenset()
    related: bool = False
    in_lieu: tuple[InLieu, ...] = ()
    experience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages(Requirement):
    """`count` of the languages `of`, each with the CEFR level that is wanted of each skill."""

    of: frozenset[str]
    levels: Mapping[str, str]
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Requirement):
    """What is asked word for word as the notice puts it, and nothing else can answer.

    "Not separated on retirement" is one: it is never inferred from an age or a date.
    """

    passes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Requirement):
    """What only a person can judge from the file."""


def levels_of(level: str) -> dict[str, str]:
    """Return one level for all four skills."""
    return dict.fromkeys(SKILLS, level)


def check_requirements(requirements: tuple[Requirement, ...]) -> None:
    """Refuse a set that no form could ask, or no rule could judge."""
    keys = [each.key for each in requirements]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise RuleBroken("requirement-twice", keys=twice)
    for each in requirements:
        _check(each, frozenset(r.key for r in requirements if isinstance(r, Experience)))


def _check(each: Requirement, experience: frozenset[str]) -> None:
    match each:
        case Audience(groups=groups) if not groups:
            raise RuleBroken("requirement-empty", key=each.key)
        case LocalTies(ways=ways) if not ways or not all(ways):
            raise RuleBroken("requirement-empty", key=each.key)
        case Experience(months=months) if months <= 0:
            raise RuleBroken("requirement-empty", key=each.key)
        case Declared(said=said) if not any(text.strip() for text in said.values()):
            raise RuleBroken("declaration-without-words", key=each.key)
        case Degree(in_lieu=in_lieu) if in_lieu and each.experience not in experience:
            raise RuleBroken("degree-in-lieu-of-nothing", key=each.key)
        case Degree(in_lieu=in_lieu) if any(i.level >= each.level for i in in_lieu):
            raise RuleBroken("degree-in-lieu-not-lower", key=each.key)
        case Languages():
            _check_languages(each)
        case _:
            pass


def _check_languages(each: Languages) -> None:
    if not each.levels or not 0 < each.count <= len(each.of):
        raise RuleBroken("requirement-empty", key=each.key)
    for level in each.levels.values():
        rank(level)
