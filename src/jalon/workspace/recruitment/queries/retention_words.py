"""What is kept of a candidate, why, and until when: in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models.words import RETENTION_FIELDS
from jalon.workspace.recruitment.rules.own_data import Kept
from jalon.workspace.recruitment.rules.retention import Purpose

Words = str | Promise
PURPOSES: dict[Purpose, Words] = {
    Purpose.CONTACT: _("to write to you about this call"),
    Purpose.ELIGIBILITY: _("to show that the requirements were applied to all alike"),
    Purpose.ASSESSMENT: _("to show how the choice was made, if somebody complains"),
    Purpose.ACCOMMODATION: _("to give you what you need in a test or interview"),
    Purpose.FAIRNESS: _("for figures without names on how fair calls are"),
    Purpose.RECORD: _("to record what you agreed to"),
}
# To the candidate: what is theirs is named otherwise than to the office.
PARTS: dict[str, Words] = {
    **RETENTION_FIELDS,
    "contact.region": _("country where you grew up"),
    "eligibility": _("answers to the questions of the call"),
    "letter": _("letter"),
    "script": _("written test"),
    "marks.note": _("notes of the panel"),
    "references": _("references"),
    "accommodation": _("accommodation for a disability"),
    "letters": _("letters to you"),
}


@dataclass(slots=True)
class KeptLine:
    """Parts that are kept for the same reason until the same day."""

    parts: list[Words]
    purpose: Words
    months: int
    until: date | None


def kept_lines(kept: Iterable[Kept]) -> list[KeptLine]:
    """Return what is kept, those with the same reason and end together."""
    found: dict[tuple[Purpose, int, date | None], KeptLine] = {}
    for each in kept:
        key = (each.purpose, each.months, each.until)
        line = found.setdefault(key, KeptLine([], PURPOSES[each.purpose], each.months, each.until))
        line.parts.append(PARTS[each.name])
    return list(found.values())
