"""The catalogue of countries, and what the office corrects in it."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.places.catalogue import countries
from jalon.workspace.places.models import Country
from jalon.workspace.places.services import load_places, set_weekend

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing() -> None:
    first = load_places()
    assert first == {"added": 249, "changed": 0, "unchanged": 0}
    assert load_places() == {"added": 0, "changed": 0, "unchanged": 249}
    assert Event.objects.filter(what="places.catalogue-loaded").count() == 1


def test_every_country_has_a_name_in_each_language() -> None:
    load_places()
    for country in Country.objects.all():
        assert set(country.name) == {"en", "es", "fr", "ar"}
        assert country.iso2 not in country.name.values()
    algeria = Country.objects.get(iso3="DZA")
    assert algeria.name == {"en": "Algeria", "es": "Argelia", "fr": "Algérie", "ar": "الجزائر"}
    assert algeria.weekend == [5, 6]
    assert algeria.subregion_name == "Northern Africa"
    assert {one["body"] for one in algeria.memberships} == {"AU", "AMU"}


@pytest.mark.parametrize(
    ("iso3", "weekend"),
    [("LBY", [5, 6]), ("MRT", [6, 7]), ("MAR", [6, 7]), ("TUN", [6, 7]), ("EGY", [5, 6])],
)
def test_weekends_are_data(iso3: str, weekend: list[int]) -> None:
    load_places()
    assert Country.objects.get(iso3=iso3).weekend == weekend


def test_what_is_not_verified_says_so() -> None:
    load_places()
    eritrea = Country.objects.get(iso3="ERI")
    igad = next(one for one in eritrea.memberships if one["body"] == "IGAD")
    assert igad["certainty"] == "unverified"
    assert igad["note"]["en"].endswith("verify.")
    assert Country.objects.get(iso3="AFG").weekend_certainty == "unverified"


def test_a_weekend_set_by_the_office_outlives_the_next_load(dora: User) -> None:
    load_places()
    set_weekend(iso3="SOM", days=[4, 5], source="Ministry's circular", by=dora)
    assert load_places()["changed"] == 0
    somalia = Country.objects.get(iso3="SOM")
    assert (somalia.weekend, somalia.weekend_source) == ([4, 5], "Ministry's circular")
    event = Event.objects.get(what="places.weekend-set")
    assert (event.before["weekend"], event.after["weekend"]) == ([5, 6], [4, 5])


def test_a_week_is_not_all_weekend(dora: User) -> None:
    load_places()
    with pytest.raises(RuleBroken, match="weekend-too-long"):
        set_weekend(iso3="MEX", days=[1, 2, 3, 4], source="", by=dora)


def test_a_director_does_not_correct_countries(amina: User) -> None:
    load_places()
    with pytest.raises(PermissionDenied):
        set_weekend(iso3="MEX", days=[6, 7], source="", by=amina)


@pytest.mark.real_data
def test_codes_agree_with_another_list(data_folder: Path) -> None:
    theirs = json.loads(
        (data_folder / "standards" / "mledoze_countries.json").read_text(encoding="utf-8")
    )
    wanted = {(row["cca3"], row["cca2"]) for row in theirs if row["cca2"] != "XK"}
    assert {(facts.iso3, facts.iso2) for facts in countries()} == wanted
