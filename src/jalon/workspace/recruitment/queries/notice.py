"""A published notice in one of its languages: what its page, its text and its PDF all show."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext, override

from jalon.workspace.narratives import chosen, text_of
from jalon.workspace.recruitment.models import Call, CallText
from jalon.workspace.recruitment.models.contact import address_of, contact_line
from jalon.workspace.recruitment.queries.notice_text import HEADER
from jalon.workspace.recruitment.rules.blocks import Block, blocks, clean, one_line
from jalon.workspace.recruitment.rules.drafts import PARTS

ORDER = ("eligibility", "introduction", "duties", *PARTS[2:])


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a notice under its heading; duties are numbered items."""

    key: str
    heading: str
    blocks: tuple[Block, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """An amendment: what has changed, when, and the deadlines if it moved."""

    number: int
    at: datetime
    what: str
    language: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """The whole notice; everything in `language`, which is that of the text."""

    call: Call
    language: str
    direction: str
    title: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    changes: tuple[Change, ...]
    languages: tuple[str, ...]  # all in which it is published

    @property
    def closes_at(self) -> datetime:
        assert self.call.closes_at is not None
        return self.call.closes_at

    @property
    def published_at(self) -> datetime:
        assert self.call.published_at is not None
        return self.call.published_at

    @property
    def version(self) -> str:
        """Return what differs whenever the notice does."""
        return f"{self.call.pk}-{self.call.version}-{self.language}-{address_of(self.call)}"


def notice_of(call: Call, text: CallText) -> Notice:
    """Return the notice in the language of `text`; fetch the call with texts and amendments."""
    with override(text.language):
        return Notice(
            call=call,
            language=text.language,
            direction="rtl" if get_language_info(text.language)["bidi"] else "ltr",
            title=one_line(text_of(call.title, text.language)) or call.number,
            facts=tuple(_facts(call)),
            parts=tuple(_parts(text)),
            changes=tuple(_changes(call, text.language)),
            languages=tuple(row.language for row in call.texts.all()),
        )


def _facts(call: Call) -> Iterator[tuple[str, str]]:
    """Yield name and value of what stands at the head, in the present language."""
    for name in HEADER:
        if value := one_line(str(getattr(call, name))):
            yield _name(Call, name), value
        if name == "duty_station" and call.country:
            country = text_of(call.country.name)
            if country.casefold() not in value.casefold():
                yield _name(Call, "country"), country
    if line := contact_line(call):
        yield gettext("Questions"), line


def _parts(text: CallText) -> Iterator[Part]:
    for key in ORDER:
        if key == "duties":
            items = tuple(line for duty in text.duties if (line := one_line(str(duty))))
            if items:
                yield Part(key, _name(CallText, key), items=items)
        elif words := clean(getattr(text, key)).strip():
            yield Part(key, _name(CallText, key), blocks=blocks(words))


def _changes(call: Call, language: str) -> Iterator[Change]:
    rows = sorted(call.amendments.all(), key=lambda row: row.number, reverse=True)
    for row in rows:
        spoken, what = chosen(row.what, language)
        moved = row.closes_at != row.closed_before
        yield Change(
            number=row.number,
            at=row.at,
            what=clean(what).strip(),
            language=spoken,
            before=row.closed_before if moved else None,
            after=row.closes_at if moved else None,
        )


def _name(model: Any, field: str) -> str:
    return capfirst(str(model._meta.get_field(field).verbose_name))


def free_of_charge() -> str:
    """Return what stands on every notice and mail, in the present language."""
    return gettext("Applying is free. We never ask for a fee or for bank details, at any stage.")
