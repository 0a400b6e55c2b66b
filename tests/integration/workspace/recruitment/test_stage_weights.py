"""Stages weigh alike in the last ranking, or as was fixed with the criteria."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import timezone

from factories.decisions import make_marked, mark
from factories.recruitment import make_call
from integration.workspace.recruitment.pages import signed_in, url
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, Criterion, Mark, Sitting, WrittenTest
from jalon.workspace.recruitment.queries.copying import fields_from
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.reports.selection import selection_report
from jalon.workspace.recruitment.services.criteria import fix_criteria, weigh_stages
from jalon.workspace.recruitment.services.drafting import draft_call

pytestmark = pytest.mark.django_db
UNEVEN = {"written-test": 25, "interview": 75}


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    """Two candidates: A better in the written test, B by as much in the interview."""
    call = make_marked(programme, amina, [(3, 3), (5, 5)])
    scorers = [member.user for member in call.panel.order_by("pk")]
    criterion = Criterion.objects.create(
        call=call, stage="written-test", order=1, title={"en": "Writing"}, weight=Decimal(100),
        anchors={"en": "0: nothing\n5: all of it"},
    )  # fmt: skip
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call, opens_at=call.closes_at, closes_at=now, minutes=60, unsealed_at=now
    )
    applied = call.applications.filter(marks__isnull=False).distinct().order_by("code")
    for row, value in zip(applied, (5, 3), strict=True):
        Sitting.objects.create(test=test, application=row, code=f"S{row.code}", ended_at=now)
        for scorer in scorers:
            mark(row, criterion, scorer, value)
    return call


def totals(call: Call) -> list[Fraction]:
    return sorted(each.total for each in ranked(call).standings)


def open_again(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(criteria_fixed_at=None, state="published")
    call.refresh_from_db()


def test_alike_unless_it_is_said(call: Call) -> None:
    assert totals(call) == [80, 80]

    call.stage_weights = UNEVEN
    found = ranked(call)

    assert sorted(each.total for each in found.standings) == [70, 90]
    assert found.sensitivity is not None
    assert {each.criterion for each in found.sensitivity.shifts} > {"written-test", "interview"}


def test_the_page_the_ranking_and_the_report_say_it(call: Call, amina: User) -> None:
    open_again(call)
    client = signed_in(amina)
    assert url(call, "weigh-stages") in client.get(url(call, "criteria")).text
    sent = {"version": call.version, **UNEVEN}
    assert client.post(url(call, "weigh-stages"), sent).status_code == 302
    call.refresh_from_db()
    assert call.stage_weights == UNEVEN
    assert Event.objects.filter(what="recruitment.stages-weighed").count() == 1

    Call.objects.filter(pk=call.pk).update(criteria_fixed_at=timezone.now(), state="assessment")
    for name in ("criteria", "ranking"):
        assert "written test 25, interview 75" in client.get(url(call, name)).text
    call.refresh_from_db()
    paper = selection_report(call, "en", timezone.now())
    assert "written test 25, interview 75" in " ".join(map(str, paper.blocks))
    assert url(call, "weigh-stages") not in client.get(url(call, "criteria")).text
    assert client.post(
        url(call, "weigh-stages"), {**sent, "version": call.version}
    ).status_code == 422  # fmt: skip


def test_left_empty_they_count_alike_again(call: Call, amina: User) -> None:
    open_again(call)
    weigh_stages(call_id=call.pk, version=call.version, weights=UNEVEN, by=amina)
    call.refresh_from_db()
    sent = {"version": call.version, "written-test": "", "interview": ""}

    assert signed_in(amina).post(url(call, "weigh-stages"), sent).status_code == 302
    call.refresh_from_db()
    assert call.stage_weights == {}


def test_what_no_longer_fits_is_not_fixed(call: Call, amina: User) -> None:
    open_again(call)
    weigh_stages(call_id=call.pk, version=call.version, weights=UNEVEN, by=amina)
    Mark.objects.filter(criterion__stage="written-test").delete()
    call.criteria.filter(stage="written-test").delete()
    call.refresh_from_db()

    with pytest.raises(RuleBroken, match="stage-weights-of-others"):
        fix_criteria(call_id=call.pk, version=call.version, by=amina)


def test_a_call_like_another_weighs_as_it(call: Call, programme: Programme, amina: User) -> None:
    call.stage_weights = UNEVEN
    fields = fields_from(call, timezone.localdate())

    assert draft_call(programme=programme, fields=fields, by=amina).stage_weights == UNEVEN


def test_one_stage_has_nothing_to_weigh(programme: Programme, amina: User) -> None:
    call = make_call(programme, amina)
    call.criteria.exclude(stage="interview").delete()

    assert signed_in(amina).get(url(call, "weigh-stages")).status_code == 404
