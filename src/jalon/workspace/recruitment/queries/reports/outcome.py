"""The ranking, what other weights would change, who is under-represented, the decision."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, pgettext

from jalon.workspace.narratives import text_of
from jalon.workspace.places.models import Country
from jalon.workspace.recruitment.models import Application, Call, Decision
from jalon.workspace.recruitment.models.words import CALL_STATES, STAGES
from jalon.workspace.recruitment.papers.blocks import (
    Block,
    Facts,
    Heading,
    Items,
    Picture,
    Table,
    Text,
)
from jalon.workspace.recruitment.pictures import shares_chart
from jalon.workspace.recruitment.queries.ranked import Ranked
from jalon.workspace.recruitment.queries.ranking_words import lines_of, said_of, stages_words
from jalon.workspace.recruitment.queries.reports.call import moment
from jalon.workspace.recruitment.queries.reports.record import Record
from jalon.workspace.recruitment.queries.representation import list_of_call
from jalon.workspace.recruitment.queries.seen import content_of, name_of
from jalon.workspace.recruitment.queries.standing import state_of
from jalon.workspace.recruitment.queries.timeline import timeline_of
from jalon.workspace.recruitment.rules.representation import named
from jalon.workspace.tags import comma

Names = Mapping[str, Application]


def ranking_blocks(ranked: Ranked, names: Names) -> list[Block]:
    """Return the ranking, with names once all marks are locked."""
    stages = comma().join(capfirst(str(STAGES[each])) for each in ranked.stages)
    blocks: list[Block] = [
        Heading(gettext("Ranking")),
        Text(gettext("By the weighted marks of: %(stages)s. Equals share a place.")
             % {"stages": stages or "—"}),
        *([Text(stages_words(ranked.stages, ranked.weights))] if len(ranked.stages) > 1 else []),
    ]  # fmt: skip
    head = [pgettext("rank", "Place"), gettext("Candidate")]
    if names:
        head.append(gettext("Name"))
    first = len(head)
    head += [text_of(ranked.rows[each.key].title) for each in ranked.criteria]
    head.append(gettext("Out of 100"))
    numbers = frozenset({0, *range(first, len(head))})
    lines = lines_of(ranked)
    remarked = any(line.remark for line in lines)  # or the width is better used
    rows = []
    for line in lines:
        name = [name_of(names[line.code]) if line.code in names else "—"] if names else []
        remark = [line.remark] if remarked else []
        rows.append([line.place, line.code, *name, *line.marks, line.total, *remark])
    if remarked:
        head.append(gettext("Remark"))
    return [*blocks, Table(head, rows, numbers, frozenset({len(head) - 1} - numbers))]


def sensitivity_blocks(ranked: Ranked) -> list[Block]:
    """Return what other weights would change, with the picture."""
    if ranked.sensitivity is None:
        return []
    words = gettext(
        "In how many of the weightings that were tried each candidate is first (dark, and in "
        "figures) or among the first three (light)."
    )
    return [
        Heading(gettext("If the weights were others")),
        Items(said_of(ranked)),
        Picture(str(shares_chart(ranked.sensitivity.shares, label=words)), words),
    ]


def representation_blocks(call: Call, names: Names) -> list[Block]:
    """Return whose nationality the office names as under-represented: told, never scored."""
    heading = Heading(gettext("Under-represented nationalities"))
    each = list_of_call(call)
    if each is None:
        return [heading, Text(gettext("No list was loaded that held when the call was published."))]
    words = gettext(
        "By the list of %(day)s (%(source)s), which held when the call was published. It is no "
        "mark and no rank; whoever decides may weigh it between equals."
    )
    said = {"day": date_format(each.since, "DATE_FORMAT"), "source": each.source}
    blocks: list[Block] = [heading, Text(words % said)]
    countries = {c.iso2: str(c) for c in Country.objects.filter(iso2__in=each.countries)}
    rows = []
    for code, row in names.items():
        given = (content_of(row).get("nationality") or {}).get("nationalities") or []
        if found := named(given, each):
            rows.append((code, comma().join(countries.get(c, c) for c in found)))
    if not rows:
        return [*blocks, Text(gettext("None of the ranked candidates."))]
    head = (gettext("Candidate"), gettext("Nationality"))
    return [*blocks, Table(head, rows, wide=frozenset({1}))]


def decision_blocks(record: Record) -> list[Block]:
    """Return what was decided, the newest first, also what was set aside."""
    blocks: list[Block] = [Heading(gettext("Decision"))]
    if not record.decisions:
        return [*blocks, Text(gettext("Nothing is decided yet."))]
    for each in record.decisions:
        reserve = [
            f"{row.rank}. {row.application.code} "
            + gettext("until %(day)s") % {"day": date_format(row.until_date, "DATE_FORMAT")}
            for row in sorted(each.reserves.all(), key=lambda row: row.rank)
        ]
        rows: list[tuple[str, Any]] = [
            (gettext("Chosen"), each.chosen.code if each.chosen else gettext("nobody")),
            (gettext("Decided by"), str(each.by)),
            (gettext("When"), moment(each.at)),
            (gettext("Why"), each.reason),
            (gettext("Reserve"), comma().join(reserve) or gettext("nobody")),
            (gettext("Appeals until"), date_format(each.appeal_until_date, "DATE_FORMAT")),
        ]
        if each.set_aside_at:
            rows += [
                (gettext("Set aside"), f"{moment(each.set_aside_at)}{comma()}{each.set_aside_by}"),
                (gettext("Why it was set aside"), each.set_aside_reason),
            ]
        blocks += [Facts(rows), *_appeals(each)]
    return blocks


def _appeals(decision: Decision) -> list[Block]:
    rows = [
        (
            date_format(each.lodged_date, "DATE_FORMAT"),
            str(each.by),
            date_format(each.answered_date, "DATE_FORMAT") if each.answered_date else "—",
            str(each.get_outcome_display() or pgettext("appeal", "open")),
            each.note or "—",
        )
        for each in decision.appeals.all()
    ]
    head = (
        gettext("Appeal lodged on"), gettext("Recorded by"), gettext("Answered on"),
        pgettext("appeal", "Outcome"), gettext("Note"),
    )  # fmt: skip
    return [Table(head, rows, wide=frozenset({4}))] if rows else []


def timeline_blocks(call: Call) -> list[Block]:
    """Return when each stage was planned, and when it was reached."""
    now = timezone.now()
    rows = [
        (
            capfirst(str(CALL_STATES[each.stage])),
            date_format(each.planned_date, "DATE_FORMAT") if each.planned_date else "—",
            moment(each.reached_at),
            str(each.days_late or "—"),
        )
        for each in timeline_of(call, state_of(call, now), now)
    ]
    head = (
        gettext("Stage"),
        gettext("Planned"),
        pgettext("stage", "Reached"),
        gettext("Days late"),
    )
    return [Heading(gettext("Stages")), Table(head, rows, frozenset({3}), frozenset({0}))]
