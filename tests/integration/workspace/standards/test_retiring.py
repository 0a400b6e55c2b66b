"""What was loaded by mistake is retired: it stays to be read, and counts for nothing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.standards import SMALL, load_small
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import TokenScope
from jalon.workspace.accounts.services.tokens import make_token
from jalon.workspace.audit.models import Event
from jalon.workspace.places.models import Country
from jalon.workspace.searchable import registered
from jalon.workspace.standards import services
from jalon.workspace.standards.models import (
    AgendaItem,
    CatalogueLoad,
    Instrument,
    Intervention,
    Provision,
    QuestionnaireItem,
    Ratification,
)
from jalon.workspace.standards.queries.agendas import agendas, find_items
from jalon.workspace.standards.queries.countries import (
    countries_known,
    duties_of,
    provisions_binding,
    standings_of,
    subjects_offered,
    without_duties,
)
from jalon.workspace.standards.queries.instruments import statuses_of
from jalon.workspace.standards.queries.interventions import questionnaires
from jalon.workspace.standards.queries.rows import MAPPED
from jalon.workspace.standards.queries.vocabulary import vocabulary
from jalon.workspace.standards.rules.tables import RETIRABLE
from jalon.workspace.standards.rules.words import Kind

TODAY = date(2026, 11, 22)
WHY = "Loaded by mistake."
RETIRED = "instrument,article,retired,retired_why\nC900,2,2026-11-20,Loaded by mistake.\n"


def first(kind: Kind) -> Any:
    return MAPPED[kind].model.objects.order_by("pk").first()


def update(nadia: User, text: str, name: str = "provisions.csv") -> CatalogueLoad:
    proposal = services.propose_update(file_name=name, content=text.encode(), by=nadia)
    return services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=nadia)


def retire(nadia: User, row: Any, kind: Kind) -> None:
    services.retire_fact(kind=kind, pk=row.pk, why=WHY, by=nadia)


def search_finds(user: User, row: Any) -> bool:
    source = next(s for s in registered() if s.model == row._meta.label_lower)
    return bool(source.visible(user).filter(pk=row.pk).exists())


def test_every_table_that_the_plan_names_can_be_retired() -> None:
    assert {
        Kind.INSTRUMENTS,
        Kind.PROVISIONS,
        Kind.RATIFICATIONS,
        Kind.AGENDA_ITEMS,
        Kind.INTERVENTIONS,
        Kind.QUESTIONNAIRE_ITEMS,
    } == RETIRABLE


def test_the_difference_shows_what_a_file_retires(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    proposal = services.propose_update(
        file_name="provisions.csv", content=RETIRED.encode(), by=nadia
    )
    page = client.get(reverse("standards:update", args=[proposal.pk])).text
    assert "C900 2" in page
    assert '<ins dir="auto">2026-11-20</ins>' in page
    assert '<ins dir="auto">Loaded by mistake.</ins>' in page
    services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=nadia)
    row = Provision.objects.get(article="2")
    assert (row.retired_date, row.retired_why) == (date(2026, 11, 20), WHY)


def test_the_same_file_again_changes_nothing(small: CatalogueLoad, nadia: User) -> None:
    update(nadia, RETIRED)
    with pytest.raises(RuleBroken) as refused:
        update(nadia, RETIRED)
    assert refused.value.code == "update-changes-nothing"


def test_a_file_that_says_nothing_of_it_leaves_it_retired(
    small: CatalogueLoad, nadia: User, tmp_path: Path
) -> None:
    retire(nadia, Provision.objects.get(article="2"), Kind.PROVISIONS)
    services.load_catalogue(tmp_path, by=None)
    services.load_catalogue(tmp_path, by=nadia)
    assert Provision.objects.get(article="2").retired_date


def test_a_file_with_both_cells_empty_takes_it_back(small: CatalogueLoad, nadia: User) -> None:
    update(nadia, RETIRED)
    update(nadia, "instrument,article,retired,retired_why\nC900,2,,\n")
    row = Provision.objects.get(article="2")
    assert (row.retired_date, row.retired_why) == (None, "")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ("2026-11-20,", "retired-without-reason"),
        (",Loaded by mistake.", "retired-without-reason"),
        ("2126-01-01,Loaded by mistake.", "instrument-date-in-the-future"),
        ("2026-11,Loaded by mistake.", "instrument-date-not-whole"),
    ],
)
def test_a_day_and_a_reason_go_together(
    small: CatalogueLoad, nadia: User, cells: str, code: str
) -> None:
    text = f"instrument,article,retired,retired_why\nC900,2,{cells}\n"
    proposal = services.propose_update(file_name="provisions.csv", content=text.encode(), by=nadia)
    assert [row["code"] for row in proposal.difference["refused"]] == [code]


def test_a_table_with_retired_rows_comes_back_unchanged(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    for kind in RETIRABLE:
        retire(nadia, first(kind), kind)
    client.force_login(nadia)
    for kind in RETIRABLE:
        text = client.get(reverse("standards:file", args=[kind.value])).text
        assert WHY in text
        proposal = services.propose_update(file_name=f"{kind}.csv", content=text.encode(), by=nadia)
        told = proposal.difference
        assert (told["added"], told["changed"], told["refused"]) == ([], [], [])


@pytest.mark.parametrize("kind", sorted(RETIRABLE))
def test_a_page_retires_a_row_and_takes_it_back(
    client: Client, small: CatalogueLoad, nadia: User, kind: Kind
) -> None:
    client.force_login(nadia)
    row = first(kind)
    address = reverse("standards:retire", args=[kind.value, row.pk])
    assert client.post(address, {"why": " "}).status_code == 422
    response = client.post(address, {"why": WHY}, follow=True)
    assert response.status_code == 200
    assert WHY in response.text
    assert address in response.text
    row.refresh_from_db()
    assert (row.retired_date, row.retired_why, row.corrected_here) == (
        timezone.localdate(),
        WHY,
        True,
    )
    event = Event.objects.get(what="standards.fact-retired")
    assert event.after["why"] == WHY
    assert client.post(address, {"why": "Again."}).status_code == 422
    restore = reverse("standards:restore", args=[kind.value, row.pk])
    assert restore in client.get(address).text
    assert WHY not in client.post(restore, follow=True).text.partition("History")[0]
    row.refresh_from_db()
    assert (row.retired_date, row.retired_why) == (None, "")
    client.post(restore)
    assert Event.objects.filter(what="standards.fact-restored").count() == 1


def test_what_cannot_be_retired_has_no_page(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    for kind, pk in (("terms", 1), ("nonsense", 1), ("instruments", 0)):
        assert client.get(reverse("standards:retire", args=[kind, pk])).status_code == 404
        assert client.post(reverse("standards:restore", args=[kind, pk])).status_code == 404


def test_only_who_may_retires(client: Client, small: CatalogueLoad, bruno: User) -> None:
    row = first(Kind.INSTRUMENTS)
    for service in (services.retire_fact, services.restore_fact):
        extra = {"why": WHY} if service is services.retire_fact else {}
        with pytest.raises(PermissionDenied):
            service(kind=Kind.INSTRUMENTS, pk=row.pk, by=bruno, **extra)  # type: ignore[operator]
    client.force_login(bruno)
    page = client.get(reverse("standards:instrument", args=[row.key])).text
    assert "/retire/" not in page


def test_a_retired_provision_is_no_duty(
    small: CatalogueLoad, countries: dict[str, Country], nadia: User
) -> None:
    provision = Provision.objects.get(article="2")
    assert provision in provisions_binding(countries["MAR"], TODAY)
    retire(nadia, provision, Kind.PROVISIONS)
    assert provision not in [duty.provision for duty in duties_of(countries["MAR"], TODAY)]
    assert "departure" not in dict(subjects_offered(vocabulary()))
    assert not search_finds(nadia, provision)


def test_a_retired_instrument_binds_nobody(
    small: CatalogueLoad, countries: dict[str, Country], nadia: User
) -> None:
    instrument = Instrument.objects.get(key="C900")
    provision = instrument.provisions.first()
    retire(nadia, instrument, Kind.INSTRUMENTS)
    morocco = countries["MAR"]
    standings = standings_of(morocco, TODAY)
    assert [standing.instrument.key for standing in standings] == ["C901"]
    assert {d.provision.instrument.key for d in duties_of(morocco, TODAY)} == {"C901", "R900"}
    assert without_duties(standings, ["migration"]) == []
    assert {country.iso3: country.ratified for country in countries_known()} == {  # type: ignore[attr-defined]
        "DZA": 1,
        "MAR": 0,
        "MEX": 0,
    }
    assert not search_finds(nadia, instrument)
    assert not search_finds(nadia, provision)


def test_a_retired_ratification_counts_as_nothing_known(
    client: Client, small: CatalogueLoad, countries: dict[str, Country], nadia: User
) -> None:
    row = Ratification.objects.get(country__iso3="MAR", instrument__key="C900")
    retire(nadia, row, Kind.RATIFICATIONS)
    standing = standings_of(countries["MAR"], TODAY)[0]
    assert (standing.instrument.key, standing.ratification) == ("C900", None)
    assert provisions_binding(countries["MAR"], TODAY) == []
    assert statuses_of(row.instrument) == {"ratified": 1, "not_found": 1}
    client.force_login(nadia)
    page = client.get(reverse("standards:country", args=["MAR"])).text
    assert WHY in page.partition('id="retired"')[2]
    told = client.get(reverse("standards:instrument", args=["C900"])).text
    assert WHY in told
    _token, raw = make_token(name="a program", scopes=[TokenScope.READ], days=30, by=nadia)
    answer = client.get(
        "/api/v1/countries/MAR/ratifications", headers={"Authorization": f"Bearer {raw}"}
    ).json()["items"][0]
    assert (answer["retired_why"], answer["force"]) == (WHY, "none")


def test_retired_items_interventions_and_questions_are_not_counted(
    small: CatalogueLoad, nadia: User
) -> None:
    item = AgendaItem.objects.get(code="8.7")
    intervention, question = Intervention.objects.get(), QuestionnaireItem.objects.first()
    retire(nadia, item, Kind.AGENDA_ITEMS)
    retire(nadia, intervention, Kind.INTERVENTIONS)
    retire(nadia, question, Kind.QUESTIONNAIRE_ITEMS)
    assert [found.code for found in find_items()] == ["8", "8.10"]
    assert agendas().get(key="GOALS").size == 2
    assert questionnaires().get().size == 1
    assert not search_finds(nadia, item)
    assert not search_finds(nadia, intervention)


def test_a_catalogue_may_ship_retired_rows(countries: dict[str, Country], tmp_path: Path) -> None:
    heading, *rows = SMALL["provisions.csv"].splitlines()
    lines = [f"{heading},retired,retired_why", f"{rows[0]},2026-01-02,Wrong article."]
    lines += [f"{row},," for row in rows[1:]]
    load = load_small(tmp_path, provisions="\n".join(lines))
    assert load.refused == []
    assert Provision.objects.filter(retired_date=date(2026, 1, 2)).count() == 1
    assert load_small(tmp_path, provisions="\n".join(lines)).pk == load.pk
