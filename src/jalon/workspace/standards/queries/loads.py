"""What has been loaded, and what files would do."""

import csv
from collections.abc import Mapping
from io import StringIO

from django.db.models import QuerySet
from django.utils import timezone

from jalon.workspace.places.models import Country
from jalon.workspace.standards.models import CatalogueLoad, Proposal
from jalon.workspace.standards.queries.rows import held, rows_of
from jalon.workspace.standards.rules.changes import Plan, plan
from jalon.workspace.standards.rules.files import read_files
from jalon.workspace.standards.rules.tables import TABLES
from jalon.workspace.standards.rules.words import Kind


def last_load() -> CatalogueLoad | None:
    """Return the newest load: its version is the catalogue's."""
    return CatalogueLoad.objects.order_by("-at", "-pk").first()


def loads() -> QuerySet[CatalogueLoad]:
    """Return the loads, newest first, without the rows they refused."""
    return CatalogueLoad.objects.select_related("by").defer("refused").order_by("-at", "-pk")


def waiting() -> QuerySet[Proposal]:
    """Return the updates that nobody has applied yet."""
    found = Proposal.objects.select_related("by").defer("files", "difference")
    return found.order_by("-at", "-pk")


def plan_of(files: Mapping[str, str], *, correct: bool = True) -> Plan:
    """Return what files would do to the catalogue as it is now.

    Without `correct`, rows that were corrected on this site stay as they are.
    """
    rows, refused = read_files(files)
    found = held()
    left = {} if correct else found.corrected
    countries = frozenset(Country.objects.values_list("iso3", flat=True))
    today = timezone.localdate()
    return plan(rows, refused, found.rows, left=left, countries=countries, today=today)


def table_as_csv(kind: Kind) -> str:
    """Return a table as the file that would load it: to be corrected and handed in again."""
    written = StringIO()
    writer = csv.DictWriter(written, TABLES[kind].by_name, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows_of(kind).values())
    return written.getvalue()
