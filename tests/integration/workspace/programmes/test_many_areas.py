"""A country of 2,500 municipalities: found by words, chosen page by page or all at once."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from factories.places import make_area, make_country
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.places.models import Area
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.views.areas import ON_A_PAGE

MUNICIPALITIES = 2_500
LIMIT = 150_000  # bytes of a page


@pytest.fixture
def as_amina(client: Client, amina: User) -> Client:
    client.force_login(amina)
    return client


@pytest.fixture
def municipalities(programme: Programme) -> list[Area]:
    mexico = make_country("MEX")
    states = [make_area(mexico, f"{n:02}", name={"es": f"Estado {n:02}"}) for n in range(1, 33)]
    return Area.objects.bulk_create(
        Area(
            country=mexico,
            level=2,
            code=f"{n:05}",
            name={"es": f"Municipio con un nombre largo {n:05}"},
            parent=states[n % 32],
        )
        for n in range(1, MUNICIPALITIES + 1)
    )


def address(level: int = 2, **query: str) -> str:
    return reverse("programmes:set-areas", args=["MEX-87", "MEX", level], query=query)


def hidden(page: str) -> dict[str, str]:
    """Return what the form of a page sends of itself."""
    return dict(re.findall(r'<input type="hidden" name="(version|shown)" value="([\d,]*)">', page))


def ticked(page: str) -> list[str]:
    return re.findall(r'name="area" value="(\d+)" checked', page)


def test_a_page_stays_small_and_cheap(
    as_amina: Client,
    programme: Programme,
    municipalities: list[Area],
    django_assert_max_num_queries: Any,
) -> None:
    programme.areas.set(municipalities)
    with django_assert_max_num_queries(12):
        page = as_amina.get(address()).text
    assert len(page.encode()) < LIMIT
    assert len(ticked(page)) == ON_A_PAGE
    for name, args in (("programme", ["MEX-87"]),):
        found = as_amina.get(reverse(f"programmes:{name}", args=args)).content
        assert len(found) < LIMIT


def test_saving_a_page_leaves_the_others_alone(
    as_amina: Client, programme: Programme, municipalities: list[Area]
) -> None:
    programme.areas.add(municipalities[0], municipalities[1], municipalities[2_000])
    page = as_amina.get(address()).text
    assert ticked(page) == [str(municipalities[0].pk), str(municipalities[1].pk)]
    said = {**hidden(page), "area": [municipalities[1].pk, municipalities[5].pk]}
    assert as_amina.post(address(), said).status_code == 302
    kept = {municipalities[1].pk, municipalities[5].pk, municipalities[2_000].pk}
    assert set(programme.areas.values_list("pk", flat=True)) == kept


def test_what_came_between_is_not_unticked(
    as_amina: Client, programme: Programme, municipalities: list[Area]
) -> None:
    page = as_amina.get(address()).text
    moved_in = make_area(make_country("MEX"), "00000", level=2)
    programme.areas.add(moved_in)
    as_amina.post(address(), {**hidden(page), "area": [municipalities[0].pk]})
    assert set(programme.areas.all()) == {moved_in, municipalities[0]}


def test_all_that_are_found_are_chosen_at_once(
    as_amina: Client, programme: Programme, municipalities: list[Area]
) -> None:
    page = as_amina.get(address()).text
    assert "Choose all 2,500 found" in page
    as_amina.post(address(), {**hidden(page), "all": "add"})
    assert programme.areas.count() == MUNICIPALITIES
    page = as_amina.get(address(parent="01")).text
    as_amina.post(address(parent="01"), {**hidden(page), "all": "remove"})
    left = programme.areas.exclude(parent__code="01")
    assert programme.areas.count() == left.count() == MUNICIPALITIES - 78
    event = Event.objects.filter(what="programmes.areas-set").latest("pk")
    assert len(event.before["removed"]) == 78


def test_areas_are_found_by_word_by_larger_area_and_by_choice(
    as_amina: Client, programme: Programme, municipalities: list[Area]
) -> None:
    programme.areas.add(municipalities[1_233])
    page = as_amina.get(address(q="largo 01234")).text
    assert ticked(page) == [str(municipalities[1_233].pk)]
    assert "01235" not in page
    assert ticked(as_amina.get(address(only="chosen")).text) == [str(municipalities[1_233].pk)]
    page = as_amina.get(address(parent="07")).text
    assert page.count('name="area"') == 78
    assert "has this name or code" in as_amina.get(address(q="nowhere")).text


def test_an_old_form_is_refused_and_shown_anew(
    as_amina: Client, programme: Programme, municipalities: list[Area]
) -> None:
    said = {"version": "0", "shown": str(municipalities[0].pk), "area": [municipalities[0].pk]}
    answer = as_amina.post(address(), said)
    assert answer.status_code == 422
    assert not programme.areas.exists()
    assert hidden(answer.text)["version"] == "1"


def test_a_long_list_of_larger_areas_is_not_sent(
    as_amina: Client, programme: Programme, municipalities: list[Area]
) -> None:
    programme.covers.get_or_create(country=make_country("MEX"))
    make_area(make_country("MEX"), "0000101", level=3, parent=municipalities[0])
    page = as_amina.get(address(3)).text
    assert '<select id="parent"' not in page
    assert len(page.encode()) < LIMIT
    places = as_amina.get(reverse("places:areas", args=["MEX", 3]))
    assert len(places.content) < LIMIT
