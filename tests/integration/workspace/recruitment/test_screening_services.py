"""Open applications, screen them, and list them: what is done, and what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import make_closed, make_member, make_opened, make_submitted
from factories.programmes import give
from integration.workspace.recruitment.refusals import refused
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Call, LateEntry, Listing, Verdict
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.eligibility import Verdict as Found
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.listing import (
    begin_assessment,
    fill_long_list,
    list_applications,
)
from jalon.workspace.recruitment.services.opening import open_applications
from jalon.workspace.recruitment.services.screening import (
    confirm_plain,
    confirm_verdict,
    judge_relevance,
)

pytestmark = pytest.mark.django_db


def open_(call: Call, by: User) -> Call:
    return open_applications(call_id=call.pk, version=call.version, by=by)


def screen(call: Call, by: User) -> None:
    for row in Verdict.objects.filter(application__call=call, confirmed=""):
        confirm_verdict(
            call_id=call.pk, verdict_id=row.pk, verdict=Found.MET, reason="Seen in the file", by=by
        )


def test_opening_needs_a_panel(programme: Programme, amina: User) -> None:
    call = make_closed(programme, amina)
    with refused("call-not-ready"):
        open_(call, amina)


def test_opening_needs_fixed_criteria(programme: Programme, amina: User) -> None:
    call = make_closed(programme, amina)
    make_member(call, make_user())
    Call.objects.filter(pk=call.pk).update(criteria_fixed_at=None)
    with refused("call-not-ready"):
        open_(call, amina)


def test_opening_waits_for_exceptions_to_the_deadline(programme: Programme, amina: User) -> None:
    call = make_closed(programme, amina)
    make_member(call, make_user())
    late = LateEntry.objects.create(
        call=call,
        candidate=make_user("Late", kind="candidate"),
        until=timezone.now() + timedelta(hours=1),
        reason="The site was down",
        by=amina,
    )
    with refused("late-entries-run"):
        open_(call, amina)
    LateEntry.objects.filter(pk=late.pk).update(until=timezone.now())
    assert open_(call, amina).state == CallState.SCREENING


def test_opening_before_the_deadline_is_refused(programme: Programme, amina: User) -> None:
    call = make_closed(programme, amina)
    make_member(call, make_user())
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=1))
    with refused("call-step-not-open"):
        open_(call, amina)


def test_the_rules_look_at_every_requirement_of_what_was_handed_in(
    programme: Programme, amina: User
) -> None:
    call = make_closed(programme, amina, 2)
    draft = make_submitted(call)
    Application.objects.filter(pk=draft.pk).update(state="withdrawn")
    make_member(call, make_user())
    open_(call, amina)
    asked = call.requirements.count()
    assert Verdict.objects.filter(application__call=call).count() == 2 * asked
    assert not Verdict.objects.exclude(confirmed="").exists()


def test_an_override_needs_a_reason(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 1)
    row = Verdict.objects.filter(application__call=call, found="cannot-tell").first()
    assert row is not None
    with refused("override-without-reason"):
        confirm_verdict(call_id=call.pk, verdict_id=row.pk, verdict=Found.NOT_MET, by=amina)
    done = confirm_verdict(
        call_id=call.pk, verdict_id=row.pk, verdict=Found.NOT_MET, reason="No proof", by=amina
    )
    assert (done.confirmed, done.reason, done.by) == ("not-met", "No proof", amina)
    assert Event.objects.get(what="recruitment.verdict-changed").why == "No proof"


def test_relevance_is_judged_by_a_person_and_the_rule_looks_again(
    programme: Programme, amina: User
) -> None:
    call = make_opened(programme, amina, 1)
    application = Application.objects.get(call=call)
    row = Verdict.objects.get(application=application, requirement__kind="experience")
    assert row.found == "cannot-tell"
    judge_relevance(
        call_id=call.pk, application_id=application.pk, relevant={"e1": True, "e2": False}, by=amina
    )
    row.refresh_from_db()
    assert (row.found, row.evidence) == ("met", ["e1"])
    with refused("employment-unknown"):
        judge_relevance(
            call_id=call.pk, application_id=application.pk, relevant={"e9": True}, by=amina
        )


def test_a_finding_that_changes_is_confirmed_again(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 1)
    application = Application.objects.get(call=call)
    row = Verdict.objects.get(application=application, requirement__kind="experience")
    judge_relevance(call_id=call.pk, application_id=application.pk, relevant={"e1": True}, by=amina)
    confirm_verdict(call_id=call.pk, verdict_id=row.pk, verdict=Found.MET, by=amina)
    judge_relevance(
        call_id=call.pk, application_id=application.pk, relevant={"e1": False}, by=amina
    )
    row.refresh_from_db()
    assert row.confirmed == ""


def test_what_is_plain_is_confirmed_at_once(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina)
    met = Verdict.objects.filter(application__call=call, found="met").count()
    assert met > 0
    assert confirm_plain(call_id=call.pk, version=call.version, by=amina) == met
    assert not Verdict.objects.exclude(confirmed="").exclude(found="met").exists()


def test_who_scores_without_names_does_not_screen(
    programme: Programme, amina: User, bruno: User
) -> None:
    call = make_opened(programme, amina, 1)
    make_member(call, bruno)
    row = Verdict.objects.filter(application__call=call)[0]
    with refused("screener-scores"):
        confirm_verdict(call_id=call.pk, verdict_id=row.pk, verdict=Found.MET, reason="x", by=bruno)


def test_who_may_not_see_candidates_does_not_screen(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 1)
    monitor = make_user("Monitor")
    give(monitor, Role.MONITORING, programme)
    row = Verdict.objects.filter(application__call=call)[0]
    with pytest.raises(PermissionDenied):
        confirm_verdict(
            call_id=call.pk, verdict_id=row.pk, verdict=Found.MET, reason="x", by=monitor
        )


def test_the_long_list_follows_the_screening(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 2)
    first = Application.objects.filter(call=call).order_by("code")[0]
    kwargs = {"call_id": call.pk, "version": call.version, "which": ListKind.LONG, "by": amina}
    with refused("listing-not-screened"):
        list_applications(**kwargs, applications=[first.pk], is_on=True, reason="Good")
    screen(call, amina)
    with refused("listing-without-reason"):
        list_applications(**kwargs, applications=[first.pk], is_on=True, reason=" ")
    with refused("listing-eligible"):
        list_applications(**kwargs, applications=[first.pk], is_on=False, reason="Bad")
    assert fill_long_list(call_id=call.pk, version=call.version, by=amina) == 2
    assert Listing.objects.filter(which="long", is_on=True).count() == 2


def test_who_does_not_meet_what_is_essential_is_left_off_with_the_reason(
    programme: Programme, amina: User
) -> None:
    call = make_opened(programme, amina, 1)
    row = Verdict.objects.filter(application__call=call, requirement__is_essential=True)[0]
    confirm_verdict(
        call_id=call.pk, verdict_id=row.pk, verdict=Found.NOT_MET, reason="No proof", by=amina
    )
    fill_long_list(call_id=call.pk, version=call.version, by=amina)
    listing = Listing.objects.get(application=row.application)
    assert not listing.is_on
    assert str(row.requirement.order) in listing.reason


def test_the_assessment_begins_once_all_are_listed(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 2)
    with refused("screening-open"):
        begin_assessment(call_id=call.pk, version=call.version, by=amina)
    screen(call, amina)
    with refused("screening-open"):
        begin_assessment(call_id=call.pk, version=call.version, by=amina)
    fill_long_list(call_id=call.pk, version=call.version, by=amina)
    done = begin_assessment(call_id=call.pk, version=call.version, by=amina)
    assert done.state == CallState.ASSESSMENT


def test_the_short_list_waits_for_the_marks(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 1)
    make_member(call, make_user("Other"), PanelRole.MEMBER)
    screen(call, amina)
    fill_long_list(call_id=call.pk, version=call.version, by=amina)
    call = begin_assessment(call_id=call.pk, version=call.version, by=amina)
    only = Application.objects.get(call=call)
    with refused("listing-not-marked"):
        list_applications(
            call_id=call.pk,
            version=call.version,
            which=ListKind.SHORT,
            applications=[only.pk],
            is_on=True,
            reason="Good",
            by=amina,
        )
