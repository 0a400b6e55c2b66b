"""The complaints file: everything about one decision, with the trail and its hashes."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext, override, pgettext

from jalon.workspace.audit.models import Event
from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Conflict,
    Listing,
    Submission,
)
from jalon.workspace.recruitment.models.words import (
    APPLICATION_STATES,
    CENTRE_OUTCOMES,
    LISTS,
    MESSAGE_KINDS,
    VERDICTS,
)
from jalon.workspace.recruitment.papers.blocks import Block, Heading, Paper, Table, Text
from jalon.workspace.recruitment.queries.notice_text import notice_text
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.reports.assessed import every_mark
from jalon.workspace.recruitment.queries.reports.call import moment, panel_blocks
from jalon.workspace.recruitment.queries.reports.record import Record
from jalon.workspace.recruitment.queries.reports.selection import foot, named_in, report_blocks
from jalon.workspace.recruitment.queries.seen import name_of
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.eligibility import Verdict as Found
from jalon.workspace.recruitment.rules.kinds import CentreResult, ListKind
from jalon.workspace.recruitment.rules.messages import MessageKind


def complaints_file(call: Call, language: str, now: datetime) -> Paper:
    """Return everything about a decision in one language."""
    record = Record(call)
    standing = ranked(call, panel=record.panel)
    names = named_in(standing, call)
    with override(language):
        return Paper(
            title=gettext("Complaints file"),
            subtitle=text_of(call.title, language) or call.number,
            language=language,
            foot=foot(call, now),
            blocks=[
                *report_blocks(record, standing, names),
                *panel_blocks(record, whole=True),
                *_candidates(call),
                *_verdicts(record),
                *_lists(call),
                Heading(gettext("Every mark")),
                every_mark(record),
                *_centre(call),
                *_letters(record),
                Heading(gettext("The notice")),
                *[Text(line) for line in notice_text(call).splitlines() if line.strip()],
                *_trail(call),
            ],
        )


def _candidates(call: Call) -> list[Block]:
    rows = call.applications.prefetch_related("submissions").order_by("code")
    table = [
        (
            row.code,
            name_of(row) if row.submitted_at else "—",
            str(APPLICATION_STATES[ApplicationState(row.state)]),
            *_handed_in(row),
        )
        for row in rows
    ]
    head = (
        gettext("Candidate"), gettext("Name"), gettext("State"), gettext("Handed in"),
        gettext("SHA-256 of what was handed in"),
    )  # fmt: skip
    return [Heading(gettext("Candidates")), Table(head, table, wide=frozenset({1, 4}))]


def _handed_in(row: Application) -> tuple[str, str]:
    last: Submission | None = max(row.submissions.all(), key=lambda s: s.number, default=None)
    return (moment(last.at), in_parts(last.sha256)) if last else ("—", "—")


def in_parts(digest: str) -> str:
    """Return a hash in groups, which can be broken at the end of a line and read aloud."""
    return " ".join(digest[n : n + 8] for n in range(0, len(digest), 8))


def _verdicts(record: Record) -> list[Block]:
    table = [
        (
            row.application.code,
            str(row.requirement.order),
            str(VERDICTS[Found(row.found)]),
            str(VERDICTS[Found(row.confirmed)]) if row.confirmed else "—",
            row.reason or "—",
            str(row.by) if row.by else "—",
        )
        for row in record.verdicts
    ]
    head = (
        gettext("Candidate"), gettext("Requirement"), gettext("The rule"), gettext("The person"),
        gettext("Reason"), gettext("By"),
    )  # fmt: skip
    return [Heading(gettext("Every verdict")), Table(head, table, frozenset({1}), frozenset({4}))]


def _lists(call: Call) -> list[Block]:
    rows = Listing.objects.filter(application__call=call).select_related("application", "by")
    table = [
        (
            row.application.code,
            capfirst(str(LISTS[ListKind(row.which)])),
            gettext("yes") if row.is_on else gettext("no"),
            row.reason,
            str(row.by),
            moment(row.at),
        )
        for row in rows.order_by("which", "application__code")
    ]
    head = (
        gettext("Candidate"), gettext("List"), gettext("On it"), gettext("Reason"),
        gettext("By"), gettext("When"),
    )  # fmt: skip
    return [Heading(gettext("Lists")), Table(head, table, wide=frozenset({3}))]


def _centre(call: Call) -> list[Block]:
    rows = call.applications.filter(centre__isnull=False).select_related("centre__by")
    table = [
        (
            row.code,
            str(CENTRE_OUTCOMES[CentreResult(row.centre.outcome)]),
            row.centre.note or "—",
            str(row.centre.by),
        )
        for row in rows.order_by("code")
    ]
    head = (gettext("Candidate"), pgettext("selection", "Outcome"), gettext("Note"), gettext("By"))
    if not table:
        return []
    return [Heading(gettext("Assessment centre")), Table(head, table, wide=frozenset({2}))]


def _letters(record: Record) -> list[Block]:
    rows = record.call.letters.select_related("by", "reviewed_by").order_by("pk")
    table = [
        (
            record.codes.get(row.candidate_id, "—"),
            row.reference,
            str(MESSAGE_KINDS[MessageKind(row.kind)]),
            row.language,
            str(row.by or gettext("the site")),
            str(row.reviewed_by or "—"),
            moment(row.sent_at),
        )
        for row in rows
    ]
    head = (
        gettext("Candidate"), gettext("Reference"), gettext("Letter"), gettext("Language"),
        gettext("By"), gettext("Reviewed by"), gettext("Sent"),
    )  # fmt: skip
    return [Heading(gettext("Letters")), Table(head, table, wide=frozenset({2}))]


def _trail(call: Call) -> list[Block]:
    rows = [
        (
            str(event.number),
            moment(event.at),
            event.who,
            event.says,
            event.why or "—",
            in_parts(event.digest),
        )
        for event in events_about(call)
    ]
    head = (
        gettext("Event"), gettext("When"), gettext("Who"), gettext("What"), gettext("Reason"),
        gettext("Hash"),
    )  # fmt: skip
    words = gettext(
        "Every event about the call, its applications and its notice. Each hash covers the event "
        "and the hash before it, so that the site can show that none was changed or taken out."
    )
    return [
        Heading(gettext("Trail")),
        Text(words, is_quiet=True),
        Table(head, rows, frozenset({0}), frozenset({3, 4, 5})),
    ]


def events_about(call: Call) -> list[Event]:
    """Return the events about a call, what belongs to it and its notice, the oldest first."""
    about = Q(target_model="recruitment.call", target_id=str(call.pk))
    parts: tuple[QuerySet[Any], ...] = (
        call.applications.all(),
        call.decisions.all(),
        call.panel.all(),
        Conflict.objects.filter(member__call=call),
    )
    for rows in parts:
        keys = [str(pk) for pk in rows.values_list("pk", flat=True)]
        about |= Q(target_model=rows.model._meta.label_lower, target_id__in=keys)
    if call.notice_id:
        about |= Q(target_model="documents.document", target_id=str(call.notice_id))
    return list(Event.objects.filter(about).with_people().order_by("number"))
