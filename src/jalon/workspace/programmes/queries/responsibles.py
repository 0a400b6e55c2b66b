"""Find the people and organisations that a team's spreadsheet names."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.functions import Lower

from jalon.workspace.accounts.models import Kind, User
from jalon.workspace.programmes.models import Organisation


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who a name stands for: a person, or an organisation."""

    user_id: int | None = None
    organisation_id: int | None = None


def find_responsibles(names: Iterable[str]) -> dict[str, Responsible]:
    """Return whom names stand for; what is unknown, or stands for several, is left out."""
    wanted = {name.strip().casefold(): name for name in names if name.strip()}
    people = User.objects.filter(is_active=True, kind=Kind.STAFF).annotate(
        low_name=Lower("name"), low_email=Lower("email")
    )
    found: dict[str, set[Responsible]] = {}
    by_name = people.filter(low_name__in=wanted).values_list("low_name", "pk")
    by_email = people.filter(low_email__in=wanted).values_list("low_email", "pk")
    for text, pk in (*by_name, *by_email):
        found.setdefault(text, set()).add(Responsible(user_id=pk))
    organisations = Organisation.objects.values_list("pk", "acronym", "name")
    for pk, acronym, name in organisations:
        for text in {acronym, *name.values()} - {""}:
            if text.casefold() in wanted:
                found.setdefault(text.casefold(), set()).add(Responsible(organisation_id=pk))
    return {
        original: next(iter(found[text]))
        for text, original in wanted.items()
        if len(found.get(text, ())) == 1
    }
