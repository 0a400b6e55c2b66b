"""The catalogue that ships: all of it goes in, and it says no more than its sources."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from jalon.workspace.accounts.models import User
from jalon.workspace.places.models import Country
from jalon.workspace.places.services import load_places
from jalon.workspace.standards.models import (
    Agenda,
    AgendaItem,
    CatalogueLoad,
    Instrument,
    Intervention,
    Provision,
    Questionnaire,
    QuestionnaireItem,
    Ratification,
)
from jalon.workspace.standards.queries.countries import duties_of, provisions_binding
from jalon.workspace.standards.rules.binding import Bond, Force, force
from jalon.workspace.standards.rules.files import read_files
from jalon.workspace.standards.services import load_catalogue, propose_update

MOST_BYTES = 150_000  # as sent
COLUMNS = ["C029", "P029", "C097", "C105", "C138", "C143", "C181", "C182", "C189", "C190", "ICRMW"]
OURS = {
    "Mexico": "MEX",
    "Belize": "BLZ",
    "El Salvador": "SLV",
    "Honduras": "HND",
    "Guatemala": "GTM",
    "Cuba": "CUB",
    "Algeria": "DZA",
    "Libya": "LBY",
    "Mauritania": "MRT",
    "Morocco": "MAR",
    "Tunisia": "TUN",
    "Egypt": "EGY",
    "Eritrea": "ERI",
    "Ethiopia": "ETH",
    "Djibouti": "DJI",
    "Somalia": "SOM",
    "Sudan": "SDN",
    "South Sudan": "SSD",
}

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[CatalogueLoad]:
    """Load once for all tests, and undo it at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_places(by=None)
        yield load_catalogue(by=None)
        transaction.set_rollback(True)


@pytest.fixture
def shipped(loaded: CatalogueLoad, db: None) -> CatalogueLoad:
    return loaded


@pytest.fixture
def cells(shipped: CatalogueLoad) -> dict[tuple[str, str], Ratification]:
    rows = Ratification.objects.select_related("country", "instrument")
    return {(row.country.iso3, row.instrument.key): row for row in rows}


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_everything_goes_in_and_nothing_is_refused(shipped: CatalogueLoad) -> None:
    assert shipped.refused == []
    assert shipped.version
    models = (Instrument, Provision, Agenda, AgendaItem, Intervention, Questionnaire)
    counts = [model.objects.count() for model in (*models, QuestionnaireItem)]
    assert counts == [38, 127, 16, 248, 44, 10, 177]
    ours = Q(country__iso3__in=OURS.values(), instrument__key__in=COLUMNS)
    assert Ratification.objects.filter(ours).count() == 18 * 11


def test_loading_it_again_changes_nothing(shipped: CatalogueLoad) -> None:
    assert load_catalogue(by=None) == shipped


def test_what_nobody_found_is_never_called_not_ratified(shipped: CatalogueLoad) -> None:
    negatives = Ratification.objects.exclude(status="ratified")
    assert not negatives.filter(as_of_date=None).exclude(status="denounced").exists()
    said = negatives.filter(status="not_ratified")
    assert set(said.values_list("certainty", flat=True)) == {"verified_secondary"}
    assert all(row.source.startswith("NORMLEX comparative table") for row in said)
    assert {str(day) for day in said.values_list("as_of_date", flat=True)} == {"2026-06-04"}


def test_the_places_of_mexicos_priority_actions_are_empty(shipped: CatalogueLoad) -> None:
    slots = AgendaItem.objects.filter(agenda__key="MX-Alliance8.7", code__startswith="PA")
    assert [slot.code for slot in slots.order_by("order")] == [f"PA{n:02}" for n in range(1, 11)]
    assert all(slot.empty and slot.title == {} for slot in slots)
    assert AgendaItem.objects.filter(empty=True).count() == 10


def test_c190_is_not_r190(shipped: CatalogueLoad) -> None:
    assert Instrument.objects.get(key="C190").topic == "violence-and-harassment"
    assert Instrument.objects.get(key="R190").topic == "child-labour"


def test_what_binds_morocco_on_recruitment(shipped: CatalogueLoad) -> None:
    morocco = Country.objects.get(iso3="MAR")
    binding = {str(provision) for provision in provisions_binding(morocco, TODAY, ["recruitment"])}
    assert {"C181 3", "C181 7(1)", "C097 7", "ICRMW 66"} <= binding
    by_bond = {
        str(duty.provision): duty.bond for duty in duties_of(morocco, TODAY, ["recruitment"])
    }
    assert by_bond["C097 Annex I"] is Bond.UNCLEAR
    assert by_bond["P029 2(d)"] is Bond.GUIDANCE
    assert by_bond["R086 Paras. 13-15"] is Bond.GUIDANCE


@pytest.mark.parametrize("language", ["es", "fr", "ar"])
def test_duties_and_instruments_are_said_in_the_languages_of_their_readers(
    shipped: CatalogueLoad, language: str
) -> None:
    duties = Provision.objects.values_list("duty", flat=True)
    titles = Instrument.objects.values_list("title", flat=True)
    assert [said["en"] for said in [*duties, *titles] if not said.get(language)] == []


def test_algeria_excluded_annex_ii(shipped: CatalogueLoad) -> None:
    algeria = Country.objects.get(iso3="DZA")
    bonds = {str(duty.provision): duty.bond for duty in duties_of(algeria, TODAY)}
    assert bonds["C097 Annex II"] is Bond.EXCLUDED
    assert bonds["C097 Annex I"] is Bond.BINDS


def test_full_pages_cost_as_little_as_small_ones(
    client: Client,
    shipped: CatalogueLoad,
    bruno: User,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(bruno)
    for name, args in (
        ("instruments", []),
        ("instrument", ["C182"]),
        ("country", ["MAR"]),
        ("countries", []),
        ("agenda", ["SDG"]),
        ("item", ["SDG", "8.7"]),
        ("intervention", ["INT07"]),
        ("questionnaire", ["BLMA"]),
    ):
        address = reverse(f"standards:{name}", args=args)
        with django_assert_max_num_queries(12):
            response = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.status_code == 200
        assert len(response.content) < MOST_BYTES


def test_every_agenda_and_questionnaire_has_a_page(
    client: Client, shipped: CatalogueLoad, bruno: User
) -> None:
    client.force_login(bruno)
    for agenda in Agenda.objects.all():
        address = reverse("standards:agenda", args=[agenda.key])
        assert client.get(address).status_code == 200, address
    for item in AgendaItem.objects.select_related("agenda").order_by("?")[:20]:
        address = reverse("standards:item", args=[item.agenda.key, item.code])
        assert client.get(address).status_code == 200, address


@pytest.mark.real_data
def test_ninety_of_ninety_cells_agree_with_the_other_collection(
    cells: dict[tuple[str, str], Ratification], data_folder: Path
) -> None:
    path = data_folder / "standards" / "ilo_fundamental_ratifications_2026-06.csv"
    agreed = 0
    for row in read(path):
        for column, year in row.items():
            key = column.rpartition("_")[2]
            if row["Country"] not in OURS or key not in ("C029", "P029", "C105", "C138", "C182"):
                continue
            cell = cells[OURS[row["Country"]], key]
            assert cell.written_date()[:4] == year
            assert cell.status == ("ratified" if year else "not_ratified")
            agreed += 1
    assert agreed == 90


@pytest.mark.real_data
def test_the_table_of_ratification_years(
    cells: dict[tuple[str, str], Ratification], data_folder: Path
) -> None:
    design = data_folder.parent / "design" / "governance.md"
    if not design.exists():
        pytest.skip(f"no {design}")
    compared = 0
    for line in design.read_text(encoding="utf-8").splitlines():
        texts = [text.strip() for text in line.strip("|").split("|")]
        if texts[0] not in OURS or len(texts) != len(COLUMNS) + 1:
            continue
        for key, text in zip(COLUMNS, texts[1:], strict=True):
            check_cell(cells[OURS[texts[0]], key], text)
            compared += 1
    assert compared == 18 * 11


def check_cell(cell: Ratification, text: str) -> None:
    """Compare with ``1934``, ``2006~`` (date not seen), ``2015 (15)``, ``—`` or ``—?``."""
    if text.startswith("—"):
        assert cell.status in {"not_ratified", "not_found", "no_action"}, (cell, text)
        assert (cell.certainty == "unverified") == text.endswith("?"), (cell, text)
        return
    found = re.fullmatch(r"(\d{4})(~?)(?: \((\d\d)\))?", text)
    assert found
    assert cell.status == "ratified", (cell, text)
    if found[2]:
        assert cell.date is None
        assert cell.claimed_date is not None
        assert cell.claimed_date.year == int(found[1])
    else:
        assert cell.written_date()[:4] == found[1], (cell, text)
    assert cell.declared_age == (int(found[3]) if found[3] else None), (cell, text)


@pytest.mark.real_data
def test_the_certainties_are_those_of_the_collection(
    cells: dict[tuple[str, str], Ratification], data_folder: Path
) -> None:
    rows = read(data_folder / "standards" / "ratifications.csv")
    collected = Counter(row["verification"] for row in rows)
    ours = Counter(
        "verified" if row.certainty.startswith("verified") else row.certainty
        for (country, key), row in cells.items()
        if country in OURS.values() and key in COLUMNS
    )
    assert ours == collected


@pytest.mark.real_data
def test_targets_and_indicators_are_the_united_nations_words(
    shipped: CatalogueLoad, data_folder: Path
) -> None:
    items = AgendaItem.objects.filter(agenda__key="SDG")
    assert items.count() == 48
    for item in items:
        name = "targets" if item.kind == "target" else "indicators"
        for language in ("en", "es", "fr", "ar"):
            path = data_folder / "standards" / "sdg" / f"{language}_global_{name}.yml"
            text = path.read_text(encoding="utf-8").replace("\u0640", "")
            assert squeezed(item.title[language]) in squeezed(text), (item, language)


def squeezed(text: str) -> str:
    return re.sub(r"[\s'\"]+", "", text)


@pytest.mark.real_data
def test_the_known_error_of_the_objectives_is_refused(
    shipped: CatalogueLoad, nadia: User, data_folder: Path
) -> None:
    path = data_folder / "standards" / "gcm_23_objectives.md"
    rows, refused = read_files({path.name: path.read_text(encoding="utf-8")})
    assert [(row.code, row.params) for row in refused] == [
        ("objective-repeats-title", {"number": 20, "other": 2})
    ]
    codes = [row.values["code"] for row in rows if row.values.get("kind") == "objective"]
    assert codes == [str(number) for number in range(1, 24) if number != 20]
    proposal = propose_update(file_name=path.name, content=path.read_bytes(), by=nadia)
    assert len(proposal.difference["refused"]) == 1
    # The objectives themselves are in the catalogue already, in the same words.
    changed = {change["key"] for change in proposal.difference["changed"]}
    assert changed == set()


def test_a_denunciation_has_its_own_day(shipped: CatalogueLoad) -> None:
    row = Ratification.objects.get(country__iso3="MYS", instrument__key="C105")
    assert (row.written_date(), row.written_denounced()) == ("1958", "1990")
    assert force(row.instrument.terms, row.act, TODAY) is Force.ENDED


def test_what_was_ratified_of_late_is_not_said_to_bind(shipped: CatalogueLoad) -> None:
    emirates = Country.objects.get(iso3="ARE")
    bonds = {
        duty.bond for duty in duties_of(emirates, TODAY) if duty.provision.instrument.key == "P029"
    }
    assert bonds == {Bond.NOT_YET}
    assert not [p for p in provisions_binding(emirates, TODAY) if p.instrument.key == "P029"]
