"""Requirements and criteria as the rules read them; the key of each is that of its row."""

from collections.abc import Iterable
from fractions import Fraction

from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.models import Criterion, Requirement
from jalon.workspace.recruitment.rules import criteria as scored
from jalon.workspace.recruitment.rules import requirements as asked
from jalon.workspace.recruitment.rules.anchors import anchors_in
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.requirement_data import requirement_of


def requirements_of(rows: Iterable[Requirement]) -> tuple[asked.Requirement, ...]:
    """Return what the rows ask for, in their order."""
    return tuple(
        requirement_of(
            row.kind, row.parameters, key=str(row.pk), essential=row.is_essential, said=row.text
        )
        for row in sorted(rows, key=lambda row: row.order)
    )


def criteria_of(rows: Iterable[Criterion], stage: Stage) -> tuple[scored.Criterion, ...]:
    """Return the criteria of one stage, in their order; they are marked in whole steps from 0."""
    return tuple(
        scored.Criterion(
            key=str(row.order),
            weight=Fraction(row.weight),
            stage=stage,
            highest=Fraction(row.highest),
            minimum=Fraction(row.lowest_passing) if row.lowest_passing else None,
            anchors=anchors_in(text_of(row.anchors)),
        )
        for row in sorted(rows, key=lambda row: row.order)
        if row.stage == stage
    )
