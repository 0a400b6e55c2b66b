"""What a column is called, and how much it holds: for forms and for the notice's own headings."""

from django.db import models


def label_of(model: type[models.Model], name: str) -> str:
    """Return the name of a column in the language of the moment, with a capital."""
    words = str(_column(model, name).verbose_name)
    return words[:1].upper() + words[1:]


def length_of(model: type[models.Model], name: str) -> int | None:
    """Return how many characters a column holds."""
    return _column(model, name).max_length


def _column(model: type[models.Model], name: str) -> "models.Field[object, object]":
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column
