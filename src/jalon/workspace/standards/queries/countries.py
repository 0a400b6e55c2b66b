"""What binds a country, what does not, and what nobody knows."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from jalon.workspace.folding import folded
from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.standards.models import Instrument, Provision, Ratification
from jalon.workspace.standards.queries.instruments import in_order
from jalon.workspace.standards.queries.vocabulary import Vocabulary, holds, merged, offered
from jalon.workspace.standards.rules.binding import (
    Bond,
    Force,
    bond,
    concerns_every_member,
    force,
)
from jalon.workspace.standards.rules.words import InstrumentKind, Status

EVERY_STAGE = "all"


@dataclass(frozen=True, slots=True)
class Standing:
    """An instrument and what is known of a country about it."""

    instrument: Instrument
    ratification: Ratification | None
    force: Force = Force.NONE

    @property
    def status(self) -> str:
        return self.ratification.status if self.ratification else ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A provision and what it is to a country."""

    provision: Provision
    ratification: Ratification | None
    bond: Bond

    @property
    def concerns_every_member(self) -> bool:
        return concerns_every_member(self.provision.instrument.category)


def countries_known(text: str = "") -> list[Country]:
    """Return the countries of which the catalogue knows something, by the reader's name."""
    counted = Q(
        ratifications__status=Status.RATIFIED,
        ratifications__retired_date=None,
        ratifications__instrument__retired_date=None,
    )
    ratified = Count("ratifications", filter=counted)
    found = Country.objects.filter(ratifications__isnull=False).annotate(ratified=ratified)
    fitting = [country for country in found if holds(text, country.iso3, country.name)]
    return sorted(fitting, key=lambda country: folded(text_of(country.name)))


def standings_of(country: Country, today: date) -> list[Standing]:
    """Return every instrument that can be ratified, with what is known of the country."""
    known = _ratifications(country)
    instruments = Instrument.objects.filter(retired_date=None).order_by("key")
    standings = []
    for instrument in instruments.exclude(kind=InstrumentKind.RECOMMENDATION):
        found = known.get(instrument.pk)
        act = found.act if found else None
        standings.append(Standing(instrument, found, force(instrument.terms, act, today)))
    return standings


def retired_of(country: Country) -> QuerySet[Ratification]:
    """Return what was said of a country and was retired since."""
    found = Ratification.objects.filter(country=country, retired_date__isnull=False)
    return found.select_related("instrument").order_by("instrument__key")


def duties_of(country: Country, today: date, subjects: Collection[str] = ()) -> list[Duty]:
    """Return the provisions on some subjects, with what each is to the country.

    A subject is a theme, a stage of migration or an instrument's topic; none means all.
    """
    known = _ratifications(country)
    found = _in_use().select_related("instrument").order_by("instrument__key")
    fitting = in_order(p for p in found if not subjects or subjects_of(p) & set(subjects))
    duties = [_duty(each, known.get(each.instrument_id), today) for each in fitting]
    return sorted(duties, key=lambda duty: duty.provision.instrument.key)


def provisions_binding(
    country: Country, today: date, subjects: Collection[str] = ()
) -> list[Provision]:
    """Return the provisions that bind a country: in force for it, and not in an excluded part.

    Where either is not known, they are left out.
    """
    found = duties_of(country, today, subjects)
    return [duty.provision for duty in found if duty.bond is Bond.BINDS]


def subjects_of(provision: Provision) -> set[str]:
    """Return what a provision is about."""
    return {provision.theme, provision.stage, provision.instrument.topic} - {EVERY_STAGE}


def subjects_offered(words: Vocabulary) -> list[tuple[str, str]]:
    """Return the subjects that provisions have, to choose from; no name stands twice."""
    rows = _in_use().values_list("theme", "stage", "instrument__topic").distinct()
    titles = {**words["stage"], **words["topic"], **words["theme"]}
    return merged(offered(titles, {key for row in rows for key in row} - {EVERY_STAGE}))


def without_duties(standings: Iterable[Standing], subjects: Collection[str]) -> list[Standing]:
    """Return the instruments on some subjects of which the catalogue holds no provisions."""
    told = set(_in_use().values_list("instrument_id", flat=True).distinct())
    return [
        standing
        for standing in standings
        if standing.instrument.topic in subjects and standing.instrument.pk not in told
    ]


def _ratifications(country: Country) -> dict[int, Ratification]:
    found = Ratification.objects.filter(country=country, retired_date=None)
    return {row.instrument_id: row for row in found}


def _in_use() -> QuerySet[Provision]:
    return Provision.objects.filter(retired_date=None, instrument__retired_date=None)


def _duty(provision: Provision, ratification: Ratification | None, today: date) -> Duty:
    act = ratification.act if ratification else None
    found = bond(provision.instrument.terms, act, provision.part, today)
    return Duty(provision, ratification, found)
