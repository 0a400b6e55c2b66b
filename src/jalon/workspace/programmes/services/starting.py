"""Begin a programme with the structure of a template, or of another programme."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.narratives import text_of
from jalon.workspace.programmes import copying
from jalon.workspace.programmes.models import Participation, Programme
from jalon.workspace.programmes.permissions import sees_whole
from jalon.workspace.programmes.services.programmes import TERMS, create_programme
from jalon.workspace.programmes.templates_data import templates

NUMBERS = ("support_cost_rate", "transfer_threshold")
# The terms of another agreement that a new one shares; its award and money are its own
SHARED = tuple(name for name in TERMS if name not in {"reference", "amount", "source"})


@transaction.atomic
def start_from_template(
    *,
    template: str,
    code: str,
    title: Mapping[str, str],
    start_date: date,
    end_date: date,
    by: User,
    **facts: Any,
) -> Programme:
    """Begin a programme as a template says; upper apps add their part."""
    found = templates()[template]
    terms = {
        name: Decimal(value) if name in NUMBERS else value
        for name, value in found.agreement.items()
    }
    terms["source"] = text_of(found.agreement["source"], by.language)
    programme = create_programme(
        code=code,
        title=title,
        start_date=start_date,
        end_date=end_date,
        by=by,
        **{"kind": found.kind, "summary": {}, "terms": terms, **facts},
    )
    counts = {
        name: start(found.content, programme, by)
        for name, start in copying.registered_starts().items()
    }
    _record(programme, by, {"template": template, **counts})
    return programme


@transaction.atomic
def start_from_programme(
    *,
    source: Programme,
    code: str,
    title: Mapping[str, str],
    start_date: date,
    end_date: date,
    by: User,
    **facts: Any,
) -> Programme:
    """Begin a programme with another's terms, countries, partners and structure."""
    if not sees_whole(by, source):
        raise Programme.DoesNotExist
    countries = [cover.country for cover in source.covers.select_related("country")]
    programme = create_programme(
        code=code,
        title=title,
        start_date=start_date,
        end_date=end_date,
        by=by,
        **{
            "kind": source.kind,
            "time_zone": source.time_zone,
            "office": source.office,
            "countries": countries,
            "terms": {name: getattr(source.agreement, name) for name in SHARED},
            **facts,
        },
    )
    programme.areas.set(source.areas.all())
    Participation.objects.bulk_create(
        Participation(programme=programme, organisation_id=one.organisation_id, role=one.role)
        for one in source.participations.all()
    )
    counts = {name: copy(source, programme, by) for name, copy in copying.registered().items()}
    _record(programme, by, {"copied_from": source.code, **counts})
    return programme


def _record(programme: Programme, by: User, after: Mapping[str, Any]) -> None:
    record(
        by=by,
        what="programmes.begun-with",
        target=programme,
        programme_id=programme.pk,
        after=after,
    )
