"""What the search finds: apps register their models, the search (home) reads the list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Source:
    """A model that can be found by its text."""

    model: str  # "results.indicator"
    title: str | Promise  # plural, as a heading: Indicators
    columns: tuple[str, ...]  # database columns that hold its text, narratives included
    visible: Callable[[Any], "models.QuerySet[Any]"]  # the rows that a user may see
    link: Callable[[Any], str]
    label: Callable[[Any], str]
    order: int = 100


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let the search find rows of a model."""
    _SOURCES[source.model] = source


def registered() -> list[Source]:
    """Return the sources in the order in which they are shown."""
    return sorted(_SOURCES.values(), key=lambda source: source.order)
