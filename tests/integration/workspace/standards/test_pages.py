"""The pages of the catalogue: what they say, who may read them, and what they cost."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from factories.accounts import make_user
from factories.standards import SMALL, load_small
from jalon.workspace.accounts.models import User
from jalon.workspace.panels import panels_of
from jalon.workspace.places.models import Country
from jalon.workspace.searchable import registered
from jalon.workspace.standards.models import CatalogueLoad, Instrument
from jalon.workspace.standards.queries.agendas import find_items

MOST_QUERIES = 12
PAGES = [
    ("overview", []),
    ("instruments", []),
    ("instrument", ["C900"]),
    ("countries", []),
    ("country", ["MAR"]),
    ("country-part", ["MAR"]),
    ("agendas", []),
    ("agenda", ["GOALS"]),
    ("item", ["GOALS", "8.7"]),
    ("interventions", []),
    ("intervention", ["INT01"]),
    ("questionnaires", []),
    ("questionnaire", ["ASK"]),
    ("loads", []),
    ("file", ["ratifications"]),
]


def text_of(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"standards:{name}", args=args), query)
    assert response.status_code == 200
    return " ".join(response.text.split())


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_whoever_holds_a_role_reads_it_cheaply(
    client: Client,
    small: CatalogueLoad,
    bruno: User,
    name: str,
    args: list[str],
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(bruno)
    with django_assert_max_num_queries(MOST_QUERIES):
        text_of(client, name, *args)


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_stranger_signs_in_and_somebody_without_a_role_is_kept_out(
    client: Client, small: CatalogueLoad, name: str, args: list[str]
) -> None:
    address = reverse(f"standards:{name}", args=args)
    assert client.get(address).status_code == 302
    client.force_login(make_user("Zoe"))
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
@pytest.mark.parametrize(("name", "args"), PAGES[:-1])
def test_it_reads_in_every_language(
    client: Client, small: CatalogueLoad, bruno: User, name: str, args: list[str], language: str
) -> None:
    bruno.language = language
    bruno.save()
    client.force_login(bruno)
    text_of(client, name, *args)


def test_unknown_things_are_not_found(client: Client, small: CatalogueLoad, bruno: User) -> None:
    client.force_login(bruno)
    for name, args in (
        ("instrument", ["C998"]),
        ("instrument", ["900"]),
        ("country", ["QQQ"]),
        ("agenda", ["NONE"]),
        ("item", ["GOALS", "9"]),
        ("intervention", ["INT99"]),
        ("questionnaire", ["NONE"]),
        ("load", [9_999]),
        ("file", ["users"]),
    ):
        assert client.get(reverse(f"standards:{name}", args=args)).status_code == 404


def test_another_writing_of_a_key_leads_to_the_page(
    client: Client, small: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    response = client.get(reverse("standards:instrument", args=["c900"]))
    assert response.url == reverse("standards:instrument", args=["C900"])  # type: ignore[attr-defined]
    response = client.get(reverse("standards:country", args=["mar"]))
    assert response.url == reverse("standards:country", args=["MAR"])  # type: ignore[attr-defined]


def test_a_country_page_parts_what_binds_from_what_is_unknown(
    client: Client, small: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    morocco = text_of(client, "country", "MAR")
    assert "Excluded: Annex II" in morocco
    said = date_format(date(1990, 3, 2), "DATE_FORMAT")
    assert f'1990 <span class="small quiet">({said} is said, without a source)' in morocco
    assert f"not ratified as of {date_format(date(2026, 6, 4), 'DATE_FORMAT')}" in morocco
    mexico = text_of(client, "country", "MEX")
    month = date_format(date(2026, 11, 1), "YEAR_MONTH_FORMAT")
    assert f"no ratification found as of {month}" in mexico
    assert "not ratified as of" not in mexico
    assert "Nothing known" in mexico
    assert "C901" in mexico[mexico.index("Nothing known") :]


def test_a_subject_shows_article_by_article_what_binds(
    client: Client, small: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    page = text_of(client, "country", "MAR", subject="recruitment")
    binding, rest = page.split("Excluded</h3>")
    excluded, guidance = rest.split('id="guidance"')
    assert "Help those who leave." in binding
    assert "Recruit fairly." in binding
    assert "Recruit groups fairly." in excluded
    assert "Declare an age." in guidance
    assert "through the Declaration of 1998" in guidance
    assert "a recommendation: guidance for all" in guidance


def test_an_unknown_exclusion_is_said_to_be_unknown(
    client: Client, small: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    page = text_of(client, "country", "DZA", subject="recruitment")
    assert "Perhaps binding" in page
    assert "Whether Annex I, Annex II were excluded is not known." in text_of(
        client, "country", "DZA"
    )


def test_an_unknown_subject_is_left_out(client: Client, small: CatalogueLoad, bruno: User) -> None:
    client.force_login(bruno)
    assert "What binds it" in text_of(client, "country", "MAR", subject="<script>")


def test_a_declared_age_carries_its_own_certainty(
    client: Client, small: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    page = text_of(client, "instrument", "C901")
    place = page.index("Minimum age declared: 15")
    assert "unverified" in page[place : place + 120]


def test_an_empty_place_says_so(client: Client, small: CatalogueLoad, bruno: User) -> None:
    client.force_login(bruno)
    assert "not found" in text_of(client, "agenda", "MX-Road")
    assert "nothing is invented here" in text_of(client, "item", "MX-Road", "PA01")


def test_an_agenda_is_a_tree_in_its_own_order(
    client: Client, small: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    page = text_of(client, "agenda", "GOALS")
    assert page.index("Decent work") < page.index("End child labour") < page.index("Later target")


def test_the_certainty_is_of_the_language_that_is_read(
    client: Client, small: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    assert "verified at its owner" in text_of(client, "item", "GOALS", "8")
    bruno.language = "es"
    bruno.save()
    page = text_of(client, "item", "GOALS", "8")
    assert "Trabajo decente" in page
    assert "status-warning" in page


def test_no_evaluation_is_said_plainly(client: Client, small: CatalogueLoad, bruno: User) -> None:
    client.force_login(bruno)
    assert "no evaluation found" in text_of(client, "intervention", "INT01")


def test_our_own_questions_are_called_so(client: Client, small: CatalogueLoad, bruno: User) -> None:
    client.force_login(bruno)
    page = text_of(client, "questionnaire", "ASK")
    assert "own questionnaire, inspired by it" in page
    assert "not counted" in page


def test_lists_are_filtered(client: Client, small: CatalogueLoad, bruno: User) -> None:
    client.force_login(bruno)
    assert "C901" not in text_of(client, "instruments", category="technical")
    assert "C900" in text_of(client, "instruments", q="CONVENIÓ inventado")
    assert "R900" not in text_of(client, "instruments", kind="convention")
    assert "INT01" not in text_of(client, "interventions", evidence="review")
    assert "Mexico" not in text_of(client, "countries", q="maroc").partition("</table>")[0]


def test_a_refused_row_is_told_with_what_to_do(
    client: Client, countries: dict[str, Country], bruno: User, tmp_path: Path
) -> None:
    wrong = SMALL["ratifications.csv"] + "MAR,190,ratified,,,,,,,,invented,unverified\n"
    load = load_small(tmp_path, ratifications=wrong)
    client.force_login(bruno)
    page = text_of(client, "load", load.pk)
    assert "ratifications.csv" in page
    assert "Write the prefix C, P or R before it." in page


def test_markup_in_a_fact_is_text(
    client: Client, countries: dict[str, Country], bruno: User, tmp_path: Path
) -> None:
    wild = SMALL["instruments.csv"].replace("Invented Convention", "<script>alert(1)</script>")
    load_small(tmp_path, instruments=wild)
    assert Instrument.objects.get(key="C900").title["en"].startswith("<script>")
    client.force_login(bruno)
    for name, args in (("instrument", ["C900"]), ("instruments", []), ("country", ["MAR"])):
        assert "<script>alert" not in text_of(client, name, *args)


def test_the_catalogue_shows_itself_on_a_countrys_own_page(
    small: CatalogueLoad, countries: dict[str, Country], bruno: User
) -> None:
    found = {panel["key"]: panel for panel in panels_of("country", countries["MAR"], bruno)}
    assert found["standards"]["url"] == "/standards/countries/MAR/"
    assert found["standards"]["part"] == "/standards/countries/MAR/part/"
    assert "standards" not in {
        panel["key"] for panel in panels_of("country", countries["MAR"], make_user("Zoe"))
    }


def test_the_search_finds_the_catalogue_for_its_readers_only(
    small: CatalogueLoad, bruno: User
) -> None:
    stranger = make_user("Zoe")
    sources = [source for source in registered() if source.model.startswith("standards.")]
    assert len(sources) == 5
    for source in sources:
        row = source.visible(bruno).first()
        assert row is not None, source.model
        assert source.link(row).startswith("/standards/")
        assert source.label(row)
        assert not source.visible(stranger).exists()


def test_items_are_found_in_any_language_and_empty_places_never(small: CatalogueLoad) -> None:
    assert [item.code for item in find_items("infantil")] == ["8.7"]
    assert [item.code for item in find_items("goals 8")] == ["8", "8.7", "8.10"]
    assert find_items("PA01") == []
    assert find_items("", agenda="MX-Road") == []


def test_words_of_the_same_name_are_one_subject(
    client: Client, countries: dict[str, Country], bruno: User, tmp_path: Path
) -> None:
    terms = SMALL["terms.csv"].replace("theme,fees,fees,honorarios", "theme,fees,migration,")
    load_small(tmp_path, terms=terms)
    client.force_login(bruno)
    page = client.get(reverse("standards:country", args=["MAR"]))
    offered = [title for _key, title in page.context["form"].fields["subject"].choices]
    assert offered.count("migration") == 1
    found = text_of(client, "country", "MAR", subject="fees+migration")
    assert "Binding on migration" in found
    assert "Agree with each other." in found
    assert "Declare an age." in found
