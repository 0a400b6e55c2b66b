"""Nationalities of which the office has too few, by a dated list that the site loads.

It is shown in the report to whoever decides, as the notice says; it is never a mark or a rank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jalon.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class RepresentationList:
    """The countries that an office names as not or under-represented, from a day on."""

    since: date
    countries: frozenset[str]
    source: str


def check_list(each: RepresentationList) -> None:
    """Refuse a list without source or countries."""
    if not each.source.strip():
        raise RuleBroken("representation-without-source")
    if strange := sorted(c for c in each.countries if len(c) != 2 or not c.isupper()):
        raise RuleBroken("representation-country-unknown", countries=strange)


def list_on(lists: Sequence[RepresentationList], day: date) -> RepresentationList | None:
    """Return the list that holds on `day`, that of the call's publication."""
    return max((each for each in lists if each.since <= day), key=lambda x: x.since, default=None)


def named(nationalities: Iterable[str], each: RepresentationList) -> tuple[str, ...]:
    """Return which of somebody's nationalities the list names."""
    return tuple(sorted(set(nationalities) & each.countries))
