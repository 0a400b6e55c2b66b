"""What has been loaded, and what files would do."""

from collections.abc import Mapping

from django.utils import timezone

from jalon.workspace.places.models import Country
from jalon.workspace.standards.models import CatalogueLoad
from jalon.workspace.standards.queries.rows import all_rows
from jalon.workspace.standards.rules.changes import Plan, plan
from jalon.workspace.standards.rules.files import read_files


def last_load() -> CatalogueLoad | None:
    """Return the newest load: its version is the catalogue's."""
    return CatalogueLoad.objects.order_by("-at", "-pk").first()


def plan_of(files: Mapping[str, str]) -> Plan:
    """Return what files would do to the catalogue as it is now."""
    rows, refused = read_files(files)
    countries = frozenset(Country.objects.values_list("iso3", flat=True))
    today = timezone.localdate()
    return plan(rows, refused, all_rows(), countries=countries, today=today)
