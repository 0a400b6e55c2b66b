"""The selection report: everything about a call, from its notice to the decision."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext, override

from jalon.workspace.audit.models import Head
from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.papers.blocks import Block, Heading, Paper, Text
from jalon.workspace.recruitment.queries.ranked import Ranked, ranked
from jalon.workspace.recruitment.queries.reports.assessed import (
    marks_blocks,
    numbers_blocks,
    verdict_blocks,
)
from jalon.workspace.recruitment.queries.reports.balance import balance_blocks
from jalon.workspace.recruitment.queries.reports.call import (
    call_blocks,
    criteria_blocks,
    moment,
    panel_blocks,
)
from jalon.workspace.recruitment.queries.reports.outcome import (
    decision_blocks,
    ranking_blocks,
    representation_blocks,
    sensitivity_blocks,
    timeline_blocks,
)
from jalon.workspace.recruitment.queries.reports.record import Record

Names = Mapping[str, Application]


def selection_report(call: Call, language: str, now: datetime) -> Paper:
    """Return the report in one language, as the record stands now."""
    record = Record(call)
    standing = ranked(call, panel=record.panel)
    names = named_in(standing, call)
    with override(language):
        return Paper(
            title=gettext("Selection report"),
            subtitle=text_of(call.title, language) or call.number,
            language=language,
            foot=foot(call, now),
            blocks=report_blocks(record, standing, names),
        )


def report_blocks(record: Record, standing: Ranked, names: Names) -> list[Block]:
    """Return the chapters, in the order in which a selection goes."""
    call = record.call
    return [
        *call_blocks(record),
        *criteria_blocks(call),
        *panel_blocks(record),
        *numbers_blocks(record),
        *verdict_blocks(record),
        *marks_blocks(record),
        *ranking_blocks(standing, names),
        *sensitivity_blocks(standing),
        *representation_blocks(call, names),
        *balance_blocks(record),
        *decision_blocks(record),
        *timeline_blocks(call),
        Heading(gettext("Where this comes from")),
        Text(
            gettext(
                "Every line is read from the record of the site; nothing was typed for this "
                "report. Criteria, marks, verdicts and decisions stand in the site's trail, whose "
                "events are chained by hashes."
            ),
            is_quiet=True,
        ),
    ]


def named_in(standing: Ranked, call: Call) -> Names:
    """Return the ranked applications by code; nobody while marks of a blind call are open."""
    if call.is_blind and not standing.is_complete:
        return {}
    codes = [each.code for each in standing.standings]
    rows = call.applications.filter(code__in=codes).prefetch_related("submissions")
    found = {row.code: row for row in rows}
    return {code: found[code] for code in codes}


def foot(call: Call, now: datetime) -> str:
    """Say of which call, when it was made, and how far the trail was."""
    head = Head.objects.filter(pk=1).first()
    return gettext("%(number)s · made on %(at)s · trail up to event %(event)s, %(digest)s…") % {
        "number": call.number or call.pk,
        "at": moment(now),
        "event": head.number if head else 0,
        "digest": head.digest[:16] if head else "",
    }
