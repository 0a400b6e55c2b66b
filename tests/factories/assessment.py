"""Calls whose applications are opened, marked and heard, as facts of the tests."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from factories.accounts import make_user
from factories.numbers import numbers
from factories.recruitment import close, make_published
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Criterion,
    Listing,
    PanelMember,
    Submission,
    Verdict,
)
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.opening import open_applications

_numbers = numbers()


def answers(name: str, **more: Any) -> dict[str, Any]:
    """Return an application that is filled in."""
    return {
        "contact": {
            "name": name,
            "email": "somebody@example.org",
            "phone": "+52 55 1234",
            "birth_date": "1988-02-29",
            "sex": "female",
        },
        "nationality": {"nationalities": ["MX"], "residence": "MX", "permits": []},
        "education": [
            {
                "row": "d1",
                "level": 7,
                "field": "economics",
                "title": "Master of economics",
                "institution": "A university",
                "country": "MX",
                "year": 2012,
                "completed": True,
            }
        ],
        "employment": [
            {
                "row": "e1",
                "employer": "A ministry",
                "title": "Analyst",
                "country": "MX",
                "start": "2013-01-01",
                "end": "2023-01-01",
                "duties": "Surveys of households",
                "settings": ["national"],
                "share": 100,
            },
            {
                "row": "e2",
                "employer": "A bakery",
                "title": "Baker",
                "start": "2010-01-01",
                "end": "2011-01-01",
                "settings": ["national"],
            },
        ],
        "languages": [
            {"row": "l1", "language": "es", "wording": "native"},
            {
                "row": "l2",
                "language": "en",
                "reading": "C1",
                "writing": "C1",
                "listening": "C1",
                "speaking": "C1",
            },
        ],
        "eligibility": {"group": "external", "declared": {}},
        "letter": {"text": f"I am {name}."},
        "consent": {"truth": True, "privacy": True},
        **more,
    }


def make_submitted(call: Call, name: str = "", **sections: Any) -> Application:
    """Make an application that was handed in, as a fact of the test."""
    number = next(_numbers)
    name = name or f"Candidate {number}"
    candidate = make_user(name, kind=Kind.CANDIDATE)
    content = answers(name, **sections)
    now = timezone.now()
    application = Application.objects.create(
        call=call,
        candidate=candidate,
        code=f"K{number:06d}",
        state="submitted",
        language="es",
        sections=content,
        submitted_at=now,
    )
    Submission.objects.create(
        application=application,
        number=1,
        at=now,
        content={"sections": content, "files": []},
        sha256="0" * 64,
    )
    return application


def make_member(
    call: Call, user: User, role: PanelRole = PanelRole.MEMBER, **fields: Any
) -> PanelMember:
    """Seat somebody who has declared that nothing ties them to anybody."""
    values = {"role": role.value, "declared_at": timezone.now(), **fields}
    return PanelMember.objects.create(call=call, user=user, **values)


def make_closed(programme: Programme, by: User, applications: int = 3, **fields: Any) -> Call:
    """Make a call whose deadline is over, with what was handed in."""
    call = make_published(programme, by, **fields)
    for _ in range(applications):
        make_submitted(call)
    return close(call)


def make_opened(programme: Programme, by: User, applications: int = 3) -> Call:
    """Make a call whose applications are opened; three outsiders sit on the panel."""
    call = make_closed(programme, by, applications)
    for role in (PanelRole.CHAIR, PanelRole.MEMBER, PanelRole.HUMAN_RESOURCES):
        make_member(call, make_user(f"Panel {next(_numbers)}"), role)
    return open_applications(call_id=call.pk, version=call.version, by=by)


def on_lists(call: Call, by: User, *which: ListKind) -> None:
    """Put everybody on these lists, as a fact of the test."""
    for application in Application.objects.filter(call=call, state="submitted"):
        for each in which:
            Listing.objects.create(
                application=application, which=each.value, is_on=True, reason="Good", by=by
            )


def make_assessed(programme: Programme, by: User, applications: int = 3) -> Call:
    """Make a call in its assessment: all are eligible, and on both lists."""
    call = make_opened(programme, by, applications)
    Verdict.objects.filter(application__call=call).update(
        found="met", confirmed="met", by=by, at=timezone.now()
    )
    on_lists(call, by, ListKind.LONG, ListKind.SHORT)
    Call.objects.filter(pk=call.pk).update(state=CallState.ASSESSMENT)
    return Call.objects.get(pk=call.pk)


def scorers(call: Call) -> list[User]:
    """Return who sits on the panel, the chair first."""
    return [m.user for m in call.panel.select_related("user").order_by("pk")]


def criteria(call: Call, stage: Stage) -> list[Criterion]:
    return list(call.criteria.filter(stage=stage.value).order_by("order"))


HOUR = timedelta(hours=1)
