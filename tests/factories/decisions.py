"""Calls of the tests that wait for a decision: candidates, a panel, marks that are locked."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import make_member
from factories.numbers import numbers
from factories.recruitment import make_call
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Criterion,
    Listing,
    Mark,
    Submission,
    Verdict,
)
from jalon.workspace.recruitment.rules.applications import digest
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage
from jalon.workspace.recruitment.rules.panel import PanelRole

_numbers = numbers()
# Marks of four candidates on two criteria, by two scorers: the first two are tied.
MARKS = ((5, 3), (3, 5), (3, 3), (1, 5))
LANGUAGES = ("en", "es", "fr", "ar")
PANEL_REGIONS = ("americas", "africa", "europe-central-asia")
COUNTRIES = ("MX", "DZ", "FR", "GT", "KE", "DE")  # two of each of three regions


def make_marked(
    programme: Programme,
    by: User,
    marks: Sequence[tuple[int, int]] = MARKS,
    *,
    refused: int = 1,
    **fields: Any,
) -> Call:
    """Make a call in assessment: one candidate for each pair of marks, some not on the lists."""
    call = make_call(programme, by, **fields)
    now = timezone.now()
    published = {"published_at": now - timedelta(days=60), "closes_at": now - timedelta(days=30)}
    Call.objects.filter(pk=call.pk).update(
        state=CallState.ASSESSMENT, criteria_fixed_at=now - timedelta(days=61), **published
    )
    call.refresh_from_db()
    call.criteria.all().delete()
    first, second = (
        Criterion.objects.create(
            call=call,
            stage=Stage.INTERVIEW,
            order=order,
            title={"en": title, "es": f"{title} (es)"},
            anchors={"en": "0: nothing\n5: all of it"},
            weight=50,
            lowest_passing=lowest,
        )
        for order, title, lowest in ((1, "Knowledge", 2), (2, "Teamwork", 0))
    )
    scorers = [seat_scorer(call, "chair"), seat_scorer(call, "member")]
    for pair in marks:
        application = make_applicant(call)
        enlist(application, by)
        for scorer, (criterion, value) in itertools.product(
            scorers, zip((first, second), pair, strict=True)
        ):
            mark(application, criterion, scorer, value)
    for _n in range(refused):
        enlist(make_applicant(call), by, long=False)
    return call


def seat_scorer(call: Call, role: str, **fields: Any) -> User:
    """Put somebody new on the panel, who has declared no tie."""
    number = next(_numbers)
    user = make_user(f"Panellist {number}")
    values = {
        "sex": "fm"[number % 2],
        "region": PANEL_REGIONS[number % 3],
        "declaration": "I know none of them.",
        **fields,
    }
    make_member(call, user, PanelRole(role), **values)
    return user


def make_applicant(call: Call, **fields: Any) -> Application:
    """Make a candidate who has handed in; their language goes round."""
    number = next(_numbers)
    language = fields.pop("language", LANGUAGES[number % 4])
    address = f"marked-{number}@applicant.example"  # other factories count from one, too
    person = make_user(f"Candidate {number}", kind=Kind.CANDIDATE, language=language, email=address)
    sections = {
        "contact": {
            "name": person.name,
            "email": person.email,
            "phone": "+52 55 0000 0000",
            "sex": ("female", "male")[number % 2],
            "region": COUNTRIES[number % 6],
        },
        "nationality": {"nationalities": ["MX"] if number % 2 else ["DZ"], "residence": "MX"},
        "education": [{"row": "e1", "level": 6, "title": "Law", "completed": True}],
        "letter": {"text": "I would like to work on this."},
        **fields.pop("sections", {}),
    }
    at = (call.closes_at or timezone.now()) - timedelta(days=1)
    values = {"state": "submitted", "submitted_at": at, **fields}
    application = Application.objects.create(
        call=call,
        candidate=person,
        code=f"C-{number:04}",
        language=language,
        sections=sections,
        **values,
    )
    content = {"sections": sections, "files": []}
    Submission.objects.create(
        application=application, number=1, at=at, content=content, sha256=digest(content)
    )
    return application


def enlist(application: Application, by: User, *, long: bool = True) -> None:
    """Put an application on both lists, or on neither."""
    Listing.objects.create(
        application=application, which=ListKind.LONG, is_on=long, reason="all met", by=by
    )
    if long:
        Listing.objects.create(
            application=application, which=ListKind.SHORT, is_on=True, reason="best marks", by=by
        )
    requirement = application.call.requirements.order_by("pk")[0]
    found = "met" if long else "not-met"
    Verdict.objects.create(
        application=application,
        requirement=requirement,
        found="cannot-tell",
        confirmed=found,
        reason="The diploma says so.",
        by=by,
        at=timezone.now(),
    )


def mark(application: Application, criterion: Criterion, scorer: User, value: int) -> Mark:
    """Give a locked mark."""
    return Mark.objects.create(
        application=application,
        criterion=criterion,
        scorer=scorer,
        value=Decimal(value),
        locked_value=Decimal(value),
        locked_at=timezone.now(),
        note="Answered with an example.",
    )
