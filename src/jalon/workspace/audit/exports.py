"""The trail as a table for other programs."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from jalon.workspace.audit.models import Event
from jalon.workspace.spreadsheets.literal import literal


class _Line:
    """Gives back each line that is written to it."""

    def write(self, text: str) -> str:
        return text


def rows(events: Iterable[Event]) -> Iterator[str]:
    """Yield the lines of a CSV file, the heading first."""
    writer = csv.writer(_Line())
    yield "\ufeff"  # tells spreadsheets that the file is UTF-8
    yield writer.writerow(
        [
            _("number"),
            _("when (UTC)"),
            _("who"),
            _("what"),
            _("in words"),
            _("object"),
            _("before"),
            _("after"),
            _("reason"),
            _("from where"),
        ]
    )
    for event in events:
        yield writer.writerow(
            [literal(cell) if isinstance(cell, str) else cell for cell in _cells(event)]
        )


def _cells(event: Event) -> Iterator[Any]:
    before, after = event.said
    yield event.number
    yield event.at.isoformat()
    yield event.who
    yield event.what
    yield event.says
    yield f"{event.target_model} {event.target_id}"
    yield _json(before)
    yield _json(after)
    yield event.reason
    yield event.address


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) if values else ""
