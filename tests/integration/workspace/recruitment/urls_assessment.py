"""Who may ask for the addresses of `recruitment/urls/assessment.py`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import criteria, make_member, make_opened, on_lists, scorers
from integration.workspace.urls_of.kinds import (
    REFUSED,
    Access,
    Answer,
    InProgramme,
    Missing,
    Person,
    SignedIn,
    World,
)
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Interview,
    Mark,
    PanelMember,
    RefereeAnswer,
    Sitting,
    Verdict,
    WrittenTest,
)
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage

P = Permission
VIEW, EDIT = InProgramme(P.CALL_VIEW), InProgramme(P.CALL_EDIT)
CANDIDATES, DECIDE = InProgramme(P.CANDIDATE_VIEW), InProgramme(P.CALL_DECIDE)


@dataclass(frozen=True)
class OnPanel(Access):
    """No grant is enough: it is for who sits on the panel."""

    def signed_in(self, _person: Person) -> frozenset[Answer]:
        return REFUSED


TABLE: dict[str, Access] = {
    "my-panels": SignedIn(),
    "assessment": VIEW,
    "open-applications": EDIT,
    "panel": VIEW,
    "name-member": EDIT,
    "release-member": EDIT,
    "replace-member": EDIT,
    "end-tie": EDIT,
    "declare": Missing(),
    "applications": CANDIDATES,
    "confirm-plain": CANDIDATES,
    "application": CANDIDATES,
    "relevance": CANDIDATES,
    "verdict": CANDIDATES,
    "application-file": OnPanel(),
    "lists": CANDIDATES,
    "fill-long-list": CANDIDATES,
    "begin-assessment": CANDIDATES,
    "put-on-list": CANDIDATES,
    "to-mark": OnPanel(),
    "marks": CANDIDATES,
    "sheet": OnPanel(),
    "change-mark": OnPanel(),
    "written-test": EDIT,
    "set-up-test": EDIT,
    "seat-candidates": EDIT,
    "open-names": EDIT,
    "accommodate": EDIT,
    "script": DECIDE,
    "interviews": CANDIDATES,
    "questions": EDIT,
    "plan-interview": EDIT,
    "interview-held": EDIT,
    "centre": EDIT,
    "referees": CANDIDATES,
    "referee": CANDIDATES,
}
SITTINGS: dict[str, Access] = {
    "test": Missing(),
    "begin-test": Missing(method="post"),
    "save-test": Missing(method="post"),
}


def make_assessment(world: World) -> tuple[Call, Application]:
    """Make a call in assessment: one candidate has written, and is heard."""
    director = world.by_role(Role.DIRECTOR)
    call = make_opened(world.programme, director, 2)
    on_lists(call, director, ListKind.LONG, ListKind.SHORT)
    Call.objects.filter(pk=call.pk).update(state="assessment")
    application = Application.objects.filter(call=call).order_by("code")[0]
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call,
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        minutes=60,
        tasks=[{"en": "Write"}],
        unsealed_at=now,
    )
    Sitting.objects.create(test=test, application=application, code="T0000001")
    Interview.objects.create(application=application, starts_at=now, zone="UTC")
    RefereeAnswer.objects.create(application=application, name="A referee", by=director)
    for criterion in criteria(call, Stage.APPLICATION):
        Mark.objects.create(
            criterion=criterion,
            application=application,
            scorer=scorers(call)[0],
            value=4,
            locked_value=4,
            locked_at=now,
        )
    return call, application


def arguments(world: World) -> dict[str, list[Any]]:
    call, application = make_assessment(world)
    one = [world.programme.code, call.pk]
    key = [*one, application.code]
    criterion = call.criteria.filter(stage=Stage.INTERVIEW)[0]
    member = make_member(call, make_user())
    found = Verdict.objects.filter(application=application)[0]
    referee = RefereeAnswer.objects.get(application=application)
    sheet = [*one, "application", application.code]
    assert PanelMember.objects.filter(call=call).count() == 4
    return {
        **dict.fromkeys(TABLE, one),
        "my-panels": [],
        "release-member": [*one, member.pk],
        "end-tie": [*one, member.conflicts.create(application=application, tie="family").pk],
        "replace-member": [*one, member.pk],
        **dict.fromkeys(
            (
                "application",
                "relevance",
                "accommodate",
                "script",
                "plan-interview",
                "interview-held",
                "centre",
                "referees",
            ),
            key,
        ),
        "verdict": [*key, found.pk],
        "application-file": [*key, 1],
        "put-on-list": [*one, "short"],
        "to-mark": [*one, "application"],
        "marks": [*one, "application"],
        "sheet": sheet,
        "change-mark": [*sheet, criteria(call, Stage.APPLICATION)[0].pk],
        "questions": [*one, criterion.pk],
        "referee": [*key, referee.pk],
    }


def sitting_arguments(_world: World) -> dict[str, list[Any]]:
    code = Sitting.objects.order_by("pk").values_list("application__code", flat=True)[0]
    return {name: [code] for name in SITTINGS}
