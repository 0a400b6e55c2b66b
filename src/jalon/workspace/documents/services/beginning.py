"""Give a new programme its chains and its recurring papers: from another, or from a template."""

from collections.abc import Mapping
from typing import Any

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import ChainStep, ChainTemplate, Recurrence
from jalon.workspace.documents.queries.parties import people_of
from jalon.workspace.documents.rules.kinds import Kind
from jalon.workspace.documents.rules.recurrence import Rhythm
from jalon.workspace.documents.services.recurrences import write_series
from jalon.workspace.programmes.models import Organisation, Programme

RHYTHMS = {"period": Rhythm.PERIOD, "year": Rhythm.YEAR, "quarter": Rhythm.QUARTER}


def copy_papers(source: Programme, programme: Programme, by: User) -> int:
    """Copy the chains and the series of a programme; write what the series owe here."""
    copied = sum(_copy_chain(template, programme) for template in source.chains.all())
    series = list(source.recurrences.filter(ended_at=None).order_by("pk"))
    for one in series:
        _copy_series(one, programme, by)
    counts = write_series(programme, by)
    return copied + len(series) + counts.added


def begin_papers(template: Mapping[str, Any], programme: Programme, by: User) -> int:
    """Set up the series that a template names; write what they owe."""
    asked = template.get("obligations", [])
    donor = programme.agreement.donor if hasattr(programme, "agreement") else None
    for one in asked:
        Recurrence.objects.create(
            programme=programme,
            kind=Kind(one["kind"]),
            title=dict(one["title"]),
            rhythm=RHYTHMS.get(one["every"], Rhythm.END),
            due_days=int(one["days"]),
            owed_by_user=by,
            owed_to_organisation=donor,
        )
    return len(asked) + write_series(programme, by).added


def _copy_chain(template: ChainTemplate, programme: Programme) -> int:
    copied = ChainTemplate.objects.create(programme=programme, kind=template.kind)
    ChainStep.objects.bulk_create(
        ChainStep(
            template=copied,
            order=step.order,
            title=step.title,
            role=step.role,
            working_days=step.working_days,
        )
        for step in template.steps.order_by("order", "pk")
    )
    return 1


def _copy_series(one: Recurrence, programme: Programme, by: User) -> None:
    """Copy a series; who does not take part here owes nothing, whoever begins it does."""
    person = one.owed_by_user
    if person is not None and not people_of(programme).filter(pk=person.pk).exists():
        person = None
    organisation = _taking_part(one.owed_by_organisation, programme)
    Recurrence.objects.create(
        programme=programme,
        kind=one.kind,
        title=one.title,
        rhythm=one.rhythm,
        due_days=one.due_days,
        owed_by_user=person if person or organisation else by,
        owed_by_organisation=organisation,
        owed_to_organisation=_taking_part(one.owed_to_organisation, programme),
    )


def _taking_part(organisation: Organisation | None, programme: Programme) -> Organisation | None:
    if organisation is None:
        return None
    takes_part = programme.participations.filter(organisation=organisation).exists()
    return organisation if takes_part else None
