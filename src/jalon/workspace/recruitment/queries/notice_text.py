"""The notice as running text: what is cleared, checked, and read without pictures."""

from django.utils.translation import gettext, override

from jalon.workspace.recruitment.models import Call, CallText
from jalon.workspace.recruitment.models.labels import label_of
from jalon.workspace.recruitment.rules.drafts import PARTS
from jalon.workspace.recruitment.rules.numbered import as_list
from jalon.workspace.tags.text import deadline

HEADER = ("number", "grade", "department", "unit", "duty_station", "contract_type", "duration")
ORDER = ("eligibility", "introduction", "duties", *PARTS[2:])


def body_of(text: CallText) -> str:
    """Return the parts of a text without their headings: what its wording is checked in."""
    return "\n".join(words for part in ORDER if (words := words_of(text, part)))


def words_of(text: CallText, part: str) -> str:
    """Return one part; duties as a numbered list."""
    if part == "duties":
        return as_list(text.duties)
    return str(getattr(text, part))


def notice_in(call: Call, text: CallText) -> str:
    """Return the whole notice in one language, with its title, header and headings."""
    with override(text.language):
        lines = [call.title.get(text.language, ""), ""]
        lines += [f"{name}: {value}" for name, value in _header(call) if value]
        for part in ORDER:
            if words := words_of(text, part):
                lines += ["", label_of(CallText, part), words]
        return "\n".join(lines)


def notice_text(call: Call) -> str:
    """Return the notice in all its languages, one after the other."""
    texts = call.texts.order_by("pk")
    return "\n\n\n".join(notice_in(call, text) for text in texts)


def _header(call: Call) -> list[tuple[str, str]]:
    found = [(label_of(Call, name), str(getattr(call, name))) for name in HEADER]
    own = " · ".join(filter(None, (call.contact_email, call.contact_note)))
    found.append((gettext("Questions"), own))
    found.append((gettext("Deadline"), deadline(call.closes_at, call.closes_zone)))
    return found
