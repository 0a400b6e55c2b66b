"""Read the clearance guide."""

from dataclasses import dataclass
from typing import Any

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.models import GuideCase, GuideStep
from jalon.workspace.documents.models.guide import GuideCaseQuerySet
from jalon.workspace.documents.rules.guide import Case, case_of, mentions, working_days

CONTENT = ("documents.guide-added", "documents.guide-edited")


@dataclass(frozen=True, slots=True)
class Listed:
    """A case in the list: how many steps, and how many working days in all."""

    case: GuideCase
    steps: int
    working_days: int


def visible_cases(user: Any) -> GuideCaseQuerySet:
    """Return the cases that `user` may read: all that are current, and to editors all."""
    if not user.has_perm(Permission.DOCUMENT_VIEW):
        return GuideCase.objects.none()
    if user.has_perm(Permission.GUIDE_EDIT):
        return GuideCase.objects.all()
    return GuideCase.objects.current()


def find_cases(user: Any, words: str = "", kind: str = "") -> list[Listed]:
    """Return the cases that mention every one of `words`, in any language, titles in order."""
    rows = visible_cases(user).prefetch_related("steps")
    if kind:
        rows = rows.filter(kind=kind)
    found = [row for row in rows if not words or mentions(_texts(row), words)]
    found.sort(key=lambda row: (row.retired_at is not None, str(row).casefold(), row.pk))
    return [Listed(row, len(row.steps.all()), working_days(row.steps.all())) for row in found]


def versions_of(case: GuideCase) -> list[Event]:
    """Return the events that hold what the case has said, newest first."""
    return list(
        Event.objects.filter(
            target_model=case._meta.label_lower, target_id=str(case.pk), what__in=CONTENT
        )
        .select_related("personal")
        .order_by("-number")
    )


def version_of(case: GuideCase, version: int) -> tuple[Event, Case] | None:
    """Return what the case said in one of its versions, and the event that wrote it."""
    for event in versions_of(case):
        if event.after.get("version") == version:
            return event, case_of(event.after["content"])
    return None


def _texts(row: GuideCase) -> list[dict[str, str]]:
    steps: list[GuideStep] = list(row.steps.all())
    texts = [row.title, row.applies, {"": row.key}]
    return texts + [text for step in steps for text in (step.who, step.what, step.form)]


def values_of_case(user: Any, key: str) -> dict[str, Any]:
    """Return what a form that owes a paper begins with, when somebody comes from the guide."""
    case = visible_cases(user).filter(key=key).first() if key else None
    return {"kind": case.kind, "title": case.title} if case else {}
