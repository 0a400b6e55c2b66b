"""The values of an event, as people read them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from jalon.workspace.narratives import languages

KINDS = (models.DateTimeField, models.DateField)


def in_words(value: Any, field: models.Field[Any, Any] | None) -> Any:
    """Return what a field held: a choice by its label, a key by its row, a text by language."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return _listed(value)
    if isinstance(value, list):
        return ", ".join(str(in_words(item, field)) for item in value)
    if field is None:
        return value
    if field.is_relation:
        return _row(value, field)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _day(value, field) if isinstance(field, KINDS) else value


def _listed(value: Mapping[str, Any]) -> str:
    known = [code for code in languages() if code in value]
    keys = known if len(known) == len(value) else list(value)
    return "\n".join(f"{key}: {in_words(value[key], None)}" for key in keys)


def _row(value: Any, field: models.Field[Any, Any]) -> Any:
    """Return the name of what a key names; the key itself of what is not there any more."""
    try:
        found = field.related_model._base_manager.filter(pk=value).first()  # type: ignore[union-attr]
    except (ValueError, ValidationError):
        return value
    return value if found is None else str(found)


def _day(value: Any, field: models.Field[Any, Any]) -> Any:
    try:
        found: date | datetime | None = field.to_python(value)
    except ValidationError:
        return value
    if isinstance(found, datetime):
        return formats.date_format(timezone.localtime(found), "DATETIME_FORMAT")
    return formats.date_format(found, "DATE_FORMAT") if found else value
