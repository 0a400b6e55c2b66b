"""Files go into the catalogue; what they did is told, and a second time does nothing."""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from factories.places import make_country
from factories.standards import SMALL, load_small, write_catalogue
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.places.models import Country
from jalon.workspace.standards.models import (
    AgendaItem,
    CatalogueLoad,
    Instrument,
    Intervention,
    Ratification,
)
from jalon.workspace.standards.services import load_catalogue


def codes(load: CatalogueLoad) -> list[tuple[str, int, str, str]]:
    return [(row["file"], row["line"], row["column"], row["code"]) for row in load.refused]


def test_every_row_goes_in_with_its_facts(small: CatalogueLoad) -> None:
    assert small.refused == []
    assert small.counts["instruments"] == {
        "added": 3,
        "changed": 0,
        "unchanged": 0,
        "kept": 0,
        "left": 0,
    }
    convention = Instrument.objects.get(key="C900")
    assert convention.title == {"en": "Invented Convention", "es": "Convenio inventado"}
    assert convention.may_exclude == ["Annex I", "Annex II"]
    row = Ratification.objects.get(country__iso3="MAR", instrument=convention)
    assert (str(row.date), row.date_precision) == ("1990-01-01", "year")
    assert str(row.claimed_date) == "1990-03-02"
    assert (row.exclusions, row.exclusions_certainty) == (["Annex II"], "verified_primary")
    target = AgendaItem.objects.get(code="8.7")
    assert target.parent == AgendaItem.objects.get(code="8")


def test_interventions_point_at_what_they_name(small: CatalogueLoad) -> None:
    intervention = Intervention.objects.get()
    assert {row.key for row in intervention.instruments.all()} == {"C900", "R900"}
    assert [row.code for row in intervention.agenda_items.all()] == ["8.7"]


def test_an_event_tells_of_the_load(small: CatalogueLoad) -> None:
    event = Event.objects.get(what="standards.catalogue-loaded")
    assert event.after["version"] == "test"
    assert event.after["refused"] == 0


def test_loading_twice_changes_nothing(small: CatalogueLoad, tmp_path: Path) -> None:
    events = Event.objects.count()
    again = load_catalogue(tmp_path, by=None)
    assert again == small
    assert Event.objects.count() == events
    assert CatalogueLoad.objects.count() == 1


def test_a_dry_run_tells_and_writes_nothing(countries: dict[str, Country], tmp_path: Path) -> None:
    load = load_catalogue(write_catalogue(tmp_path), by=None, dry_run=True)
    assert load.counts["provisions"]["added"] == 6
    assert not Instrument.objects.exists()
    assert not CatalogueLoad.objects.exists()
    assert not Event.objects.exists()


def test_a_row_is_refused_alone(countries: dict[str, Country], tmp_path: Path) -> None:
    wrong = SMALL["ratifications.csv"] + (
        "MAR,190,ratified,,,,,,,,invented,unverified\n"
        "XXX,C900,ratified,,,,,,,,invented,unverified\n"
        "GTM,R900,ratified,,,,,,,,invented,unverified\n"
        "GTM,C900,not_ratified,,,,,,,2026-01,hearsay,unverified\n"
        "GTM,C901,not_found,,,,,,,,hearsay,unverified\n"
        "MEX,C900,ratified,1990,,,,,,,invented,unverified\n"
    )
    load = load_small(tmp_path, ratifications=wrong)
    assert codes(load) == [
        ("ratifications.csv", 7, "instrument", "instrument-key-without-prefix"),
        ("ratifications.csv", 8, "country", "country-unknown"),
        ("ratifications.csv", 9, "instrument", "recommendation-not-ratified"),
        ("ratifications.csv", 10, "status", "status-not-verified"),
        ("ratifications.csv", 11, "as_of", "status-without-day"),
        ("ratifications.csv", 12, "instrument", "row-twice"),
    ]
    assert load.refused_count == 6
    assert Ratification.objects.count() == 5


def test_what_rests_on_a_refused_row_is_refused_too(
    countries: dict[str, Country], tmp_path: Path
) -> None:
    wrong = SMALL["instruments.csv"].replace("C901,convention,901", "C901,protocol,901")
    load = load_small(tmp_path, instruments=wrong)
    assert ("instruments.csv", 3, "kind", "kind-against-key") in codes(load)
    assert ("provisions.csv", 6, "instrument", "reference-unknown") in codes(load)
    assert not Instrument.objects.filter(key="C901").exists()


def test_refused_rows_go_in_once_they_can(countries: dict[str, Country], tmp_path: Path) -> None:
    more = SMALL["ratifications.csv"] + "CRI,C900,ratified,1999,,,,,,,invented,verified_primary\n"
    assert load_small(tmp_path, ratifications=more).refused_count == 1
    make_country("GTM")
    Country.objects.create(iso3="CRI", iso2="CR", name={"en": "Costa Rica"})
    load = load_catalogue(tmp_path, by=None)
    assert load.refused_count == 0
    assert load.counts["ratifications"]["added"] == 1


def test_only_who_may_loads(bruno: User, nadia: User, tmp_path: Path) -> None:
    folder = write_catalogue(tmp_path)
    with pytest.raises(PermissionDenied):
        load_catalogue(folder, by=bruno)
    assert load_catalogue(folder, by=nadia).by == nadia


def test_a_change_is_told_on_the_history_of_its_page(small: CatalogueLoad, tmp_path: Path) -> None:
    better = SMALL["ratifications.csv"].replace(
        "MEX,C900,not_found,,,,,,,2026-11,no source seen,unverified",
        "MEX,C900,ratified,2026-10-01,,,,,,,the owner,verified_primary",
    )
    load = load_small(tmp_path, ratifications=better)
    assert load.counts["ratifications"] == {
        "added": 0,
        "changed": 1,
        "unchanged": 4,
        "kept": 0,
        "left": 0,
    }
    event = Event.objects.get(what="standards.fact-changed")
    assert event.target_id == str(Instrument.objects.get(key="C900").pk)
    assert event.before["status"] == "not_found"
    assert event.after["row"] == "MEX C900"
    assert event.after["status"] == "ratified"


def test_missing_rows_are_kept(small: CatalogueLoad, tmp_path: Path) -> None:
    heading = SMALL["provisions.csv"].splitlines()[0] + "\n"
    load = load_small(
        tmp_path, provisions=heading + "C900,2,,Help.,recruitment,departure,x,unverified\n"
    )
    assert load.counts["provisions"] == {
        "added": 0,
        "changed": 1,
        "unchanged": 0,
        "kept": 5,
        "left": 0,
    }
    assert Instrument.objects.get(key="C900").provisions.count() == 4
