"""Correct what the catalogue says of a country."""

from collections.abc import Collection

from django.db import transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.places import rules
from jalon.workspace.places.models import Certainty, Country
from jalon.workspace.places.permissions import check


@transaction.atomic
def set_weekend(*, iso3: str, days: Collection[int], source: str, by: User) -> Country:
    """Say on which days offices are closed; the next load of the catalogue keeps it."""
    check(by, Permission.PLACE_EDIT)
    country = Country.objects.select_for_update().get(iso3=iso3)
    before = {"weekend": country.weekend, "weekend_source": country.weekend_source}
    country.weekend = rules.checked_weekend(days)
    country.weekend_source = source.strip()
    country.weekend_certainty = Certainty.VERIFIED_SECONDARY
    country.weekend_by_office = True
    country.save(
        update_fields=["weekend", "weekend_source", "weekend_certainty", "weekend_by_office"]
    )
    record(
        by=by,
        what="places.weekend-set",
        target=country,
        before=before,
        after={"weekend": country.weekend, "weekend_source": country.weekend_source},
    )
    return country
