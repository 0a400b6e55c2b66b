"""Calls and contracts that wait for somebody, as rows of their day."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from jalon.workspace.documents.queries.my_day import SOON
from jalon.workspace.home.queries.tasks import Task, days_late
from jalon.workspace.programmes.rules import end_of_day
from jalon.workspace.recruitment.models.words import CALL_STATES, CONDITION_KINDS, STAGES
from jalon.workspace.recruitment.queries.contracts import ContractDue, contracts_due
from jalon.workspace.recruitment.queries.my_calls import CallTodo, Todo, call_todos
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.tags import listed

PAGES: dict[Todo, str] = {
    Todo.DECLARE: "declare",
    Todo.MARK: "to-mark",
    Todo.PUBLISH: "publish",
    Todo.OPEN: "open-applications",
    Todo.SCREEN: "applications",
    Todo.DECIDE: "decide",
    Todo.APPEAL: "decision",
    Todo.LATE: "call",
    Todo.CLOSES: "call",
}


def hiring(user: Any, now: datetime, calls: bool) -> tuple[list[Task], list[Task]]:
    """Return what waits for `user` now, and what has its day: late, or soon.

    Without `calls`, of contracts alone: nobody's calls need not be asked about.
    """
    waiting, dated = [], []
    for todo in call_todos(user, now, now + SOON) if calls else ():
        task = _call(todo, now)
        if todo.what not in {Todo.LATE, Todo.CLOSES}:
            waiting.append(task)
        elif task.due_at is not None and task.due_at <= now + SOON:
            dated.append(task)
    today = timezone.localdate(now)
    dated += [_contract(row, now) for row in contracts_due(user, today, today + SOON)]
    return waiting, dated


def fraud(count: int) -> list[Task]:
    """Return the row of the reports of fraud that nobody has closed."""
    if not count:
        return []
    words = ngettext("%(count)s to read and close", "%(count)s to read and close", count)
    title = {_language(): gettext("Reports of fraud")}
    note = words % {"count": count}
    return [Task(reverse("vacancies:reports"), title, "", note=note, count=count)]


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _call(todo: CallTodo, now: datetime) -> Task:
    call = todo.call
    more = [todo.stage.value] if todo.what is Todo.MARK and todo.stage else []
    due_at, zone = _due(todo)
    return Task(
        reverse(f"recruitment:{PAGES[todo.what]}", args=[call.programme.code, call.pk, *more]),
        call.title,
        call.programme.code,
        mark=call.number,
        note=_words(todo),
        due_at=due_at,
        zone=zone,
        late=days_late(due_at, now),
        count=todo.count,
    )


def _due(todo: CallTodo) -> tuple[datetime | None, str]:
    if todo.what is Todo.CLOSES:
        return todo.call.closes_at, todo.call.closes_zone
    zone = todo.call.programme.time_zone
    return (end_of_day(todo.day, zone) if todo.day else None), zone


def _words(todo: CallTodo) -> str:
    if todo.what is Todo.MARK and isinstance(todo.stage, Stage):
        words = ngettext("%(count)s to mark: %(stage)s", "%(count)s to mark: %(stage)s", todo.count)
        return words % {"count": todo.count, "stage": STAGES[todo.stage]}
    if todo.what is Todo.LATE and isinstance(todo.stage, CallState):
        return gettext("Planned: %(stage)s") % {"stage": CALL_STATES[todo.stage]}
    return {
        Todo.DECLARE: gettext("Declare your conflicts of interest"),
        Todo.PUBLISH: gettext("Cleared: publish it"),
        Todo.OPEN: gettext("Open the applications"),
        Todo.SCREEN: gettext("Screen the applications"),
        Todo.DECIDE: gettext("All marks are locked: decide"),
        Todo.APPEAL: gettext("An appeal waits for its answer"),
        Todo.CLOSES: gettext("Deadline for applications"),
    }[todo.what]


def _contract(row: ContractDue, now: datetime) -> Task:
    due_at = end_of_day(row.day, row.zone)
    return Task(
        reverse("recruitment:contract", args=[row.programme, row.pk]),
        {_language(): row.name},
        row.programme,
        note=_waits(row),
        due_at=due_at,
        zone=row.zone,
        late=days_late(due_at, now),
    )


def _waits(row: ContractDue) -> str:
    if not row.kinds:
        return gettext("The contract ends")
    what = listed(str(CONDITION_KINDS[kind]) for kind in row.kinds)
    return gettext("Extension waits for: %(what)s") % {"what": what}
