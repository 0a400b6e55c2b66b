"""Forget what the rules of retention no longer allow to be kept; the counts stay.

Each step can be done again without harm: what is gone is not counted twice.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from jalon.workspace.audit.services import erase_about, record
from jalon.workspace.documents.models import StoredFile
from jalon.workspace.recruitment.models import (
    Appeal,
    Application,
    ApplicationFile,
    Call,
    CentreOutcome,
    Interview,
    LateEntry,
    Letter,
    Listing,
    Mark,
    Purge,
    RefereeAnswer,
    Sitting,
    Statistics,
    Verdict,
)
from jalon.workspace.recruitment.queries.ending import ending_of
from jalon.workspace.recruitment.queries.statistics import figures_of
from jalon.workspace.recruitment.rules.applications import ApplicationState, Section
from jalon.workspace.recruitment.rules.retention import DRAFT_MONTHS, FIELD, later

logger = logging.getLogger(__name__)
WHY = "its time is over"
GONE = "—"  # where a reason has to be, once it is forgotten
STATISTICAL = frozenset({"contact.sex", "contact.region"})
UNSENT = (ApplicationState.DRAFT.value, ApplicationState.EXPIRED.value)


def purge_all(today: date) -> int:
    """Forget, in every call, what is due; daily work. Return how many calls lost something."""
    left = Application.objects.filter(purged_at=None).values("call")
    calls = Call.objects.filter(pk__in=left, published_at__isnull=False).order_by("pk")
    return sum(_purged(pk, today) for pk in calls.values_list("pk", flat=True))


def _purged(call_id: int, today: date) -> bool:
    """Purge one call; what fails in one keeps none of the others from being purged."""
    try:
        return bool(purge_call(call_id=call_id, today=today))
    except DatabaseError:
        logger.exception("a call was not purged today", extra={"call": call_id})
        return False


@transaction.atomic
def purge_call(*, call_id: int, today: date) -> Mapping[str, int]:
    """Forget what is due of one call; return how many of each field were forgotten."""
    call = Call.objects.select_for_update(no_key=True).get(pk=call_id)
    ending = ending_of(call)
    late = dict(call.late_entries.values_list("candidate", "until"))
    counts: Counter[str] = Counter()
    touched = set()
    rows = call.applications.select_for_update(no_key=True).filter(purged_at=None).order_by("pk")
    for application in rows:
        is_draft = application.state in UNSENT
        if is_draft:
            closed = max(filter(None, (call.closes_at, late.get(application.candidate_id))))
            over = today >= later(timezone.localdate(closed), DRAFT_MONTHS)
            fields = tuple(FIELD) if over else ()
        else:
            fields = ending.due(application.pk, today)
        if not fields:
            continue
        if STATISTICAL & set(fields) and not is_draft:  # drafts are in no figure
            _keep_statistics(call)
        found = forget_fields(application, fields)
        if len(fields) == len(FIELD):
            _close(application, call)
        counts.update(found)
        touched |= {application.pk} if found else set()
    if touched:
        _report(call, counts, len(touched), today)
        if not call.applications.filter(purged_at=None).exists():
            _forget_decisions(call)
    return dict(counts)


def _forget_decisions(call: Call) -> None:
    """Forget reasons and what was noted of appeals, once nobody of the call is known any more."""
    decisions = call.decisions.all()
    decisions.update(reason=GONE)
    decisions.exclude(set_aside_reason="").update(set_aside_reason=GONE)
    Appeal.objects.filter(decision__in=decisions).exclude(note="").update(note="")
    for each in decisions:
        erase_about(target=each, by=None, reason=WHY, programme_id=call.programme_id)


def _keep_statistics(call: Call) -> None:
    """Count a last time while sex and region are still there."""
    if not Statistics.objects.filter(call=call).exists():
        Statistics.objects.create(call=call, figures=figures_of(call))


def forget_fields(application: Application, fields: Collection[str]) -> Counter[str]:
    """Forget fields of an application; return how many of each there were."""
    counts: Counter[str] = Counter()
    for name in fields:
        step = STEPS.get(name)
        if forgotten := step(application) if step else 0:
            counts[name] += forgotten
    answers = [name for name in fields if name.split(".")[0] in set(Section)]
    counts.update(_forget_answers(application, answers))
    return counts


def _forget_answers(application: Application, names: list[str]) -> Counter[str]:
    """Take fields out of the form, and out of every copy that was handed in."""
    counts: Counter[str] = Counter()
    sections = application.sections
    gone = [name for name in names if _drop(sections, name)]
    if gone:
        application.save(update_fields=["sections"])
    counts.update(gone)
    for copy in application.submissions.all():
        inside = copy.content.get("sections", copy.content)
        dropped = [name for name in names if _drop(inside, name)]
        if dropped:
            copy.save(update_fields=["content"])
            counts.update(set(dropped) - set(gone))
    return counts


def _drop(sections: dict[str, Any], name: str) -> bool:
    section, _dot, field = name.partition(".")
    if not field:
        return sections.pop(section, None) is not None
    held = sections.get(section)
    return isinstance(held, dict) and held.pop(field, None) is not None


def _files(application: Application) -> int:
    """Let go of uploads: rows at once, bytes with the next sweep of what no row names."""
    rows = ApplicationFile.objects.filter(application=application)
    stored = set(rows.values_list("file", flat=True))
    count = rows.delete()[0]
    kept = set(ApplicationFile.objects.filter(file__in=stored).values_list("file", flat=True))
    for file in StoredFile.objects.filter(pk__in=stored - kept):
        erase_about(target=file, by=None, reason=WHY, programme_id=file.programme_id)
        file.delete()
    for copy in application.submissions.all():
        if copy.content.pop("files", None):
            copy.save(update_fields=["content"])
    return count


def _script(application: Application) -> int:
    rows = Sitting.objects.filter(application=application).exclude(answers=[])
    return rows.update(answers=[])


def _notes(application: Application) -> int:
    """Forget what was said of somebody in free words; that it was said, and by whom, stays."""
    marks = Mark.objects.filter(application=application)
    verdicts = Verdict.objects.filter(application=application)
    said = marks.exclude(note="").update(note="")
    said += marks.exclude(changed_reason__in=("", GONE)).update(changed_reason=GONE)
    said += verdicts.exclude(evidence=[]).update(evidence=[], facts={})
    said += verdicts.exclude(reason__in=("", GONE)).update(reason=GONE)
    listed = Listing.objects.filter(application=application)
    said += listed.exclude(reason__in=("", GONE)).update(reason=GONE)
    said += CentreOutcome.objects.filter(application=application).exclude(note="").update(note="")
    ended = application.conflicts.exclude(ended_reason__in=("", GONE))
    said += ended.update(ended_reason=GONE)
    _late_entries(application).update(reason=GONE)
    return said


def _late_entries(application: Application) -> QuerySet[LateEntry]:
    return LateEntry.objects.filter(call=application.call_id, candidate=application.candidate_id)


def _references(application: Application) -> int:
    return RefereeAnswer.objects.filter(application=application).delete()[0]


def _accommodation(application: Application) -> int:
    """Forget what was arranged, and how much more time was given: it tells of a disability."""
    sitting = Sitting.objects.filter(application=application)
    given = ~Q(accommodation="") | Q(extra_percent__gt=0) | Q(break_minutes__gt=0)
    interview = Interview.objects.filter(application=application)
    return sitting.filter(given).update(
        accommodation="", extra_percent=0, break_minutes=0
    ) + interview.filter(~Q(accommodation="") | ~Q(where="")).update(accommodation="", where="")


def _letters(application: Application) -> int:
    """Forget the words; reference, kind and instant stay, so that it can still be checked."""
    rows = Letter.objects.filter(call=application.call_id, candidate=application.candidate_id)
    return rows.exclude(body="").update(subject="", body="", failure="")


def _relevance(application: Application) -> int:
    """Forget which employments were in the field; they are counted with the employments."""
    application.relevances.all().delete()
    return 0


STEPS: dict[str, Callable[[Application], int]] = {
    "files": _files,
    "employment": _relevance,
    "script": _script,
    "marks.note": _notes,
    "references": _references,
    "accommodation": _accommodation,
    "letters": _letters,
}


def _close(application: Application, call: Call) -> None:
    """Note that nothing personal is left, and let the trail forget it as well."""
    application.purged_at = timezone.now()
    application.entered_reason = GONE if application.entered_by_id else ""
    application.save(update_fields=["purged_at", "entered_reason"])
    erase_about(target=application, by=None, reason=WHY, programme_id=call.programme_id)
    parts = (application.submissions, application.conflicts, _late_entries(application))
    for part in parts:
        for row in part.all():
            erase_about(target=row, by=None, reason=WHY, programme_id=call.programme_id)
    application.conflicts.all().delete()


def _report(call: Call, counts: Mapping[str, int], people: int, today: date) -> None:
    Purge.objects.create(call=call, day=today, counts=dict(counts), people=people)
    record(
        by=None,
        what="recruitment.purged",
        target=call,
        programme_id=call.programme_id,
        after={"fields": dict(counts), "people": people},
    )
