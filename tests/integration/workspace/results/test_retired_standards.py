"""What was retired from the catalogue is offered no more; what answers to it keeps showing it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from factories.programmes import give, make_programme
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.forms.alignment import AlignForm, FindForm
from jalon.workspace.results.models import Alignment, Indicator, Result
from jalon.workspace.results.queries.alignment import read_crossing
from jalon.workspace.results.services.alignments import align
from jalon.workspace.results.services.copying import copy_results
from jalon.workspace.standards.models import Agenda, AgendaItem, Instrument, Provision

SOURCED = {"source": "test", "certainty": "unverified"}
WHY = "An article that never was."


@pytest.fixture
def convention(db: None) -> Instrument:
    return Instrument.objects.create(
        key="C900",
        kind="convention",
        title={"en": "Invented"},
        adopted_date=date(1999, 6, 17),
        category="technical",
        topic="migration",
        set="core",
        **SOURCED,
    )


@pytest.fixture
def articles(convention: Instrument) -> list[Provision]:
    made = {"theme": "t", "stage": "s", **SOURCED}
    return [
        Provision.objects.create(
            instrument=convention, article=number, duty={"en": f"Duty {number}"}, **made
        )
        for number in ("1", "2")
    ]


@pytest.fixture
def items(db: None) -> list[AgendaItem]:
    goals = Agenda.objects.create(key="GOALS", title={"en": "Goals"}, **SOURCED)
    return [
        AgendaItem.objects.create(
            agenda=goals, code=code, kind="target", title={"en": f"Target {code}"}, **SOURCED
        )
        for code in ("8.7", "8.8")
    ]


def retire(row: Provision | AgendaItem | Instrument) -> None:
    row.retired_date, row.retired_why = date(2026, 11, 1), WHY
    row.save()


def test_nothing_retired_is_offered(
    convention: Instrument, articles: list[Provision], items: list[AgendaItem]
) -> None:
    retire(articles[0])
    retire(items[0])
    form = AlignForm(agenda=items[0].agenda, instrument=convention)
    assert list(form.fields["provisions"].queryset) == [articles[1]]  # type: ignore[attr-defined]
    assert list(form.fields["items"].queryset) == [items[1]]  # type: ignore[attr-defined]
    assert list(FindForm().fields["instrument"].queryset) == [convention]  # type: ignore[attr-defined]
    retire(articles[1])
    assert not FindForm().fields["instrument"].queryset.exists()  # type: ignore[attr-defined]
    articles[1].retired_date, articles[1].retired_why = None, ""
    articles[1].save()
    retire(convention)
    assert not FindForm().fields["instrument"].queryset.exists()  # type: ignore[attr-defined]


def test_nothing_new_is_aligned_with_it(
    bruno: User, outcome: Result, articles: list[Provision], items: list[AgendaItem]
) -> None:
    retire(articles[0])
    retire(items[0])
    for target in (articles[0], items[0]):
        with pytest.raises(RuleBroken, match="aligned-to-retired"):
            align(subject=outcome, to=target, by=bruno)
    retire(articles[1].instrument)
    with pytest.raises(RuleBroken, match="aligned-to-retired"):
        align(subject=outcome, to=articles[1], by=bruno)


def test_what_is_aligned_already_stays_with_a_mark(
    client: Client,
    bruno: User,
    programme: Programme,
    outcome: Result,
    indicator: Indicator,
    articles: list[Provision],
    items: list[AgendaItem],
) -> None:
    align(subject=outcome, to=items[0], by=bruno)
    align(subject=indicator, to=articles[0], by=bruno)
    for row in (items[0], items[1], articles[0]):
        retire(row)
    client.force_login(bruno)
    pages = (
        reverse("results:result", args=[programme.code, outcome.pk]),
        reverse("results:indicator", args=[programme.code, indicator.pk]),
        reverse("results:alignment", args=[programme.code]) + "?from=standards",
    )
    for page in pages:
        assert WHY in client.get(page).text
    assert "retired" in client.get(reverse("results:alignment", args=[programme.code])).text
    reached = {
        getattr(one, "code", "") or one.article: list(who)
        for _column, rows in read_crossing(bruno, programme).reached
        for one, who in rows
    }
    assert reached == {"8.7": [outcome], "1": [indicator], "2": []}


def test_a_copy_leaves_it_behind(
    amina: User, programme: Programme, outcome: Result, items: list[AgendaItem]
) -> None:
    for item in items:
        align(subject=outcome, to=item, by=amina)
    retire(items[0])
    new = make_programme("NEW")
    give(amina, Role.DIRECTOR, new)
    copy_results(programme, new, amina)
    assert [row.agenda_item for row in Alignment.objects.filter(result__programme=new)] == [
        items[1]
    ]
