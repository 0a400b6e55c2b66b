"""A published notice as plain text: for readers of text, and for copying."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext, override

from jalon.workspace.recruitment.queries.countdown import told
from jalon.workspace.recruitment.queries.notice import Change, Notice, Part, free_of_charge


def plain_notice(notice: Notice, address: str) -> str:
    """Return the notice as text, with its address and where to check messages."""
    with override(notice.language):
        return "\n".join(_lines(notice, address)) + "\n"


def _lines(notice: Notice, address: str) -> Iterator[str]:
    call = notice.call
    yield from (notice.title, "=" * min(len(notice.title), 78), "")
    yield from (f"{name}: {value}" for name, value in notice.facts)
    yield f"{gettext('Deadline')}: {told(notice.closes_at, call.closes_zone)}"
    for change in notice.changes:
        yield from ("", *_change(change, call.closes_zone))
    for part in notice.parts:
        yield from ("", part.heading, "-" * min(len(part.heading), 78), *_part(part))
    yield from ("", free_of_charge(), address)


def _change(change: Change, zone: str) -> Iterator[str]:
    yield f"{gettext('Amendment')} {change.number}, {date_format(change.at, 'DATE_FORMAT')}"
    yield change.what
    if change.after:
        moved = " → ".join(told(at, zone) for at in (change.before, change.after))
        yield f"{gettext('Deadline')}: {moved}"


def _part(part: Part) -> Iterator[str]:
    yield from (f"{number}. {item}" for number, item in enumerate(part.items, 1))
    for place, block in enumerate(part.blocks):
        if place and not block.is_list:
            yield ""
        yield from (f"- {line}" if block.is_list else line for line in block.lines)
