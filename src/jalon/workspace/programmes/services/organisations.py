"""Organisations of the office's directory."""

from typing import Any

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.programmes import rules
from jalon.workspace.programmes.models import Organisation
from jalon.workspace.programmes.permissions import check_permission_somewhere
from jalon.workspace.programmes.services.locking import locked, touch

FACTS = ("name", "acronym", "kind", "country", "reference", "is_demo")


@transaction.atomic
def add_organisation(*, by: User, **facts: Any) -> Organisation:
    """Add an organisation that any programme can then name."""
    check_permission_somewhere(by, Permission.PROGRAMME_EDIT)
    rules.check_title(facts["name"])
    organisation = Organisation.objects.create(**facts)
    record(by=by, what="programmes.organisation-added", target=organisation, after=facts)
    return organisation


@transaction.atomic
def edit_organisation(
    *, organisation: Organisation, version: int, by: User, **facts: Any
) -> Organisation:
    """Correct an organisation, for every programme that names it."""
    check_permission_somewhere(by, Permission.PROGRAMME_EDIT)
    row = locked(Organisation.objects, organisation.pk, version)
    rules.check_title(facts.get("name", row.name))
    unknown = set(facts) - set(FACTS)
    assert not unknown, unknown
    before = {name: getattr(row, name) for name, value in facts.items()}
    before = {name: old for name, old in before.items() if old != facts[name]}
    if not before:
        return row
    for name in before:
        setattr(row, name, facts[name])
    touch(row, *before)
    after = {name: facts[name] for name in before}
    record(by=by, what="programmes.organisation-edited", target=row, before=before, after=after)
    return row
