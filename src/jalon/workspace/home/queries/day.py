"""My day: everything that somebody has to do, one row for each thing, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.documents.queries.my_day import SOON, my_day
from jalon.workspace.narratives import Narrative
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import visible_programmes

SHOWN = 8
Words = str | Promise


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: where, what, for which programme, until when."""

    url: str
    title: Narrative
    programme: Programme
    what: Words = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """Things to do of one sort; an empty one says what would be in it."""

    key: str
    title: Words
    tone: str
    empty: Words
    tasks: Sequence[Task]
    total: int
