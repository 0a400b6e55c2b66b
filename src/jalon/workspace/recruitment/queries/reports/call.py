"""The call, its criteria and its panel."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext

from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.models import Call, Conflict, PanelMember
from jalon.workspace.recruitment.models.words import (
    CALL_KINDS,
    PANEL_LACKS,
    PANEL_ROLES,
    STAGES,
    TIES,
)
from jalon.workspace.recruitment.papers.blocks import Block, Facts, Heading, Table, Text
from jalon.workspace.recruitment.queries.marks import Panel
from jalon.workspace.recruitment.queries.panels import lacking
from jalon.workspace.recruitment.queries.ranking_words import decimal
from jalon.workspace.recruitment.queries.reports.record import Record
from jalon.workspace.recruitment.rules.kinds import CallKind, Stage
from jalon.workspace.recruitment.rules.panel import PanelRole, Tie
from jalon.workspace.tags import comma
from jalon.workspace.tags.text import deadline


def moment(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else "—"


def call_blocks(record: Record) -> list[Block]:
    """Return the facts of the call, with its amendments and exceptions to the deadline."""
    call = record.call
    rows = [
        (gettext("Vacancy number"), call.number or "—"),
        (gettext("Kind"), capfirst(str(CALL_KINDS[CallKind(call.kind)]))),
        (gettext("Grade"), call.grade or "—"),
        (gettext("Duty station"), call.duty_station or "—"),
        (
            gettext("Contract"),
            comma().join(filter(None, [call.contract_type, call.duration])) or "—",
        ),
        (gettext("Published"), moment(call.published_at)),
        (gettext("Deadline"), deadline(call.closes_at, call.closes_zone)),
        (gettext("Scored without names"), gettext("Yes") if call.is_blind else gettext("No")),
    ]
    blocks: list[Block] = [Heading(gettext("The call")), Facts(rows)]
    amended = [
        (str(each.number), moment(each.at), text_of(each.what), each.reason)
        for each in call.amendments.order_by("number")
    ]
    if amended:
        head = ("", gettext("When"), gettext("What has changed"), gettext("Reason"))
        blocks += [Heading(gettext("Amendments"), 2), Table(head, amended, wide=frozenset({2, 3}))]
    late = [
        (record.codes.get(each.candidate_id, "—"), moment(each.until), each.reason, str(each.by))
        for each in call.late_entries.select_related("by").order_by("pk")
    ]
    if late:
        head = (gettext("Candidate"), gettext("Until"), gettext("Reason"), gettext("By"))
        blocks += [
            Heading(gettext("Exceptions to the deadline"), 2),
            Table(head, late, wide=frozenset({2})),
        ]
    return blocks


def criteria_blocks(call: Call) -> list[Block]:
    """Return what was scored, and since when it was fixed."""
    fixed = gettext("Fixed on %(day)s, before anybody had read an application.")
    order = [stage.value for stage in Stage]
    rows = sorted(call.criteria.all(), key=lambda row: (order.index(row.stage), row.order))
    table = [
        (
            capfirst(str(STAGES[Stage(row.stage)])),
            text_of(row.title),
            decimal(row.weight),
            str(row.highest),
            str(row.lowest_passing or "—"),
        )
        for row in rows
    ]
    head = (
        gettext("Stage"), gettext("Criterion"), gettext("Weight"), gettext("Highest mark"),
        gettext("Lowest passing mark"),
    )  # fmt: skip
    return [
        Heading(gettext("Criteria")),
        Text(fixed % {"day": moment(call.criteria_fixed_at)}),
        Table(head, table, frozenset({2, 3, 4}), frozenset({1})),
    ]


def panel_blocks(record: Record, *, whole: bool = False) -> list[Block]:
    """Return who assessed, what they declared, and whether the panel was balanced."""
    panel = record.panel
    members = panel.members
    head = [gettext("Member"), gettext("Role"), gettext("Declared"), gettext("Declared ties")]
    rows = [_member(member, whole=whole) for member in members]
    if whole:
        head.append(gettext("Declaration"))
    return [
        Heading(gettext("Panel")),
        Table(head, rows, wide=frozenset({0, 3, 4} if whole else {0, 3})),
        Text(_balance(panel)),
    ]


def _tie(row: Conflict) -> str:
    words = f"{row.application.code}: {TIES[Tie(row.tie)]}"
    if row.ended_at is None:
        return words
    ended = {"tie": words, "at": moment(row.ended_at), "who": row.ended_by, "why": row.ended_reason}
    return gettext("%(tie)s (ended on %(at)s by %(who)s: %(why)s)") % ended


def _member(member: PanelMember, *, whole: bool) -> Sequence[str]:
    ties = [_tie(each) for each in member.conflicts.all()]
    role = str(PANEL_ROLES[PanelRole(member.role)])
    if not member.is_seated:
        role = gettext("%(role)s, left") % {"role": role}
    row = [
        str(member.user),
        role,
        moment(member.declared_at),
        comma().join(ties) or gettext("none"),
    ]
    return [*row, member.declaration] if whole else row


def _balance(panel: Panel) -> str:
    found = lacking(panel)
    if not found:
        return gettext("The panel is balanced as the office asks.")
    return gettext("For its balance the panel lacks: %(what)s.") % {
        "what": comma().join(str(PANEL_LACKS[each]) for each in found)
    }
