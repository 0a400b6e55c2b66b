"""What was found, listed and marked; how far scorers agree; what changed after the lock."""

from collections import Counter, defaultdict
from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext

from jalon.errors import RuleBroken
from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.models import Mark, Verdict
from jalon.workspace.recruitment.models.words import STAGES, VERDICTS
from jalon.workspace.recruitment.papers.blocks import Block, Heading, Table, Text
from jalon.workspace.recruitment.queries.numbers import stages_of
from jalon.workspace.recruitment.queries.ranking_words import decimal, shown
from jalon.workspace.recruitment.queries.reports.record import Record
from jalon.workspace.recruitment.rules.agreement import Reading, alpha, reading
from jalon.workspace.recruitment.rules.eligibility import Verdict as Found
from jalon.workspace.recruitment.rules.kinds import Stage


def numbers_blocks(record: Record) -> list[Block]:
    """Return how many people stood at each stage."""
    rows = [
        (capfirst(str(words)), str(count)) for words, count in stages_of(record.call, record.people)
    ]
    head = (gettext("Stage"), gettext("People"))
    return [
        Heading(gettext("Numbers at each stage")),
        Table(head, rows, frozenset({1}), frozenset({0})),
    ]


def verdict_blocks(record: Record) -> list[Block]:
    """Return the verdicts on each requirement, and each that a person saw otherwise."""
    rows = sorted(record.verdicts, key=lambda row: (row.requirement.order, row.application.code))
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.requirement_id][row.confirmed or "open"] += 1
    table = [
        (
            f"{each.order}. {text_of(each.text) or each.get_kind_display()}",
            *(str(counts[each.pk][found]) for found in Found),
            str(counts[each.pk]["open"]),
        )
        for each in record.call.requirements.order_by("order")
    ]
    head = (
        gettext("Requirement"),
        *(capfirst(str(VERDICTS[found])) for found in Found),
        gettext("Not confirmed"),
    )
    blocks: list[Block] = [
        Heading(gettext("Requirements")),
        Table(head, table, frozenset({1, 2, 3, 4}), frozenset({0})),
        Heading(gettext("Where a person found otherwise than the rule"), 2),
    ]
    others = [row for row in rows if row.confirmed and row.confirmed != row.found]
    if not others:
        return [*blocks, Text(gettext("Nowhere."))]
    return [*blocks, _overrides(others)]


def _overrides(rows: list[Verdict]) -> Table:
    return Table(
        (
            gettext("Candidate"), gettext("Requirement"), gettext("The rule"),
            gettext("The person"), gettext("Reason"), gettext("By"),
        ),
        [
            (
                row.application.code,
                str(row.requirement.order),
                str(VERDICTS[Found(row.found)]),
                str(VERDICTS[Found(row.confirmed)]),
                row.reason,
                str(row.by),
            )
            for row in rows
        ],
        frozenset({1}),
        frozenset({4}),
    )  # fmt: skip


def marks_blocks(record: Record) -> list[Block]:
    """Return how many marks were given, how far they agree, and what was changed afterwards.

    Those of scripts are told once the names are opened: they stand here by the candidate's code.
    """
    marks = list(record.marks)
    if record.is_sealed:
        marks = [row for row in marks if row.criterion.stage != Stage.WRITTEN_TEST]
    rows = [row for stage in Stage if (row := _agreement(stage, marks)) is not None]
    head = (
        gettext("Stage"), gettext("Marks"), gettext("Scorers"), gettext("Krippendorff's alpha"),
        gettext("What it says"),
    )  # fmt: skip
    blocks: list[Block] = [Heading(gettext("Marks and agreement"))]
    if not rows:
        return [*blocks, Text(gettext("No marks were given."))]
    blocks += [
        Table(head, rows, frozenset({1, 2, 3}), frozenset({4})),
        Heading(gettext("Marks that were changed after they were locked"), 2),
    ]
    changed = [m for m in marks if m.locked_value is not None and m.value != m.locked_value]
    return [*blocks, _changes(changed) if changed else Text(gettext("None."))]


def _agreement(stage: Stage, marks: list[Mark]) -> tuple[str, ...] | None:
    """Return the agreement on the marks as they were locked, before anybody talked."""
    of_stage = [m for m in marks if m.criterion.stage == stage and m.locked_value is not None]
    if not of_stage:
        return None
    units: dict[tuple[int, int], list[Fraction]] = defaultdict(list)
    for each in of_stage:
        assert each.locked_value is not None
        units[each.application_id, each.criterion_id].append(Fraction(each.locked_value))
    try:
        found = alpha(list(units.values()))
        told = (shown(found), reading_words(reading(found)))
    except RuleBroken:
        told = ("—", gettext("cannot be computed from these marks"))
    scorers = len({each.scorer_id for each in of_stage})
    return (capfirst(str(STAGES[stage])), str(len(of_stage)), str(scorers), *told)


def reading_words(found: Reading) -> str:
    return {
        Reading.GOOD: gettext("the marks can be relied on"),
        Reading.TENTATIVE: gettext("good for tentative conclusions"),
        Reading.POOR: gettext("the scorers do not agree enough: read the marks one by one"),
    }[found]


def _changes(rows: list[Mark]) -> Table:
    return Table(
        (
            gettext("Candidate"), gettext("Criterion"), gettext("Scorer"), gettext("Locked"),
            gettext("Now"), gettext("Reason"),
        ),
        [
            (
                m.application.code,
                text_of(m.criterion.title),
                str(m.scorer),
                decimal(m.locked_value) if m.locked_value is not None else "—",
                decimal(m.value) if m.value is not None else "—",
                m.changed_reason,
            )
            for m in rows
        ],
        frozenset({3, 4}),
        frozenset({1, 5}),
    )  # fmt: skip


def every_mark(record: Record) -> Table:
    """Return each mark with its note: for a file about a complaint."""
    order = {stage.value: number for number, stage in enumerate(Stage)}
    rows = sorted(record.marks, key=lambda row: (row.application.code, order[row.criterion.stage]))
    return Table(
        (
            gettext("Candidate"), gettext("Criterion"), gettext("Scorer"), gettext("Mark"),
            gettext("Locked"), gettext("Note"),
        ),
        [
            (
                m.application.code,
                text_of(m.criterion.title),
                str(m.scorer),
                decimal(m.value) if m.value is not None else "—",
                decimal(m.locked_value) if m.locked_value is not None else "—",
                m.note,
            )
            for m in rows
        ],
        frozenset({3, 4}),
        frozenset({1, 5}),
    )  # fmt: skip
