"""What a candidate says in the form, as the rules read it: no name, no sex, no age, no photo.

Every row carries the id of the answer that it came from, so that a finding can show its evidence.
`None` is "not said".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum
from fractions import Fraction


class Group(StrEnum):
    """Who somebody is to the office."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class CountryTie(StrEnum):
    """What ties somebody to a country, or to the office that recruits there."""

    NATIONALITY = "nationality"
    RESIDENCE = "residence"
    PERMIT = "permit"
    OFFICE = "office"  # an internal candidate, of whatever nationality


class Setting(StrEnum):
    """At which level work was done."""

    NATIONAL = "national"
    INTERNATIONAL = "international"


class DegreeLevel(IntEnum):
    """Levels of education, after ISCED 2011 (3, 5, 6, 7, 8)."""

    SECONDARY = 3
    SHORT_CYCLE = 5
    FIRST = 6
    ADVANCED = 7
    DOCTORATE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """One employment. Where only months are known: first day of the first, last day of the last.

    `relevant` is what a person found of its field; until then it is not known.
    """

    row: str
    start: date
    end: date | None = None
    share: Fraction = Fraction(1)
    setting: frozenset[Setting] | None = None
    relevant: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Education:
    """One degree; `completed` is None where the candidate did not say."""

    row: str
    level: DegreeLevel | None
    field: str | None = None
    completed: bool | None = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSkill:
    """What somebody says of one language: CEFR levels by skill, or one wording for all."""

    row: str
    language: str
    levels: Mapping[str, str] = field(default_factory=dict)
    wording: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """One application, as far as requirements look at it.

    `unread` are rows of employment of which the dates or the share could not be read.
    """

    group: Group | None = None
    nationalities: frozenset[str] | None = None
    residence: str | None = None
    permits: frozenset[str] | None = None
    employments: tuple[Employment, ...] = ()
    unread: tuple[str, ...] = ()
    education: tuple[Education, ...] = ()
    languages: tuple[LanguageSkill, ...] = ()
    declared: Mapping[str, bool | None] = field(default_factory=dict)
