"""Have the rules look at applications, and keep what they find."""

from collections.abc import Iterable

from jalon.workspace.recruitment.models import Application, Call, Verdict
from jalon.workspace.recruitment.queries.requirements import requirements_of
from jalon.workspace.recruitment.queries.seen import content_of
from jalon.workspace.recruitment.rules.deadlines import last_day
from jalon.workspace.recruitment.rules.eligibility import Finding, assess
from jalon.workspace.recruitment.rules.reading import answers_of

FOUND = ("found", "because", "evidence", "facts", "confirmed", "reason", "by", "at")


def find_verdicts(call: Call, applications: Iterable[Application]) -> None:
    """Keep what the rules find of each; a finding that changes is confirmed again."""
    rows = {str(row.pk): row for row in call.requirements.all()}
    asked = requirements_of(rows.values())
    assert call.closes_at is not None
    day = last_day(call.closes_at, call.closes_zone)
    made, changed = [], []
    for application in applications:
        relevant = {each.row: each.is_relevant for each in application.relevances.all()}
        answers = answers_of(content_of(application), relevant=relevant)
        kept = {verdict.requirement_id: verdict for verdict in application.verdicts.all()}
        for finding in assess(asked, answers, on=day):
            row = rows[finding.key]
            verdict = kept.get(row.pk)
            if verdict is None:
                made.append(_set(Verdict(application=application, requirement=row), finding))
            elif _differs(verdict, finding):
                changed.append(_set(verdict, finding))
    Verdict.objects.bulk_create(made)
    Verdict.objects.bulk_update(changed, FOUND)


def _set(verdict: Verdict, finding: Finding) -> Verdict:
    if verdict.found != finding.verdict:
        verdict.confirmed, verdict.reason, verdict.by, verdict.at = "", "", None, None
    verdict.found, verdict.because = finding.verdict.value, finding.because.value
    verdict.evidence, verdict.facts = list(finding.evidence), dict(finding.facts)
    return verdict


def _differs(verdict: Verdict, finding: Finding) -> bool:
    now = (finding.verdict, finding.because, list(finding.evidence), dict(finding.facts))
    return now != (verdict.found, verdict.because, verdict.evidence, verdict.facts)
