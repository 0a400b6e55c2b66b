"""Who is ranked where, who may decide, what a decision needs, and how it is set aside."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.decisions import make_marked, seat_scorer
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.queries import history_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, CentreOutcome, Mark, PanelMember
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.services.deciding import decide, set_aside

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_marked(programme, amina)


def codes(call: Call) -> list[str]:
    return ranked(call).codes


def choose(call: Call, by: User, chosen: str = "", **fields: object) -> None:
    call.refresh_from_db()
    decide(
        call_id=call.pk,
        version=call.version,
        choice=Choice(chosen, **fields),  # type: ignore[arg-type]  # of the test
        reason="The best answers.",
        by=by,
    )


def test_equals_share_a_place_and_a_minimum_keeps_out(call: Call) -> None:
    found = ranked(call)

    assert [each.place.place for each in found.standings] == [1, 1, 3, None]
    assert [each.is_tied for each in found.standings] == [True, True, False, False]
    assert found.standings[0].total == Fraction(80)
    assert found.below(found.standings[3]) == ["Knowledge"]
    assert found.sensitivity is not None
    assert not found.sensitivity.is_firm  # the weight of either criterion decides between the two
    assert found.is_complete


def test_open_marks_rank_nobody(call: Call) -> None:
    Mark.objects.filter(application__code=codes(call)[0]).update(locked_at=None)

    found = ranked(call)

    assert len(found.codes) == 2
    assert not found.is_complete


def test_who_failed_at_the_centre_has_no_place(call: Call, amina: User) -> None:
    first = call.applications.get(code=codes(call)[0])
    CentreOutcome.objects.create(
        application=first, outcome="not-passed", held_date=timezone.localdate(), by=amina
    )

    assert first.code not in codes(call)


def test_a_decision_keeps_the_ranking_and_the_reserve(call: Call, amina: User) -> None:
    first, second, third = codes(call)
    until = timezone.localdate() + timedelta(days=300)

    choose(call, amina, first, reserve=(second, third), reserve_until=until)

    call.refresh_from_db()
    decision = call.decisions.get()
    assert call.state == CallState.DECIDED
    assert decision.chosen is not None
    assert decision.chosen.code == first
    assert [row.application.code for row in decision.reserves.order_by("rank")] == [second, third]
    assert decision.ranking[0] == {
        "code": first,
        "place": 1,
        "total": "80/1",
        "marks": decision.ranking[0]["marks"],
        "below": [],
    }
    assert history_of(call)[0].what == "recruitment.decided"
    assert call.timeline.get(stage="decided").reached_at is not None


def test_nobody_may_be_chosen(call: Call, amina: User) -> None:
    choose(call, amina)

    assert call.decisions.get().chosen is None


def test_only_who_holds_the_authority_decides(call: Call, bruno: User) -> None:
    with pytest.raises(PermissionDenied):
        choose(call, bruno)


def test_who_scores_does_not_decide(call: Call, amina: User) -> None:
    PanelMember.objects.create(call=call, user=amina, role="chair")

    with pytest.raises(RuleBroken, match="decider-scores"):
        choose(call, amina)


def test_an_observer_of_the_panel_may_decide(call: Call, amina: User) -> None:
    PanelMember.objects.create(call=call, user=amina, role="observer")
    choose(call, amina)

    assert call.decisions.count() == 1


def test_below_the_minimum_nobody_is_chosen(call: Call, amina: User) -> None:
    kept_out = ranked(call).standings[-1].code

    with pytest.raises(RuleBroken, match="decision-not-ranked"):
        choose(call, amina, kept_out)


def test_a_reserve_needs_a_day_and_an_end(call: Call, amina: User) -> None:
    first, second, _third = codes(call)
    with pytest.raises(RuleBroken, match="reserve-without-day"):
        choose(call, amina, first, reserve=(second,))
    with pytest.raises(RuleBroken, match="reserve-too-long"):
        choose(
            call,
            amina,
            first,
            reserve=(second,),
            reserve_until=timezone.localdate() + timedelta(days=800),
        )
    with pytest.raises(RuleBroken, match="decision-named-twice"):
        choose(
            call,
            amina,
            first,
            reserve=(first,),
            reserve_until=timezone.localdate() + timedelta(days=8),
        )


def test_before_the_assessment_nobody_is_chosen_but_a_call_may_end(call: Call, amina: User) -> None:
    first = codes(call)[0]
    Call.objects.filter(pk=call.pk).update(state=CallState.SCREENING)

    with pytest.raises(RuleBroken, match="decision-before-assessment"):
        choose(call, amina, first)
    choose(call, amina)


def test_a_decision_set_aside_stays_on_record(call: Call, amina: User) -> None:
    first, second, _third = codes(call)
    choose(call, amina, first)
    call.refresh_from_db()

    with pytest.raises(RuleBroken, match="call-step-without-reason"):
        set_aside(call_id=call.pk, version=call.version, reason=" ", by=amina)
    set_aside(call_id=call.pk, version=call.version, reason="The appeal was upheld.", by=amina)
    choose(call, amina, second)

    rows = call.decisions.order_by("pk")
    assert [row.chosen.code for row in rows if row.chosen] == [first, second]
    assert [row.set_aside_at is None for row in rows] == [False, True]


def test_a_panellist_without_a_grant_decides_nothing(call: Call) -> None:
    with pytest.raises(PermissionDenied):
        choose(call, seat_scorer(call, "observer"))


def test_a_page_that_showed_another_ranking_is_refused(
    call: Call, client: Client, amina: User
) -> None:
    first, second, *_rest = codes(call)
    client.force_login(amina)
    here = reverse("recruitment:decide", args=[call.programme.code, call.pk])
    shown = client.get(here).context["form"]
    sent = {"version": shown["version"].value(), "seen": shown["seen"].value(),
            "chosen": first, "reason": "The best answers."}  # fmt: skip
    changed = {"value": 5, "changed_reason": "After we talked."}
    Mark.objects.filter(application__code=second).update(**changed)

    refused = client.post(here, sent)

    assert refused.status_code == 422
    assert "the ranking is another one now" in refused.text
    assert not call.decisions.exists()
    again = refused.context["form"]["seen"].value()
    assert client.post(here, {**sent, "seen": again}).status_code == 302
