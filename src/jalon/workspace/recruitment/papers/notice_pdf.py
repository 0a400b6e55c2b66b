"""A published notice as PDF, from right to left where its language is written so."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from jalon.workspace.recruitment.queries.countdown import Countdown, on_clock, told
from jalon.workspace.recruitment.queries.notice import Change, Notice, Part, free_of_charge

TEMPLATE = Path(__file__).parent / "notice.typ"


def notice_pdf(notice: Notice, countdown: Countdown, *, address: str, check: str) -> bytes:
    """Return the PDF; the same notice gives the same bytes."""
    with override(notice.language):
        said = _said(notice, countdown, address, check)
    compiled = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"notice": json.dumps(said, ensure_ascii=False)},
        timestamp=int(notice.published_at.timestamp()),
    )
    assert isinstance(compiled, bytes)  # a list comes only of formats with one file a page
    return compiled


def _said(notice: Notice, countdown: Countdown, address: str, check: str) -> dict[str, Any]:
    zone = notice.call.closes_zone
    day = date_format(notice.published_at, "DATE_FORMAT")
    return {
        "title": notice.title,
        "language": notice.language,
        "direction": notice.direction,
        "number": notice.call.number,
        "facts": notice.facts,
        "deadlines": [
            (f"{gettext('Deadline')} ({clock.label})", on_clock(countdown.shown_at, clock.zone))
            for clock in countdown.clocks
        ],
        "changes": [_change(change, zone) for change in notice.changes],
        "parts": [_part(part) for part in notice.parts],
        "address": address,
        "check": check,
        "words": {
            "changes": gettext("What has changed"),
            "free": free_of_charge(),
            "check": gettext("Check a message that claims to come from us:"),
            "published": gettext("Published on %(day)s:") % {"day": day},
        },
    }


def _change(change: Change, zone: str) -> dict[str, str]:
    before, after = (told(at, zone) for at in (change.before, change.after))
    heading = gettext("Amendment %(number)s, %(day)s") % {
        "number": change.number,
        "day": date_format(change.at, "DATE_FORMAT"),
    }
    moved = gettext("Deadline: %(after)s; before: %(before)s")
    return {
        "heading": heading,
        "what": change.what,
        "moved": moved % {"after": after, "before": before} if after else "",
    }


def _part(part: Part) -> dict[str, Any]:
    running = [{"lines": block.lines, "is_list": block.is_list} for block in part.blocks]
    return {"heading": part.heading, "items": part.items, "blocks": running}
