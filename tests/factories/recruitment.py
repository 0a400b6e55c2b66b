"""Calls of the tests."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from factories.accounts import PASSWORD
from factories.numbers import numbers
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Application, Call, PlannedStage, Submission
from jalon.workspace.recruitment.queries.notice_text import notice_text
from jalon.workspace.recruitment.rules.call_templates import fields_of
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.deadlines import deadline_at
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.languages import SKILLS
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.services.applying import begin_application
from jalon.workspace.recruitment.services.clearing import hand_in_notice
from jalon.workspace.recruitment.services.criteria import fix_criteria
from jalon.workspace.recruitment.services.drafting import draft_call
from jalon.workspace.recruitment.services.publishing import publish_call
from jalon.workspace.recruitment.services.submitting import submit_application

_numbers = numbers()
ZONE = "America/Mexico_City"


def make_call(programme: Programme, by: User, **fields: Any) -> Call:
    """Make a draft that lacks nothing but its clearance; `languages` are those of its texts."""
    number = next(_numbers)
    country = programme.covers.select_related("country").order_by("pk")[0].country
    begun = fields_of(
        fields.pop("kind", CallKind.NATIONAL_OFFICER),
        fields.pop("languages", ["en", "es"]),
        today=timezone.localdate(),
        country=country.iso2,
        title={"en": f"National officer {number}", "es": f"Oficial nacional {number}"},
    )
    call = draft_call(programme=programme, fields=begun, country=country, by=by)
    day: date = fields.pop("last_day", timezone.localdate() + timedelta(days=30))
    values = {
        "number": f"TEST/{number}",
        "grade": "NOA",
        "duty_station": "Mexico City",
        "duration": "One year",
        "closes_at": deadline_at(day, ZONE),
        "closes_zone": ZONE,
        **fields,
    }
    Call.objects.filter(pk=call.pk).update(**values)
    call.refresh_from_db()
    return call


def hand_in(call: Call, by: User) -> Call:
    """Hand the notice of a draft in to be cleared."""
    text = notice_text(call).encode()
    file = store_file(file=ContentFile(text, "notice.txt"), programme=call.programme, by=by)
    return hand_in_notice(call_id=call.pk, version=call.version, file=file, by=by)


def clear(call: Call) -> Call:
    """Have the office clear the notice, as a fact of the test."""
    Document.objects.filter(pk=call.notice_id).update(state="cleared")
    return Call.objects.get(pk=call.pk)


def make_published(programme: Programme, by: User, **fields: Any) -> Call:
    """Make a call that is published, by the steps that lead there; `by` directs."""
    call = clear(hand_in(make_call(programme, by, **fields), by))
    call = fix_criteria(call_id=call.pk, version=call.version, by=by)
    return publish_call(call_id=call.pk, version=call.version, by=by)


def close(call: Call, at: datetime | None = None) -> Call:
    """Let the deadline of a published call be over, as a fact of the test."""
    over = at or timezone.now() - timedelta(hours=1)
    Call.objects.filter(pk=call.pk).update(published_at=over - timedelta(days=20), closes_at=over)
    PlannedStage.objects.filter(call=call, stage=CallState.PUBLISHED.value).update(
        reached_at=over - timedelta(days=20)
    )
    return Call.objects.get(pk=call.pk)


def make_candidate(name: str = "", **fields: Any) -> User:
    """Make a candidate who can sign in."""
    name = name or f"Candidate {next(_numbers)}"
    email = fields.pop("email", f"{name.lower().replace(' ', '.')}@applicant.example")
    values = {"language": "en", "digest": "none", **fields}
    return User.objects.create_user(email, PASSWORD, name=name, kind=Kind.CANDIDATE, **values)


def whole_sections(call: Call, candidate: User) -> dict[str, Any]:
    """Return answers that lack nothing; every declaration is answered as the call wishes."""
    declared = {
        str(row.pk): bool(row.parameters["passes"])
        for row in call.requirements.filter(kind=RequirementKind.DECLARED)
    }
    return {
        "contact": {"name": candidate.name, "email": candidate.email},
        "nationality": {"nationalities": ["MX"], "residence": "MX"},
        "education": [{"row": "e1", "level": 7, "title": "Master", "completed": True}],
        "employment": [
            {"row": "w1", "employer": "Somewhere", "title": "Officer", "start": "2015-01-01"}
        ],
        "languages": [
            {"row": "l1", "language": "es", "wording": "native"},
            {"row": "l2", "language": "en", **dict.fromkeys(SKILLS, "C1")},
        ],
        "eligibility": {"group": "external", "declared": declared},
        "letter": {"text": "I know the work and the place."},
        "consent": {"truth": True, "privacy": True},
    }


def make_application(call: Call, candidate: User | None = None, **sections: Any) -> Application:
    """Make an application that lacks nothing but being handed in; sections can be replaced."""
    candidate = candidate or make_candidate()
    application = begin_application(call_id=call.pk, by=candidate)
    application.sections = {**whole_sections(call, candidate), **sections}
    application.save(update_fields=["sections"])
    return application


def submit(application: Application, by: User | None = None) -> Submission:
    """Hand an application in, for the candidate or by them."""
    return submit_application(
        application_id=application.pk,
        version=application.version,
        by=by or application.candidate,
    )
