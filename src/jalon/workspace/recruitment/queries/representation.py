"""The dated lists of under-represented nationalities that the office has loaded."""

from django.utils import timezone

from jalon.workspace.recruitment.models import Call, Representation
from jalon.workspace.recruitment.rules.representation import RepresentationList, list_on


def list_of_call(call: Call) -> RepresentationList | None:
    """Return the list that held on the day on which a call was published."""
    day = timezone.localdate(call.published_at) if call.published_at else timezone.localdate()
    return list_on([as_rule(row) for row in Representation.objects.all()], day)


def as_rule(row: Representation) -> RepresentationList:
    return RepresentationList(row.since_date, frozenset(row.countries), row.source)
