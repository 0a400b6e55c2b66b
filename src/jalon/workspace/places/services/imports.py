"""Bring a file of areas: put it aside, look what it would change, then all of it or nothing."""

import hashlib
import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.services import record
from jalon.workspace.places import queries, rules, sources
from jalon.workspace.places.models import Area, AreaImport, Boundary, Country
from jalon.workspace.places.permissions import check
from jalon.workspace.places.rules import AreaFacts, AreaPlan
from jalon.workspace.places.sources import Brought, Columns

KEPT = timedelta(days=7)  # how long a file waits for its columns


def folder() -> Path:
    """Return where files wait; outside the web root."""
    return Path(settings.FILES) / "areas"


def bring_file(
    *, country: Country, file: UploadedFile[Any], source: str, licence: str, by: User
) -> AreaImport:
    """Put a file aside after a look at its layers; nothing is changed yet."""
    check(by, Permission.PLACE_EDIT)
    name = str(file.name)
    rules.check_size(name, file.size or 0, settings.UPLOAD_LIMIT)
    stem = secrets.token_hex(16)
    try:
        path = sources.unpack(name, cast("BinaryIO", file), folder(), stem)
        layers = sources.layers_of(path, name)
    except BaseException:
        _remove(stem)
        raise
    return _noted(country, name, path, file, layers, (source, licence), by)


@transaction.atomic
def _noted(
    country: Country,
    name: str,
    path: Path,
    file: UploadedFile[Any],
    layers: list[dict[str, Any]],
    said: tuple[str, str],
    by: User,
) -> AreaImport:
    brought = AreaImport.objects.create(
        country=country,
        file_name=name[:200],
        path=path.name,
        sha256=_digest(file),
        size=file.size or 0,
        layers=layers,
        source=said[0].strip(),
        licence=said[1].strip(),
        by=by,
    )
    after = {"file": name, "sha256": brought.sha256, "country": country.iso3}
    record(by=by, what="places.areas-brought", target=brought, after=after)
    return brought


def _digest(file: UploadedFile[Any]) -> str:
    found = hashlib.sha256()
    for chunk in file.chunks():
        found.update(chunk)
    return found.hexdigest()


def look(*, brought: AreaImport, columns: Columns) -> tuple[AreaPlan, Brought]:
    """Return what applying the file would do."""
    if brought.state != AreaImport.State.BROUGHT:
        raise RuleBroken("area-import-closed")
    found = sources.read_areas(
        folder() / brought.path, brought.file_name, columns, len(brought.layers)
    )
    above = columns.level - 1
    parents = frozenset(queries.register_of(brought.country, above)) if above else frozenset()
    if above and not parents:
        raise RuleBroken("area-level-above-missing", level=above)
    present = queries.register_of(brought.country, columns.level)
    return rules.plan_areas(found.areas, present, parents, needs_parent=bool(above)), found


def sign(plan: AreaPlan) -> str:
    """Return a mark of what somebody has looked at, to be shown again when they confirm."""
    text = json.dumps(asdict(plan), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@transaction.atomic
def apply_import(*, brought: AreaImport, columns: Columns, seen: str, by: User) -> dict[str, int]:
    """Write what was looked at: all of it, or nothing."""
    check(by, Permission.PLACE_EDIT)
    brought = AreaImport.objects.select_for_update().get(pk=brought.pk)
    country = Country.objects.select_for_update().get(pk=brought.country_id)
    plan, found = look(brought=brought, columns=columns)
    if plan.refused:
        raise RuleBroken("area-import-not-clean", refused=len(plan.refused))
    if sign(plan) != seen:
        raise RuleBroken("area-register-changed")
    _write_areas(country, columns.level, plan, brought.source)
    _write_shapes(country, columns.level, found, brought)
    brought.mapping = asdict(columns)
    brought.counts = plan.counts
    _close(brought, AreaImport.State.APPLIED)
    after = {"level": columns.level, "sha256": brought.sha256, **plan.counts}
    record(by=by, what="places.areas-applied", target=country, after=after)
    return plan.counts


@transaction.atomic
def drop_import(*, brought: AreaImport, by: User) -> None:
    """Throw a file away that was not applied."""
    check(by, Permission.PLACE_EDIT)
    brought = AreaImport.objects.select_for_update().get(pk=brought.pk)
    if brought.state != AreaImport.State.BROUGHT:
        raise RuleBroken("area-import-closed")
    _close(brought, AreaImport.State.DROPPED)
    record(by=by, what="places.areas-dropped", target=brought)


def drop_forgotten(today: date) -> int:
    """Throw away files that nobody has applied within a week."""
    forgotten = AreaImport.objects.filter(
        state=AreaImport.State.BROUGHT, at__lt=timezone.now() - KEPT
    )
    dropped = 0
    for brought in forgotten:
        with transaction.atomic():
            _close(brought, AreaImport.State.DROPPED)
            record(by=None, what="places.areas-dropped", target=brought)
        dropped += 1
    return dropped


def _write_areas(country: Country, level: int, plan: AreaPlan, source: str) -> None:
    parents = dict(Area.objects.filter(country=country, level=level - 1).values_list("code", "pk"))
    Area.objects.bulk_create(
        [
            Area(
                country=country,
                level=level,
                code=facts.code,
                name=dict(facts.name),
                parent_id=parents.get(facts.parent or ""),
                source=source,
            )
            for facts in plan.added
        ],
        batch_size=1000,
    )
    changes = {change.after.code: change.after for change in plan.changed}
    areas = list(Area.objects.filter(country=country, level=level, code__in=changes))
    for area in areas:
        _take(area, changes[area.code], parents, source)
    Area.objects.bulk_update(areas, ["name", "parent", "source"], batch_size=500)


def _take(area: Area, facts: AreaFacts, parents: Mapping[str, int], source: str) -> None:
    area.name = dict(facts.name)
    area.parent_id = parents.get(facts.parent or "")
    area.source = source


def _write_shapes(country: Country, level: int, found: Brought, brought: AreaImport) -> None:
    areas = dict(Area.objects.filter(country=country, level=level).values_list("code", "pk"))
    shapes = found.shapes()
    step = rules.step_for(shapes.values())
    drawn = [areas[code] for code in shapes]
    for start in range(0, len(drawn), 500):
        Boundary.objects.filter(area__in=drawn[start : start + 500]).delete()
    Boundary.objects.bulk_create(
        [
            Boundary(
                country=country,
                area_id=areas[code],
                geometry=shape,
                sketch=rules.sketch_of(shape, step),
                source=brought.source or brought.file_name,
                licence=brought.licence,
            )
            for code, shape in shapes.items()
        ],
        batch_size=200,
    )


def _close(brought: AreaImport, state: AreaImport.State) -> None:
    stem = Path(brought.path).stem
    brought.state = state
    brought.path = ""
    brought.save(update_fields=["state", "path", "mapping", "counts"])
    transaction.on_commit(partial(_remove, stem))


def _remove(stem: str) -> None:
    """Remove a file's parts from the disk; a failure is no reason to stop."""
    for part in folder().glob(f"{stem}.*") if stem else ():
        try:
            part.unlink()
        except OSError:
            logging.getLogger(__name__).warning("%s could not be removed", part.name)
