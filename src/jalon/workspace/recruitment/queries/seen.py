"""What a reader may see of applications now: every page, file and report asks here."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.recruitment.models import (
    Application,
    ApplicationFile,
    Call,
    PanelMember,
    Submission,
)
from jalon.workspace.recruitment.queries.marks import Panel, StageMarks, marks_of, panel_of
from jalon.workspace.recruitment.rules.access import (
    Case,
    Own,
    Seen,
    Standing,
    may_screen,
    seen,
)
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.blind import untold
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.panel import PanelRole

# What was handed in last, beside its application and not in a query of its own
HANDED = Subquery(
    Submission.objects.filter(application=OuterRef("pk")).order_by("-number").values("content")[:1]
)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who looks at the applications of a call, with its panel."""

    user: Any
    call: Call
    standing: Standing
    panel: Panel
    member: PanelMember | None

    @property
    def screens(self) -> bool:
        """Tell whether they screen: see all that candidates say, and confirm what is found."""
        return may_screen(self.standing, blind=self.call.is_blind)

    @property
    def edits(self) -> bool:
        return _allows(self.user, Permission.CALL_EDIT, self.call)

    @property
    def may_mark(self) -> bool:
        """Tell whether they score at all: who is excluded, or has not declared, does not."""
        standing = self.standing
        return standing.scores and standing.declared and not standing.excluded


def reader_of(user: Any, call: Call) -> Reader:
    """Return who `user` is to a call."""
    panel = panel_of(call)
    member = next((m for m in panel.here if m.user_id == user.pk), None)
    standing = Standing(
        recruiter=_allows(user, Permission.CANDIDATE_VIEW, call),
        decider=_allows(user, Permission.CALL_DECIDE, call),
        role=PanelRole(member.role) if member else None,
        declared=member is not None and member.declared_at is not None,
        excluded=member is not None and panel.excluded(user.pk),
    )
    return Reader(user, call, standing, panel, member)


def _allows(user: Any, permission: Permission, call: Call) -> bool:
    return has_permission(user, permission, call.programme_id, country=call.country_id)


def seen_of(reader: Reader, application: Application) -> Seen:
    """Return what a reader may see of one application."""
    return seen_many(reader, [application.pk])[application.pk]


def seen_many(
    reader: Reader, applications: Collection[int], marks: StageMarks | None = None
) -> dict[int, Seen]:
    """Return what a reader may see of each; the marks are asked for only where they matter."""
    state = CallState(reader.call.state)
    if reader.member is None or not reader.call.is_blind:
        return {
            each: seen(reader.standing, Case(state=state, blind=False, tied=_tied(reader, each)))
            for each in applications
        }
    given = marks or marks_of(reader.call, Stage.APPLICATION, applications, panel=reader.panel)
    return {
        each: seen(
            reader.standing,
            Case(
                state=state,
                tied=_tied(reader, each),
                own=_own(reader, given, each),
                closed=given.closed(each),
            ),
        )
        for each in applications
    }


def _tied(reader: Reader, application_id: int) -> bool:
    return reader.panel.tied(reader.user.pk, application_id)


def _own(reader: Reader, marks: StageMarks, application_id: int) -> Own:
    rows = marks.of(application_id, reader.user.pk)
    if not rows:
        return Own.NONE
    locked = all(mark.locked_at for mark in rows.values())
    return Own.LOCKED if locked else Own.OPEN


def handed_in(call: Call) -> Any:
    """Return the applications of a call that were handed in and not withdrawn."""
    return Application.objects.filter(call=call, state=ApplicationState.SUBMITTED)


def last_of(application: Application) -> Mapping[str, Any]:
    """Return what was handed in last, whole; fetch it with `submissions`, or as `handed`."""
    if hasattr(application, "handed"):
        return application.handed or {}
    last = max(application.submissions.all(), key=lambda each: each.number, default=None)
    return last.content if last else {}


def content_of(application: Application) -> Mapping[str, Any]:
    """Return the answers as they were handed in last."""
    content = last_of(application)
    sections: Mapping[str, Any] = content.get("sections", content)
    return sections


def files_of(application: Application) -> QuerySet[ApplicationFile]:
    """Return the files that were handed in last, whatever became of them in the form since."""
    named = [each.get("file") for each in last_of(application).get("files", ())]
    return application.files.filter(file__in=named).select_related("file").order_by("pk")


def name_of(application: Application) -> str:
    """Return the candidate's name, for who may know it."""
    return str((content_of(application).get("contact") or {}).get("name") or application.code)


def shown_of(seen_now: Seen, sections: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sections without whatever is not to be seen."""
    return {
        section: kept
        for section, content in sections.items()
        if (kept := _kept(seen_now, section, content))
    }


def _kept(seen_now: Seen, section: str, content: Any) -> Any:
    if isinstance(content, list):
        return _rows(seen_now, section, content) if section in seen_now.fields else None
    if section in seen_now.fields or not isinstance(content, Mapping):
        return content if section in seen_now.fields else None
    return {
        name: value for name, value in content.items() if f"{section}.{name}" in seen_now.fields
    }


def _rows(seen_now: Seen, section: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if not seen_now.scoring:
        return rows
    today = timezone.localdate()
    return [untold(section, row, today=today) for row in rows]
