"""Everything that the site holds, as open files: a table for each model, and the uploads."""

import csv
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, connections, models, transaction

import jalon
from jalon.errors import CannotWrite
from jalon.workspace.config.backup import ON_THEIR_WAY, check_site_is_there
from jalon.workspace.spreadsheets.literal import literal

SECRET = frozenset({"password", "token", "digest_of_token", "secret", "salt"})
CHUNK = 2_000


def export_everything(folder: Path) -> dict[str, int]:
    """Write CSV tables with a data dictionary and the files; return the rows of each table."""
    folder = folder.resolve()
    check_site_is_there()
    if folder.exists() and any(folder.iterdir()):
        raise CannotWrite("place-not-empty", place=folder)
    half = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True, mode=0o700)  # it holds what people may not see of one another
    (half / "tables").mkdir()
    counts: dict[str, int] = {}
    with _one_moment():
        for model in own_models():
            counts[model._meta.label_lower] = _write_table(model, half / "tables")
    (half / "tables.json").write_text(_dictionary(), encoding="utf-8")
    if settings.FILES.exists():
        shutil.copytree(
            settings.FILES, half / "files", ignore=shutil.ignore_patterns(*ON_THEIR_WAY)
        )
    if folder.exists():
        folder.rmdir()
    half.replace(folder)
    return counts


def own_models() -> list[type[models.Model]]:
    """Return the models of the workspace, links between tables included."""
    own = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("jalon.workspace.")
    ]
    return sorted(own, key=lambda model: model._meta.label_lower)


def columns(model: type[models.Model]) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if field.name not in SECRET]


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it is at one moment, while others go on writing."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        wrapper: Any = connections["default"]
        usual = wrapper.transaction_mode
        wrapper.transaction_mode = "DEFERRED"  # the usual one waits for writers, and stops them
        try:
            with transaction.atomic():
                yield
        finally:
            wrapper.transaction_mode = usual
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write_table(model: type[models.Model], folder: Path) -> int:
    fields = columns(model)
    rows = 0
    path = folder / f"{model._meta.label_lower}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.attname for field in fields])
        for row in _rows(model, [field.attname for field in fields]):
            writer.writerow([_text(value) for value in row])
            rows += 1
    return rows


def _rows(model: type[models.Model], names: list[str]) -> Iterator[tuple[Any, ...]]:
    found = model._base_manager.order_by("pk").values_list(*names)
    yield from found.iterator(chunk_size=CHUNK)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)
    return str(json.loads(json.dumps(value, cls=DjangoJSONEncoder)))


def _dictionary() -> str:
    tables = {
        model._meta.label_lower: {
            "what": str(model._meta.verbose_name),
            "about": (model.__doc__ or "").strip().splitlines()[0],
            "personal": getattr(model, "PERSONAL", {}),
            "columns": {
                field.attname: {
                    "kind": field.get_internal_type(),
                    "refers_to": field.related_model._meta.label_lower
                    if isinstance(field.related_model, type)
                    else None,
                }
                for field in columns(model)
            },
        }
        for model in own_models()
    }
    return json.dumps(
        {"version": jalon.__version__, "tables": tables}, indent=1, ensure_ascii=False
    )
