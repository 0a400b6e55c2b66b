"""The page of one figure: drafts saved, submission gated, conflicts shown, steps taken."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories.places import make_area, make_country
from factories.programmes import give, make_programme
from factories.results import make_actual, make_dimension, make_indicator, make_period
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, Indicator, IndicatorDimension, Period

GOOD = {
    "c0": "",
    "c1": "60",
    "c2": "40",
    "source": "registers of the schools",
    "narrative": "As planned.",
    "no_data_reason": "",
    "version": "0",
}


@pytest.fixture
def address(period: Period) -> str:
    return reverse("results:report", args=["MEX-87", period.pk])


@pytest.fixture
def signed_in(client: Client, bruno: User) -> Client:
    client.force_login(bruno)
    return client


def test_the_form_has_a_cell_for_each_value(signed_in: Client, address: str) -> None:
    text = signed_in.get(address).text
    assert "Female" in text
    assert "Male" in text
    assert text.count('inputmode="decimal"') == 3


def test_crossed_dimensions_make_a_table_of_any_depth(
    signed_in: Client, programme: Programme, indicator: Indicator, address: str
) -> None:
    for order, (key, values) in enumerate((("age", "5-14 15-17"), ("place", "city land"))):
        dimension = make_dimension(programme, key, values)
        IndicatorDimension.objects.create(indicator=indicator, dimension=dimension, order=order + 1)
    Indicator.objects.update(crossed=True)
    text = signed_in.get(address).text
    assert text.count('inputmode="decimal"') == 1 + 2 * 2 * 2
    assert "Female, 5-14" in text


def test_a_draft_is_saved_however_incomplete(signed_in: Client, address: str) -> None:
    response = signed_in.post(address, {"version": "0", "c1": "60", "do": "save"})
    assert response.status_code == 302
    actual = Actual.objects.get()
    assert actual.status == "draft"
    text = signed_in.get(address).text
    assert "Before it is submitted" in text
    assert "The cell Male is empty" in text


def test_a_good_report_is_submitted(signed_in: Client, address: str, bruno: User) -> None:
    response = signed_in.post(address, {**GOOD, "do": "submit"})
    assert response.status_code == 302
    actual = Actual.objects.get()
    assert (actual.status, actual.reported_by) == ("submitted", bruno)
    assert actual.cells.get(breakdown="").value == 100


def test_what_stands_in_the_way_is_listed_with_links(signed_in: Client, address: str) -> None:
    response = signed_in.post(address, {**GOOD, "c2": "", "source": "", "do": "submit"})
    assert response.status_code == 422
    assert '<a href="#id_c2">' in response.text
    assert "saved as a draft" in response.text
    actual = Actual.objects.get()
    assert actual.status == "draft"
    assert f'name="version" value="{actual.version}"' in response.text


def test_the_second_editor_sees_both_and_may_take_theirs(
    signed_in: Client, client: Client, amina: User, address: str
) -> None:
    signed_in.post(address, {**GOOD, "do": "save"})
    client.force_login(amina)
    response = client.post(address, {**GOOD, "c1": "61", "do": "save"})
    assert response.status_code == 422
    assert "Bruno" in response.text
    assert "Where the two differ" in response.text
    assert 'name="version" value="1"' in response.text
    assert client.post(address, {**GOOD, "c1": "61", "version": "1"}).status_code == 302
    assert Actual.objects.get().cells.get(breakdown="sex:female").value == 61


def test_a_fraction_is_typed_in_two_fields(
    signed_in: Client, programme: Programme, address: str
) -> None:
    Indicator.objects.update(measure="percentage", over_periods="latest", over_places="ratio")
    IndicatorDimension.objects.all().delete()
    signed_in.post(address, {**GOOD, "c0": "1", "d0": "8", "do": "save"})
    assert Actual.objects.get().cells.get(breakdown="").value == 12.5


def test_words_of_a_qualitative_indicator_are_escaped(signed_in: Client, address: str) -> None:
    Indicator.objects.update(measure="qualitative", over_periods="latest", over_places="none")
    signed_in.post(address, {**GOOD, "c0": "<b>law</b>", "narrative": "<script>x</script>"})
    text = signed_in.get(address).text
    assert "<b>law</b>" not in text
    assert "<script>x" not in text
    assert "&lt;b&gt;law" in text


@pytest.mark.parametrize("text", ["abc", "1,2,3", "9" * 40])
def test_a_number_that_cannot_be_read_is_refused_at_its_field(
    signed_in: Client, address: str, text: str
) -> None:
    response = signed_in.post(address, {**GOOD, "c1": text})
    assert response.status_code == 422
    assert "#id_c1" in response.text
    assert not Actual.objects.exists()


def test_a_file_can_prove_the_figure_and_is_read_by_those_who_see_it(
    signed_in: Client, client: Client, monitor: User, carla: User, address: str
) -> None:
    proof = SimpleUploadedFile("list.csv", b"school,children\nA,60\n", "text/csv")
    signed_in.post(address, {**GOOD, "source": "", "evidence_file": proof, "do": "submit"})
    actual = Actual.objects.get()
    assert actual.status == "submitted"
    assert actual.evidence is not None
    file = reverse("documents:file", args=[actual.evidence_id])
    client.force_login(monitor)
    assert b"school" in b"".join(client.get(file).streaming_content)  # type: ignore[attr-defined]
    client.force_login(carla)
    assert client.get(file).status_code == 404


def test_who_may_not_report_sees_the_figure_without_a_form(
    client: Client, someone: Callable[..., User], period: Period, address: str
) -> None:
    make_actual(period, {"": "42"})
    client.force_login(someone(Role.EVALUATOR))
    response = client.get(address)
    assert "42" in response.text
    assert 'name="do"' not in response.text
    assert client.post(address, GOOD).status_code == 403


def test_the_donor_sees_it_once_it_is_verified(
    client: Client, someone: Callable[..., User], amina: User, period: Period, address: str
) -> None:
    actual = make_actual(period, {"": "4242"}, status="submitted")
    client.force_login(someone(Role.DONOR))
    assert "4,242" not in client.get(address).text
    page = reverse("results:actual", args=["MEX-87", actual.pk])
    assert client.get(page).status_code == 404
    Actual.objects.update(status="verified", verified_by=amina, verified_at="2025-08-01T00:00Z")
    assert "4,242" in client.get(address).text


def test_steps_are_taken_from_the_page(
    signed_in: Client, client: Client, monitor: User, address: str
) -> None:
    signed_in.post(address, {**GOOD, "do": "submit"})
    actual = Actual.objects.get()
    step = reverse("results:step", args=["MEX-87", actual.pk])
    client.force_login(monitor)
    offered = client.get(address).text
    assert (
        offered.index("Verify") < offered.index("What is to be mended") < offered.index("Withdraw")
    )
    data: dict[str, Any] = {"step": "return", "version": actual.version, "reason": ""}
    assert "Say why" in client.post(step, data, follow=True).text
    client.post(step, {**data, "reason": "Too many girls."})
    actual.refresh_from_db()
    assert actual.status == "returned"
    assert "Too many girls." in client.get(address).text


def test_why_a_figure_came_back_stands_above_its_form(
    signed_in: Client, monitor: User, bruno: User, address: str
) -> None:
    signed_in.post(address, {**GOOD, "do": "submit"})
    actual = Actual.objects.get()
    step = reverse("results:step", args=["MEX-87", actual.pk])
    signed_in.force_login(monitor)
    signed_in.post(step, {"step": "return", "version": actual.version, "reason": "Count again."})
    signed_in.force_login(bruno)
    text = signed_in.get(address).text
    assert f"<bdi>{monitor}</bdi> returned this figure:" in text
    assert text.index("Count again.") < text.index('<form method="post" class="stack"')
    signed_in.post(address, {**GOOD, "version": "3", "do": "submit"})
    assert "returned this figure" not in signed_in.get(address).text


def test_an_indicator_by_country_asks_for_the_place_first(
    signed_in: Client, address: str, period: Period
) -> None:
    Indicator.objects.update(reported_for="country")
    mexico = make_country("MEX")
    assert f'{address}?country={mexico.pk}"' in signed_in.get(address).text
    response = signed_in.post(f"{address}?country={mexico.pk}", GOOD)
    assert response.status_code == 302
    assert Actual.objects.get().country == mexico


def test_places_and_periods_of_other_programmes_are_not_there(
    signed_in: Client, address: str
) -> None:
    morocco = make_country("MAR")
    assert signed_in.post(f"{address}?country={morocco.pk}", GOOD).status_code == 404
    theirs = make_period(make_indicator(make_programme()))
    other = reverse("results:report", args=["MEX-87", theirs.pk])
    assert signed_in.post(other, GOOD).status_code == 404
    assert not Actual.objects.exists()


def test_the_donor_sees_no_workings(
    client: Client, someone: Callable[..., User], amina: User, bruno: User, period: Period
) -> None:
    actual = make_actual(
        period, {"": "42"}, status="verified", verified_by=amina, verified_at="2025-08-01T00:00Z"
    )
    actual.comments.create(by=bruno, text="Between us: a guess.")
    client.force_login(someone(Role.DONOR))
    page = reverse("results:actual", args=["MEX-87", actual.pk])
    assert "Between us" not in client.get(page, follow=True).text
    address = reverse("results:comment", args=["MEX-87", actual.pk])
    assert client.post(address, {"text": "Hm"}).status_code == 403
    client.force_login(bruno)
    assert "Between us" in client.get(page, follow=True).text


def test_an_indicator_by_area_asks_for_the_area(
    signed_in: Client, programme: Programme, address: str
) -> None:
    mexico, guatemala = make_country("MEX"), make_country("GTM")
    programme.covers.create(country=guatemala)
    chiapas, peten = make_area(mexico, "07"), make_area(guatemala, "17")
    programme.areas.add(chiapas, peten)
    Indicator.objects.update(reported_for="area")
    text = signed_in.get(f"{address}?country={mexico.pk}").text
    assert f"?area={chiapas.pk}" in text
    assert f"?area={peten.pk}" not in text
    assert signed_in.post(f"{address}?area={chiapas.pk}", GOOD).status_code == 302
    actual = Actual.objects.get()
    assert (actual.country, actual.area) == (mexico, chiapas)


def test_the_same_file_for_two_figures_is_pointed_out(
    signed_in: Client, indicator: Indicator, address: str
) -> None:
    other = reverse("results:report", args=["MEX-87", make_period(indicator, 1).pk])
    for there in (address, other):
        proof = SimpleUploadedFile("list.csv", b"school,children\nA,60\n", "text/csv")
        signed_in.post(there, {**GOOD, "evidence_file": proof, "do": "save"})
    assert "The same file proves other figures" in signed_in.get(other).text


def test_who_verifies_sees_what_the_rules_say(
    signed_in: Client, client: Client, monitor: User, address: str
) -> None:
    good = {**GOOD, "c1": "10", "c2": "10", "narrative": "", "do": "submit"}
    assert signed_in.post(address, good).status_code == 302
    client.force_login(monitor)
    assert "far from the target" in client.get(address).text


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_the_page_takes_few_queries(
    signed_in: Client,
    client: Client,
    monitor: User,
    indicator: Indicator,
    period: Period,
    address: str,
    django_assert_max_num_queries: Callable[[int], Any],
    status: str,
) -> None:
    """Also those of one country's figure that somebody discussed, and that the donor asks for."""
    Indicator.objects.filter(pk=indicator.pk).update(donor_code="POC1")
    country = Country.objects.filter(covered_by__programme=indicator.programme).earliest("pk")
    actual = make_actual(period, {"": "7", "sex:female": "3"}, status=status, country=country)
    actual.comments.create(by=monitor, text="Why?")
    make_actual(make_period(indicator, 1), {"": "9"})
    client.force_login(monitor)
    client.get("/")
    with django_assert_max_num_queries(12):
        response = client.get(address, {"country": country.pk})
    assert "Why?" in response.text


def test_comments_are_kept(signed_in: Client, period: Period) -> None:
    actual = make_actual(period, {"": "4"})
    address = reverse("results:comment", args=["MEX-87", actual.pk])
    signed_in.post(address, {"text": "Please <b>check</b>."})
    assert actual.comments.get().text == "Please <b>check</b>."
    signed_in.post(address, {"text": "  "})
    assert actual.comments.count() == 1


def test_the_second_editor_sees_the_words_of_the_first(
    signed_in: Client, address: str, amina: User
) -> None:
    assert signed_in.post(address, {**GOOD, "narrative": "THEIR LONG TEXT"}).status_code == 302
    version = Actual.objects.get().version
    response = signed_in.post(address, {**GOOD, "narrative": "mine"})
    assert response.status_code == 422
    assert "Somebody else saved this" in response.text
    assert "THEIR LONG TEXT" in response.text
    assert "mine</textarea>" in response.text
    assert Actual.objects.get().narrative == "THEIR LONG TEXT"
    assert Actual.objects.get().version == version
    again = {**GOOD, "narrative": "both", "version": str(version)}
    assert signed_in.post(address, again).status_code == 302


def test_who_reported_a_figure_is_not_offered_to_verify_it(
    signed_in: Client, address: str, bruno: User, programme: Programme, someone: Callable[..., User]
) -> None:
    give(bruno, Role.MONITORING, programme)
    assert signed_in.post(address, {**GOOD, "do": "submit"}).status_code == 302
    words = ">Verify</button>"
    assert words not in signed_in.get(address).text
    signed_in.force_login(someone(Role.MONITORING))
    assert words in signed_in.get(address).text
