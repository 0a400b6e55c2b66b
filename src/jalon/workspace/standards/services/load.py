"""Load files into the catalogue and keep a report of what they did."""

import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from jalon.workspace.audit.rules import plain
from jalon.workspace.audit.services import record
from jalon.workspace.standards.models import CatalogueLoad
from jalon.workspace.standards.permissions import check_can_load
from jalon.workspace.standards.queries.loads import last_load, plan_of
from jalon.workspace.standards.rules.changes import Plan
from jalon.workspace.standards.rules.files import OBJECTIVES, decode
from jalon.workspace.standards.services.write import write_plan

CATALOGUE = Path(__file__).resolve().parents[1] / "catalogue"
VERSION = "catalogue.toml"

LOCK = 0x57A4DA4D  # a number of our own among the database's locks


@transaction.atomic
def load_catalogue(
    folder: Path | None = None, *, by: Any = None, dry_run: bool = False
) -> CatalogueLoad:
    """Add and change what the files of a folder say; the project's own catalogue by default.

    Rows that cannot be taken are refused one by one and told in the report. Loading the same
    files again changes nothing. `by` is a person, or None for the site itself, which leaves alone
    what people have corrected.
    """
    if by is not None:
        check_can_load(by)
    folder = folder or CATALOGUE
    paths = [path for path in folder.iterdir() if path.suffix in {".csv", OBJECTIVES}]
    files = {path.name: decode(path.name, path.read_bytes()) for path in paths}
    lock_catalogue()
    plan = plan_of(files, correct=by is not None)
    version = tomllib.loads((folder / VERSION).read_text()) if (folder / VERSION).exists() else {}
    load = _report(plan, by=by, file_name=folder.name, version=str(version.get("version", "")))
    if dry_run:
        return load
    return _kept_before(load, plan) or save_load(load, plan, by=by)


def lock_catalogue() -> None:
    """Let one load wait for another, the very first too; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def save_load(load: CatalogueLoad, plan: Plan, *, by: Any) -> CatalogueLoad:
    """Write a plan, its report and its event."""
    write_plan(plan, by=by)
    load.save()
    record(
        by=by,
        what="standards.catalogue-loaded",
        target=load,
        after={
            "file": load.file_name,
            "version": load.version,
            "counts": load.counts,
            "refused": load.refused_count,
        },
    )
    return load


def make_report(plan: Plan, *, by: Any, file_name: str) -> CatalogueLoad:
    """Return the report of an update, not saved yet; it leaves the catalogue's version."""
    last = last_load()
    return _report(plan, by=by, file_name=file_name, version=last.version if last else "")


def _report(plan: Plan, *, by: Any, file_name: str, version: str) -> CatalogueLoad:
    return CatalogueLoad(
        at=timezone.now(),
        by=by,
        file_name=file_name,
        version=version,
        counts=plan.counts,
        refused=plain([asdict(refused) for refused in plan.refused]),
        refused_count=len(plan.refused),
        digest=plan.digest,
    )


def _kept_before(load: CatalogueLoad, plan: Plan) -> CatalogueLoad | None:
    """Return the last report if this one has nothing to add to it."""
    last = last_load()
    news = plan.added or plan.changed
    same = last and (last.version, last.refused) == (load.version, load.refused)
    return last if same and not news else None
