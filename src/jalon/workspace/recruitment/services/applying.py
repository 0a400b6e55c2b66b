"""Candidates begin, fill in, take back and reuse their applications."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.recruitment import permissions
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.queries.taking import earlier_of, exception_for, may_enter, takes
from jalon.workspace.recruitment.rules.applications import (
    ApplicationState,
    ApplicationStep,
    Section,
    after,
    check_form,
    digest,
)
from jalon.workspace.recruitment.rules.messages import MessageKind
from jalon.workspace.recruitment.services.codes import new_code
from jalon.workspace.recruitment.services.holding import hold_call
from jalon.workspace.recruitment.services.letters import write_letter

S, T = ApplicationState, ApplicationStep
# What an earlier application can give to another: nothing that a call asks in its own words.
REUSED = (
    Section.CONTACT,
    Section.NATIONALITY,
    Section.EDUCATION,
    Section.EMPLOYMENT,
    Section.LANGUAGES,
    Section.LETTER,
)


def take(application_id: int, by: User) -> Application:
    """Return an application, held until the transaction ends, if `by` may write in it."""
    hold_call(Application.objects.values_list("call", flat=True).get(pk=application_id))
    rows = Application.objects.select_for_update(of=("self",)).select_related("call", "candidate")
    application = rows.get(pk=application_id)
    if not may_write(application, by):
        raise PermissionDenied
    return application


def may_write(application: Application, by: User) -> bool:
    """Tell whether it is theirs, or they may enter it now for somebody who cannot."""
    return application.candidate_id == by.pk or may_enter(by, application, timezone.now())


@transaction.atomic
def begin_application(*, call_id: int, by: User) -> Application:
    """Return the candidate's application to a call that is open, a new one or the one begun."""
    if by.kind != Kind.CANDIDATE:
        raise PermissionDenied
    hold_call(call_id)
    call = Call.objects.get(pk=call_id)
    return _begin(call, by, by)


def _begin(call: Call, candidate: User, by: User, reason: str = "") -> Application:
    if not takes(call, timezone.now(), exception_for(call, candidate.pk)):
        raise RuleBroken("application-closed")
    entered = {"entered_by": by, "entered_reason": reason} if reason else {}
    application, begun = Application.objects.select_for_update(of=("self",)).get_or_create(
        call=call,
        candidate=candidate,
        defaults={"code": new_code(), "language": candidate.language, **entered},
    )
    if begun:
        _note(application, "recruitment.application-begun", by, reason)
    elif application.state in {S.WITHDRAWN, S.EXPIRED}:
        application.state = after(S(application.state), T.RESUME, open_=True)
        application.withdrawn_at = application.purged_at = None  # what was emptied begins anew
        touch(application, "state", "withdrawn_at", "purged_at")
        _note(application, "recruitment.application-resumed", by)
    return application


@transaction.atomic
def enter_application(*, call_id: int, candidate: User, reason: str, by: User) -> Application:
    """Begin an application for somebody who cannot use the form, and has no account of their own.

    Who has one applies themselves: what they wrote for other calls is not the team's to take over.
    """
    call = Call.objects.get(pk=call_id)
    permissions.check(by, Permission.CALL_EDIT, call)
    if not reason.strip():
        raise RuleBroken("entry-without-reason")
    if candidate.has_usable_password() or not candidate.is_active:
        raise RuleBroken("entry-of-their-own")
    return _begin(call, candidate, by, reason)


def seen_of(content: object) -> str:
    """Return the mark by which a form knows what it was drawn from."""
    return digest({"content": content})[:20]


@transaction.atomic
def save_section(
    *, application_id: int, section: Section, content: Any, seen: str | None, by: User
) -> Application:
    """Keep one section as it was filled in; `seen` marks what the form was drawn from."""
    application = take(application_id, by)
    _check_seen(application, application.sections.get(section), seen, content)
    return _write(application, section, content, by)


@transaction.atomic
def save_row(
    *, application_id: int, section: Section, row: Mapping[str, Any], seen: str | None, by: User
) -> Application:
    """Keep one row of a section: in its place, or as the last."""
    application = take(application_id, by)
    rows = list(application.sections.get(section) or [])
    there = next((i for i, each in enumerate(rows) if each.get("row") == row["row"]), None)
    _check_seen(application, None if there is None else rows[there], seen, dict(row))
    if there is None:
        rows.append(dict(row))
    else:
        rows[there] = dict(row)
    return _write(application, section, rows, by)


@transaction.atomic
def remove_row(*, application_id: int, section: Section, row: str, by: User) -> Application:
    """Take a row out; one that is gone already stays gone."""
    application = take(application_id, by)
    rows = [each for each in application.sections.get(section) or [] if each.get("row") != row]
    return _write(application, section, rows, by)


@transaction.atomic
def reuse_application(*, application_id: int, source_id: int, by: User) -> list[Section]:
    """Fill the sections that are still empty from an earlier application of the same person."""
    application = take(application_id, by)
    source = earlier_of(application, by).get(pk=source_id)
    filled = [s for s in REUSED if source.sections.get(s) and not application.sections.get(s)]
    for section in filled:
        _write(application, section, source.sections[section], by)
    return filled


@transaction.atomic
def withdraw_application(*, application_id: int, reason: str = "", by: User) -> Application:
    """Take an application back: the candidate at any time, the team where it enters it, and why."""
    application = take(application_id, by)
    if application.candidate_id != by.pk and not reason.strip():
        raise RuleBroken("entry-without-reason")
    before = S(application.state)
    application.state = after(before, T.WITHDRAW, open_=False)
    application.withdrawn_at = timezone.now()
    touch(application, "state", "withdrawn_at")
    write_letter(
        candidate=application.candidate,
        kind=MessageKind.WITHDRAWN,
        call=application.call,
        facts={"application": application},
    )
    _note(application, "recruitment.application-withdrawn", by, reason)
    return application


def check_writable(application: Application, step: ApplicationStep = T.SAVE) -> None:
    """Refuse a change of what is withdrawn, or of a call that takes nothing any more."""
    state = S(application.state)
    exception = exception_for(application.call, application.candidate_id)
    open_ = takes(application.call, timezone.now(), exception)
    after(state, step, open_=open_)


def touch(application: Application, *fields: str) -> None:
    """Save the fields, and give the row its next version."""
    application.version += 1
    application.save(update_fields=[*fields, "version", "saved_at"])


def _write(application: Application, section: Section, content: Any, by: User) -> Application:
    check_writable(application)
    check_form(section, content)
    if application.sections.get(section) == content:
        return application
    application.sections[section.value] = content
    touch(application, "sections")
    _note(application, "recruitment.section-saved", by, section=section.value)
    return application


def _check_seen(
    application: Application, stored: object, seen: str | None, content: object
) -> None:
    if seen is None or seen == seen_of(stored) or stored == content:
        return
    raise RuleBroken(
        "section-changed-meanwhile", at=timezone.localtime(application.saved_at).strftime("%H:%M")
    )


def _note(application: Application, what: str, by: User, reason: str = "", **facts: Any) -> None:
    record(
        by=by,
        what=what,
        target=application,
        programme_id=application.call.programme_id,
        after=facts,
        reason=reason,
    )
