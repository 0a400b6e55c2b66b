"""Change a draft: its header, its texts, its planned days, what it is about."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import transaction

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Call, CallText, PlannedStage
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.competencies import check_competencies
from jalon.workspace.recruitment.rules.deadlines import check_zone
from jalon.workspace.recruitment.rules.drafts import TextFields
from jalon.workspace.recruitment.rules.editing import check_days_to_come, check_draft
from jalon.workspace.recruitment.rules.occupations import occupation
from jalon.workspace.recruitment.services.drafting import check_number
from jalon.workspace.recruitment.services.following import note, take, write

P = Permission


@transaction.atomic
def edit_header(*, call_id: int, version: int, values: Mapping[str, Any], by: User) -> Call:
    """Change what stands at the head of the notice."""
    call = take(call_id, version, by, P.CALL_EDIT)
    check_draft(CallState(call.state))
    check_header(call, values)
    write(call, values, what="recruitment.header-edited", by=by)
    return call


def check_header(call: Call, values: Mapping[str, Any]) -> None:
    """Refuse a number that is taken, and a deadline without its zone."""
    check_number(call.programme, values.get("number", ""), but=call.pk)
    closes_at: datetime | None = values.get("closes_at")
    if closes_at is not None:
        check_zone(values["closes_zone"])


@transaction.atomic
def edit_text(
    *, call_id: int, version: int, language: str, title: str, text: TextFields, by: User
) -> Call:
    """Write the notice in one language; without any words it is not in that language."""
    call = take(call_id, version, by, P.CALL_EDIT)
    check_draft(CallState(call.state))
    changed = put_text(call, language, title, text)
    call.save(update_fields=["title"])
    note(call, "recruitment.text-edited", by=by, language=language, parts=changed)
    return call


def put_text(call: Call, language: str, title: str, text: TextFields) -> list[str]:
    """Give a held call its words in one language, not saving its title; say what changed."""
    row = call.texts.filter(language=language).first() or CallText(call=call, language=language)
    values = {name: getattr(text, name) for name in text.__dataclass_fields__}
    values["duties"] = list(text.duties)
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    if call.title.get(language, "") != title:
        changed.append("title")
    call.title = {**call.title, language: title}
    if not title:
        del call.title[language]
    for name, value in values.items():
        setattr(row, name, value)
    if title or any(values.values()):
        row.save()
    elif row.pk:
        row.delete()
    return changed


@transaction.atomic
def set_dates(
    *, call_id: int, version: int, days: Mapping[CallState, date | None], by: User
) -> Call:
    """Set by which day each stage is to be reached, of those that are still to come."""
    call = take(call_id, version, by, P.CALL_EDIT)
    known = sorted((list(CallState).index(stage), day) for stage, day in days.items() if day)
    if any(day > later for (_, day), (_, later) in pairwise(known)):
        raise RuleBroken("planned-days-out-of-order")
    reached = call.timeline.filter(reached_at__isnull=False)
    check_days_to_come(dict(reached.values_list("stage", "planned_date")), days)
    for stage, day in days.items():
        PlannedStage.objects.update_or_create(
            call=call, stage=stage.value, defaults={"planned_date": day}
        )
    note(call, "recruitment.dates-planned", by=by, days={s.value: d for s, d in days.items()})
    return call


@transaction.atomic
def set_subject(
    *,
    call_id: int,
    version: int,
    code: str,
    competencies: tuple[str, ...],
    theme: str,
    by: User,
) -> Call:
    """Say of which occupation and theme the work is, and which competencies it asks for."""
    call = take(call_id, version, by, P.CALL_EDIT)
    check_draft(CallState(call.state))
    if code:
        occupation(code)
    check_competencies(competencies)
    values = {"occupation": code, "theme": theme, "competencies": list(competencies)}
    write(call, values, what="recruitment.subject-set", by=by)
    return call


@transaction.atomic
def give_call(*, call_id: int, version: int, to: User, by: User) -> Call:
    """Let another person answer for the call."""
    call = take(call_id, version, by, P.CALL_EDIT)
    write(call, {"responsible": to}, what="recruitment.given", by=by)
    return call
