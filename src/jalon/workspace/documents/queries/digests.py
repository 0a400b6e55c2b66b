"""Whose digest leaves today."""

from datetime import date

from django.db.models import Max, Q

from jalon.workspace.accounts.models import Digest, User
from jalon.workspace.documents.models import DigestMail
from jalon.workspace.documents.rules.digests import is_digest_day
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Grant
from jalon.workspace.programmes.queries import holidays_of, weekend_of

EVERYWHERE = frozenset({6, 7})


def digest_readers(today: date) -> list[int]:
    """Return who is to get a digest today, by their choice and their country's week."""
    last = {
        row["to"]: row["last"]
        for row in DigestMail.objects.values("to").annotate(last=Max("day")).order_by()
    }
    choices = User.objects.filter(is_active=True).exclude(digest=Digest.NONE)
    offices = office_of_each(today)
    weeks: dict[int | None, tuple[frozenset[int], frozenset[date]]] = {}
    found = []
    for pk, choice in choices.order_by("pk").values_list("pk", "digest"):
        office = offices.get(pk)
        key = office.pk if office else None
        if key not in weeks:
            weeks[key] = _week(office, today)
        weekend, holidays = weeks[key]
        if is_digest_day(choice, today, last=last.get(pk), weekend=weekend, holidays=holidays):
            found.append(pk)
    return found


def office_of_each(today: date) -> dict[int, Country]:
    """Return each person's country of work, where their grants leave no doubt."""
    holds = (
        Q(ended_at=None)
        & (Q(start_date=None) | Q(start_date__lte=today))
        & (Q(end_date=None) | Q(end_date__gte=today))
    )
    found: dict[int, set[Country]] = {}
    grants = Grant.objects.filter(holds).select_related("country", "programme")
    for grant in grants.prefetch_related("programme__covers__country"):
        covered = grant.programme.covers.all() if grant.programme else []
        countries = {grant.country} if grant.country else {cover.country for cover in covered}
        found.setdefault(grant.user_id, set()).update(countries)
    return {user: next(iter(those)) for user, those in found.items() if len(those) == 1}


def _week(office: Country | None, today: date) -> tuple[frozenset[int], frozenset[date]]:
    if office is None:
        return EVERYWHERE, frozenset()
    return weekend_of(office), frozenset(holidays_of(office, [today.year]))
