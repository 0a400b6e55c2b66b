"""Many locked marks at once: the rows and events that `services.marking` would have made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import Line, record_all
from jalon.workspace.recruitment.models import Application, Call, Mark
from jalon.workspace.recruitment.rules.kinds import Stage

Given = dict[int, tuple[Decimal | None, str]]  # criterion -> mark and note


@dataclass(frozen=True)
class Sheet:
    """What one member of the panel gives one application."""

    application: Application
    scorer: User
    given: Mapping[int, tuple[Decimal | None, str]]


def lock_sheets(call: Call, stage: Stage, sheets: Sequence[Sheet]) -> None:
    """Keep sheets of a stage, all of them full, and lock them at this moment."""
    now = timezone.now()
    Mark.objects.bulk_create(
        Mark(
            criterion_id=criterion,
            application=sheet.application,
            scorer=sheet.scorer,
            value=value,
            note=note,
            locked_at=now,
            locked_value=value,
        )
        for sheet in sheets
        for criterion, (value, note) in sheet.given.items()
    )
    facts = {"call": call.pk, "stage": stage.value}
    for scorer in dict.fromkeys(sheet.scorer for sheet in sheets):
        of = [sheet.application for sheet in sheets if sheet.scorer == scorer]
        lines = [
            Line("recruitment.marks-locked", row, call.programme_id, after=facts) for row in of
        ]
        record_all(by=scorer, lines=lines)
