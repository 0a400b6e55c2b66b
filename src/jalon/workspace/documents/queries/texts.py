"""Read one text with its versions, its rounds of comments and its clearance chain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jalon.workspace.documents.models import Comment, Document, DocumentVersion, Round, Step
from jalon.workspace.documents.queries.calendars import OfficeCalendar, calendar_of
from jalon.workspace.documents.queries.rows import TONES
from jalon.workspace.documents.rules.states import StepState

# (step, authors of the text) -> whether the reader may decide it
Decides = Callable[[Step, frozenset[int]], bool]


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as the chain is drawn."""

    step: Step
    tone: str
    late: bool
    days: int | None  # working days that it took, or has taken by now
    mine: bool = False  # open, and the reader may decide it


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round: its chain and what was said in it."""

    round: Round
    steps: list[StepRow]
    comments: list[Comment]


@dataclass(frozen=True, slots=True)
class Text:
    """Everything that a page shows of a text, to this reader."""

    document: Document
    versions: list[DocumentVersion]  # the newest first
    rounds: list[RoundRow]  # the newest first
    inside: bool  # whether the reader is of those who write and clear it
    authors: frozenset[int]

    @property
    def newest(self) -> DocumentVersion | None:
        return self.versions[0] if self.versions else None

    @property
    def before(self) -> DocumentVersion | None:
        """The version before the newest, to compare with."""
        return self.versions[1] if len(self.versions) > 1 else None

    @property
    def running(self) -> RoundRow | None:
        return self.rounds[0] if self.rounds and self.rounds[0].round.closed_at is None else None

    @property
    def unanswered(self) -> int:
        """How many comments the author has to answer before the next version is handed in."""
        if self.running:
            return 0
        comments = (comment for row in self.rounds for comment in row.comments)
        return sum(not comment.response and comment.settled_at is None for comment in comments)

    @property
    def draft(self) -> DocumentVersion | None:
        """The newest version, if it has not been handed in."""
        return self.newest if self.newest and self.newest.submitted_at is None else None


def read_text(document: Document, now: datetime, *, inside: bool, decides: Decides) -> Text:
    """Read a text for those inside; its receiver sees what was handed over, and no more."""
    versions = list(document.versions.select_related("by", "file").order_by("-number"))
    authors = _authors(document, (version.by_id for version in versions))
    rounds = _rounds(document, now, lambda step: decides(step, authors), inside=inside)
    if not inside:
        versions = [version for version in versions if version.handed_over_at]
    return Text(document, versions, rounds, inside, authors)


def authors_of(document: Document) -> frozenset[int]:
    """Return who wrote a version of the text, answers for it or owes it: they never clear it."""
    return _authors(document, document.versions.values_list("by", flat=True))


def _authors(document: Document, writers: Iterable[int]) -> frozenset[int]:
    owed = document.obligation
    ower = {owed.owed_by_user_id} if owed and owed.owed_by_user_id else set()
    return frozenset({document.owner_id, *ower, *writers})


def _rounds(
    document: Document, now: datetime, is_mine: Callable[[Step], bool], *, inside: bool
) -> list[RoundRow]:
    rounds = list(document.rounds.order_by("-number"))
    steps = document.steps.select_related("assignee", "decided_by", "on_behalf_of", "round")
    comments = Comment.objects.filter(round__document=document).select_related(
        "by", "responded_by", "settled_by", "version", "round"
    )
    if not inside:
        steps, comments = steps.filter(is_acceptance=True), comments.filter(from_receiver=True)
    steps_of = _by_round(steps.order_by("order", "pk"))
    comments_of = _by_round(comments.order_by("number"))
    calendar = calendar_of(document) if rounds else OfficeCalendar(None, "UTC")
    for step in (step for found in steps_of.values() for step in found):
        step.document = document
    return [
        RoundRow(
            each,
            [_step(step, calendar, now, is_mine) for step in steps_of.get(each.pk, [])],
            comments_of.get(each.pk, []),
        )
        for each in rounds
    ]


def _by_round(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.round_id, []).append(row)
    return found


def _step(
    step: Step, calendar: OfficeCalendar, now: datetime, is_mine: Callable[[Step], bool]
) -> StepRow:
    state = step.state
    late = bool(step.due_at and (step.decided_at or now) >= step.due_at)
    late = late and state is not StepState.SKIPPED
    days = None
    if step.opened_at is not None:
        days = calendar.working_days(step.opened_at, step.decided_at or now)
    tone = "bad" if late and state is StepState.OPEN else TONES[state]
    mine = state is StepState.OPEN and is_mine(step)
    return StepRow(step, tone, late, days, mine)
