"""Begin, edit and end programmes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.audit.services import record
from jalon.workspace.places.models import Country
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.archiving import check_over
from jalon.workspace.programmes.models import Agreement, Grant, Programme, ProgrammeCountry
from jalon.workspace.programmes.permissions import check_can_create, check_permission, forget
from jalon.workspace.programmes.renewing import CALENDAR, renew
from jalon.workspace.programmes.services.locking import check_running, check_version, touch

FACTS = ("title", "summary", "start_date", "end_date", "time_zone", "office")
TERMS = (
    "donor",
    "reference",
    "currency",
    "amount",
    "support_cost_rate",
    "transfer_threshold",
    "period_months",
    "first_month",
    "due_days",
    "final_due_days",
    "report_languages",
    "source",
)


@transaction.atomic
def create_programme(
    *,
    code: str,
    title: Mapping[str, str],
    start_date: date,
    end_date: date,
    by: User,
    kind: str = Programme.Kind.PROGRAMME,
    summary: Mapping[str, str] | None = None,
    time_zone: str = "UTC",
    office: Country | None = None,
    countries: Iterable[Country] = (),
    terms: Mapping[str, Any] | None = None,
    director: User | None = None,
    is_demo: bool = False,
) -> Programme:
    """Begin a programme; `director`, or whoever begins it, gets the first grant in it."""
    check_can_create(by)
    code = rules.checked_code(code)
    rules.check_title(title)
    rules.check_dates(start_date, end_date)
    if Programme.objects.filter(code__iexact=code).exists():
        raise RuleBroken("programme-code-taken", given=code)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                code=code,
                kind=kind,
                title=dict(title),
                summary=dict(summary or {}),
                start_date=start_date,
                end_date=end_date,
                time_zone=time_zone,
                office=office,
                is_demo=is_demo,
            )
    except IntegrityError as error:  # somebody was a moment faster
        raise RuleBroken("programme-code-taken", given=code) from error
    Agreement.objects.create(programme=programme, **(terms or {}))
    covered = list(countries)
    ProgrammeCountry.objects.bulk_create(
        ProgrammeCountry(programme=programme, country=country) for country in covered
    )
    after = {"code": code, "title": title, "countries": sorted(c.iso3 for c in covered)}
    _record(by, "programmes.created", programme, after=after)
    _first_director(programme, director or by, by)
    return programme


def _first_director(programme: Programme, director: User, by: User) -> None:
    rules.check_holder(
        is_candidate=director.kind == "candidate", is_active=director.is_active, is_giver=False
    )
    grant = Grant.objects.create(
        user=director, role=Role.DIRECTOR, programme=programme, given_by=by
    )
    forget(director)
    forget(by)
    record(
        by=by,
        what="programmes.granted",
        target=grant,
        programme_id=programme.pk,
        after={"user": director.pk, "role": grant.role},
    )


@transaction.atomic
def edit_programme(*, code: str, version: int, by: User, **facts: Any) -> Programme:
    """Change title, summary, dates or time zone."""
    programme = _locked(code, version, by)
    start, end = facts.get("start_date"), facts.get("end_date")
    rules.check_dates(start or programme.start_date, end or programme.end_date)
    rules.check_title(facts.get("title", programme.title))
    before = _take(programme, facts, FACTS)
    if before:
        touch(programme, *before)
        after = {name: facts[name] for name in before}
        _record(by, "programmes.edited", programme, before, after)
    if CALENDAR.intersection(before):
        renew(programme, by)
    return programme


@transaction.atomic
def edit_agreement(*, code: str, version: int, by: User, **terms: Any) -> Programme:
    """Change the terms that the donor and the office have agreed on."""
    programme = _locked(code, version, by)
    agreement, _created = Agreement.objects.get_or_create(programme=programme)
    before = _take(agreement, terms, TERMS)
    if before:
        agreement.save(update_fields=list(before))
        touch(programme)
        after = {name: terms[name] for name in before}
        _record(by, "programmes.agreement-edited", programme, before, after)
    if CALENDAR.intersection(before):
        renew(programme, by)
    return programme


@transaction.atomic
def change_status(*, code: str, step: str, version: int, by: User, reason: str = "") -> Programme:
    """Start, suspend, resume, finish, close, cancel or reopen a programme."""
    programme = _locked(code, version, by)
    before = programme.status
    programme.status = rules.status_after(
        rules.Status(before), rules.StatusStep(step), reason
    ).value
    touch(programme, "status")
    _record(
        by,
        "programmes.status-changed",
        programme,
        {"status": before},
        {"status": programme.status},
        reason,
    )
    return programme


@transaction.atomic
def archive_programme(*, code: str, version: int, by: User, reason: str = "") -> Programme:
    """Put a programme that is over to rest: it can be read, not changed."""
    programme = _locked(code, version, by, Permission.PROGRAMME_ARCHIVE)
    rules.check_can_be_archived(rules.Status(programme.status))
    check_over(programme)
    programme.archived_at = timezone.now()
    touch(programme, "archived_at")
    _record(by, "programmes.archived", programme, reason=reason)
    return programme


@transaction.atomic
def reopen_programme(*, code: str, version: int, by: User, reason: str) -> Programme:
    """Take a programme out of the archive."""
    programme = Programme.objects.select_for_update().get(code=code)
    check_permission(by, Permission.PROGRAMME_ARCHIVE, programme)
    check_version(programme, version)
    if not reason.strip():
        raise RuleBroken("step-without-reason")
    if programme.archived_at is None:
        raise RuleBroken("programme-not-archived")
    programme.archived_at = None
    touch(programme, "archived_at")
    _record(by, "programmes.reopened", programme, reason=reason)
    return programme


def _locked(
    code: str, version: int, by: User, permission: Permission = Permission.PROGRAMME_EDIT
) -> Programme:
    programme = Programme.objects.select_for_update().get(code=code)
    check_permission(by, permission, programme)
    check_running(programme)
    check_version(programme, version)
    return programme


def _take(row: Any, values: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Set what differs; return what it was."""
    unknown = set(values) - set(known)
    assert not unknown, unknown
    before = {name: getattr(row, name) for name, value in values.items()}
    changed = {name: old for name, old in before.items() if old != values[name]}
    for name in changed:
        setattr(row, name, values[name])
    return changed


def _record(
    by: User,
    what: str,
    programme: Programme,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    record(
        by=by,
        what=what,
        target=programme,
        programme_id=programme.pk,
        before=before,
        after=after,
        reason=reason,
    )
