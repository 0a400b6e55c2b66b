"""What the pages of a panel show: its members, its balance, who is kept from whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jalon.workspace.recruitment.models import Call, Conflict, PanelMember
from jalon.workspace.recruitment.models.words import (
    CALL_STATES,
    PANEL_LACKS,
    PANEL_ROLES,
    TIE_EFFECTS,
    TIES,
)
from jalon.workspace.recruitment.queries.lists import OVER
from jalon.workspace.recruitment.queries.marks import Panel
from jalon.workspace.recruitment.queries.seen import Reader, handed_in
from jalon.workspace.recruitment.queries.standing import TONES, state_of
from jalon.workspace.recruitment.rules.access import AT_WORK
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.panel import (
    EFFECT,
    Lack,
    Member,
    PanelRole,
    Tie,
    TieEffect,
    lacks,
)


@dataclass(frozen=True, slots=True)
class Conflicted:
    """A tie that a member has declared: what it is, and what follows; `may_end`: it was wrong."""

    pk: int
    words: Any
    effect: Any
    is_grave: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """One member, what they have declared, and whether somebody has to take their place."""

    member: PanelMember
    conflicts: Sequence[Conflicted]
    is_excluded: bool
    is_gone: bool
    may_replace: bool


@dataclass(frozen=True, slots=True)
class PanelPage:
    """A panel: its seats, what it lacks, and how many applications too few may score."""

    seats: Sequence[Seat]
    left: Sequence[PanelMember]
    lacks: Sequence[Any]
    uncovered: int
    can_name: bool


@dataclass(frozen=True, slots=True)
class MyPanel:
    """A call on whose panel somebody sits."""

    call: Call
    member: PanelMember
    state: Any
    tone: str
    role: Any
    must_declare: bool


def panel_page(reader: Reader) -> PanelPage:
    """Return the page of a panel; ties are told to who runs the call, without names."""
    panel = reader.panel
    seats = [m for m in panel.members if m.left_at is None]
    keys = list(handed_in(reader.call).values_list("pk", flat=True)) if reader.edits else []
    return PanelPage(
        seats=[_seat(reader, m) for m in seats],
        left=[m for m in panel.members if m.left_at is not None],
        lacks=[PANEL_LACKS[lack] for lack in lacking(panel)],
        uncovered=sum(len(panel.scorers(key)) < 2 for key in keys)
        if any(m.declared_at for m in panel.here)
        else 0,
        can_name=reader.edits and reader.call.state not in OVER,
    )


def lacking(panel: Panel) -> tuple[Lack, ...]:
    """Return what a panel lacks, looking at those who sit on it and are not kept away."""
    return lacks([_member(m) for m in panel.here if not panel.excluded(m.user_id)])


def may_replace(reader: Reader, member: PanelMember) -> bool:
    """Tell whether somebody may put another into a seat: who runs the call any, the chair a gap."""
    if reader.call.state in OVER or member.left_at is not None:
        return False
    chairs = reader.standing.role is PanelRole.CHAIR and not reader.standing.excluded
    return reader.edits or (chairs and _is_gap(reader.panel, member))


def _is_gap(panel: Panel, member: PanelMember) -> bool:
    return member not in panel.here or panel.excluded(member.user_id)


def _member(m: PanelMember) -> Member:
    return Member(
        key=str(m.user_id),
        role=PanelRole(m.role),
        sex=m.sex or None,
        region=m.region or None,
        outside=m.is_outside,
    )


def _seat(reader: Reader, m: PanelMember) -> Seat:
    told = [_told(reader, m, each) for each in standing_of(m)] if reader.edits else []
    return Seat(
        m,
        told,
        is_excluded=reader.panel.excluded(m.user_id),
        is_gone=m not in reader.panel.here,
        may_replace=may_replace(reader, m),
    )


def standing_of(member: PanelMember) -> list[Conflict]:
    """Return the ties of a member of `panel_of` that hold."""
    return [each for each in member.conflicts.all() if each.ended_at is None]


def _told(reader: Reader, member: PanelMember, row: Conflict) -> Conflicted:
    effect = EFFECT[Tie(row.tie)]
    return Conflicted(
        row.pk,
        TIES[Tie(row.tie)],
        TIE_EFFECTS[effect],
        is_grave=effect is not TieEffect.DISCLOSE,
        may_end=may_end_tie(reader, member),
    )


def may_end_tie(reader: Reader, member: PanelMember) -> bool:
    """Tell whether somebody may end another's tie: who runs the call, and is not kept from it."""
    mine = member.user_id == reader.user.pk
    return reader.edits and not mine and not reader.standing.excluded


def panels_of(user: Any, now: datetime) -> list[MyPanel]:
    """Return the panels on which somebody sits, while their calls run."""
    rows = (
        PanelMember.objects.seated()
        .filter(user=user, call__state__in=AT_WORK)
        .select_related("call__programme", "call__notice")
        .order_by("-call__closes_at", "-pk")
    )
    return [_mine(row, state_of(row.call, now)) for row in rows]


def _mine(row: PanelMember, state: CallState) -> MyPanel:
    return MyPanel(
        row.call,
        row,
        CALL_STATES[state],
        TONES[state],
        PANEL_ROLES[PanelRole(row.role)],
        row.declared_at is None and state in {CallState.SCREENING, CallState.ASSESSMENT},
    )
