"""Instruments: lists, pages, who has ratified."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from jalon.errors import RuleBroken
from jalon.workspace.folding import folded
from jalon.workspace.narratives import text_of
from jalon.workspace.standards.models import Instrument, Provision, Ratification
from jalon.workspace.standards.queries.vocabulary import holds
from jalon.workspace.standards.rules.keys import article_order, instrument_key


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for among the instruments."""

    text: str = ""
    category: str = ""
    topic: str = ""
    kind: str = ""


def find_instruments(wanted: Wanted) -> list[Instrument]:
    """Return the instruments that fit, conventions first, each kind by its number."""
    found = Instrument.objects.all()
    for name in ("category", "topic", "kind"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    fitting = [
        instrument
        for instrument in found
        if holds(wanted.text, instrument.key, str(instrument.number or ""), instrument.title)
        or _key_of(wanted.text) == instrument.key
    ]
    return sorted(fitting, key=lambda instrument: (instrument.number is None, instrument.key))


def _key_of(text: str) -> str:
    try:
        return instrument_key(text)
    except RuleBroken:
        return ""


def topics_in_use() -> list[str]:
    """Return the topics that instruments have."""
    return list(Instrument.objects.order_by("topic").values_list("topic", flat=True).distinct())


def provisions_of(instrument: Instrument) -> list[Provision]:
    """Return what an instrument asks, in the order of its articles."""
    return in_order(instrument.provisions.all())


def in_order(provisions: Iterable[Provision]) -> list[Provision]:
    """Return provisions in the order of their articles."""
    return sorted(provisions, key=lambda provision: article_order(provision.article))


def who_ratified(instrument: Instrument, status: str = "", text: str = "") -> list[Ratification]:
    """Return what is known of each country, by the reader's name of it."""
    found = instrument.ratifications.select_related("country")
    if status:
        found = found.filter(status=status)
    fitting = [row for row in found if holds(text, row.country.iso3, row.country.name)]
    return sorted(fitting, key=lambda row: folded(text_of(row.country.name)))


def statuses_of(instrument: Instrument) -> Counter[str]:
    """Return how many countries have each status, without what was retired."""
    counted = instrument.ratifications.filter(retired_date=None)
    return Counter(counted.values_list("status", flat=True))
