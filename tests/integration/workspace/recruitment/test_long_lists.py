"""Lists of a call with many applications come in pages, and steps still reach all of them."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories.assessment import criteria, make_assessed, scorers
from integration.workspace.recruitment.pages import signed_in, url
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Conflict,
    Interview,
    Listing,
    Mark,
    PanelMember,
    Sitting,
    Verdict,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.listings import listed_of, outcomes_of
from jalon.workspace.recruitment.queries.seen import reader_of
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage
from jalon.workspace.recruitment.views import assessing, panel, screening

pytestmark = pytest.mark.django_db
ALL = 7


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assessing, "PAGE", 3)


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    """Give a call in which all are marked, heard and on both lists, with the test written."""
    call, now = make_assessed(programme, amina, ALL), timezone.now()
    test = WrittenTest.objects.create(
        call=call,
        opens_at=now - timedelta(days=2),
        closes_at=now - timedelta(days=1),
        minutes=60,
        tasks=[{"en": "A"}],
        unsealed_at=now,
    )
    for row in Application.objects.filter(call=call):
        Sitting.objects.create(
            test=test, application=row, code=f"S{row.pk}", began_at=now, ended_at=now
        )
        Interview.objects.create(application=row, starts_at=now, zone="UTC")
        for who in scorers(call)[:2]:
            for each in criteria(call, Stage.APPLICATION):
                Mark.objects.create(
                    criterion=each, application=row, scorer=who, value=3, locked_value=3,
                    locked_at=now,
                )  # fmt: skip
    return call


def codes_on(html: str, call: Call) -> set[str]:
    return {code for code in call.applications.values_list("code", flat=True) if code in html}


@pytest.mark.parametrize(
    ("name", "more", "scores"),
    [
        ("lists", [], False),
        ("put-on-list", ["short"], False),
        ("to-mark", ["application"], True),
        ("marks", ["application"], False),
        ("written-test", [], False),
        ("interviews", [], False),
    ],
)
def test_each_is_on_one_page_and_no_page_shows_all(
    call: Call, amina: User, name: str, more: list[str], scores: bool
) -> None:
    client = signed_in(scorers(call)[0] if scores else amina)
    pages = [
        codes_on(client.get(url(call, name, *more), {"page": n}).content.decode(), call)
        for n in (1, 2, 3)
    ]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert len(set.union(*pages)) == ALL


@pytest.mark.parametrize(("asked", "shown"), [("99", 3), ("x", 1), ("9" * 30, 3), ("2", 2)])
def test_whatever_page_is_asked_for_there_is_one(
    call: Call, amina: User, asked: str, shown: int
) -> None:
    page = signed_in(amina).get(url(call, "lists"), {"page": asked})
    assert page.context["page"].number == shown
    assert len(page.context["rows"]) == (1 if shown == 3 else 3)


def test_the_ranking_comes_in_pages(call: Call, amina: User) -> None:
    page = signed_in(amina).get(url(call, "ranking"), {"stage": "application", "page": 3})
    assert [len(page.context["lines"]), page.context["lines"].paginator.count] == [1, ALL]


def put(client: Any, call: Call, page: int = 1, **data: Any) -> Any:
    sent = {"version": call.version, "is_on": "yes", "reason": "The best marks.", **data}
    return client.post(url(call, "put-on-list", "short") + f"?page={page}", sent)


def short_listed(call: Call) -> set[str]:
    rows = Listing.objects.filter(application__call=call, which=ListKind.SHORT, is_on=True)
    return set(rows.values_list("application__code", flat=True))


def test_some_of_a_page_the_rest_of_all_pages_and_everybody(call: Call, amina: User) -> None:
    Listing.objects.filter(which=ListKind.SHORT).delete()
    client, codes = signed_in(amina), sorted(call.applications.values_list("code", flat=True))
    assert put(client, call, 2, codes=[codes[3]]).status_code == 302
    assert short_listed(call) == {codes[3]}
    call.refresh_from_db()
    assert put(client, call, who="rest", is_on="no", reason="Others are better.").status_code == 302
    assert short_listed(call) == {codes[3]}
    assert Listing.objects.filter(which=ListKind.SHORT).count() == ALL
    call.refresh_from_db()
    assert put(client, call, who="all").status_code == 302
    assert short_listed(call) == set(codes)


def test_nobody_ticked_is_nobody_listed(call: Call, amina: User) -> None:
    Listing.objects.filter(which=ListKind.SHORT).delete()
    answer = put(signed_in(amina), call)
    assert answer.status_code == 422
    assert "Tick somebody" in answer.content.decode()
    assert not short_listed(call)


def test_a_step_with_all_pages_leaves_out_whom_one_is_tied_to(
    programme: Programme, amina: User, call: Call
) -> None:
    Listing.objects.filter(which=ListKind.SHORT).delete()
    friend = call.applications.order_by("code")[5]
    seat = PanelMember.objects.create(
        call=call, user=amina, role="observer", declared_at=timezone.now()
    )
    Conflict.objects.create(member=seat, application=friend, tie="close-friend")
    assert put(signed_in(amina), call, who="all").status_code == 302
    assert len(short_listed(call)) == ALL - 1
    assert friend.code not in short_listed(call)


def test_who_declares_about_many_ticks_names_page_by_page(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel, "PAGE", 3)
    monkeypatch.setattr(panel, "NAMES", 3)
    member = scorers(call)[0]
    client, address = signed_in(member), url(call, "declare")
    seen: list[str] = []
    ticked: list[str] = []
    for number in (1, 2, 3):
        page = client.get(address, {"page": number, "known": ticked})
        rows = page.context["rows"]
        seen += [name for _key, name, _ticked in rows]
        assert set(page.context["elsewhere"]) == set(ticked), "what was ticked before is kept"
        if number == 2:
            ticked = [rows[0][0]]
    assert len(set(seen)) == ALL
    asked = client.get(address, {"known": ticked, "declare": "yes"})
    assert asked.context["form"].names == ticked
    said = {ticked[0]: "referee", "honest": "on"}
    assert client.post(f"{address}?known={ticked[0]}&declare=yes", said).status_code == 302
    tie = Conflict.objects.get(member__user=member)
    assert (tie.tie, tie.application.candidate.name) == ("referee", seen[3])
    again = client.get(address)
    assert again.context["elsewhere"] == ticked, "a tie that stands is ticked already"


def test_outcomes_are_counted_as_they_are_found_and_one_page_is_read(
    call: Call, amina: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = list(call.applications.order_by("code"))
    must = Verdict.objects.filter(requirement__is_essential=True)
    must.update(confirmed="met", found="met", by=amina, at=timezone.now())
    must.filter(application=rows[0]).update(found="not-met", confirmed="not-met")
    for row in rows[1:3]:
        must.filter(pk=must.filter(application=row)[0].pk).update(confirmed="")
    must.filter(pk=must.filter(application=rows[3])[0].pk).delete()  # no verdict is no answer
    found = listed_of(reader_of(amina, call))
    assert outcomes_of(call) == Counter(row.outcome for row in found)
    assert outcomes_of(call) == {"eligible": 3, "not-eligible": 1, "open": 3}

    monkeypatch.setattr(screening, "PAGE", 3)
    client, codes = signed_in(amina), [row.code for row in rows]
    whole = [codes_on(client.get(url(call, "applications") + f"?page={n}").text, call)
             for n in (1, 2, 3)]  # fmt: skip
    assert whole == [set(codes[:3]), set(codes[3:6]), set(codes[6:])]
    some = client.get(url(call, "applications") + "?outcome=open").text
    assert codes_on(some, call) == set(codes[1:4])
    assert codes_on(client.get(url(call, "applications") + "?outcome=x").text, call)
