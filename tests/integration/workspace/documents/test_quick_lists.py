"""What keeps lists of papers quick in a large office."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.documents import make_obligation
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.forms.base import LongSelect
from jalon.workspace.documents.models import Obligation, Step
from jalon.workspace.programmes.models import Programme

NOW = timezone.now()


@pytest.mark.parametrize(
    ("find", "name"),
    [
        (lambda: Obligation.objects.awaited(), "documents_owed_not_handed_in"),
        (lambda: Obligation.objects.awaited(), "documents_owed_late_here"),
        (lambda: Obligation.objects.open(), "documents_owed_by_user"),
        (lambda: Step.objects.open(), "documents_steps_open"),
        (lambda: Step.objects.open(), "documents_steps_open_to"),
    ],
)
@pytest.mark.django_db
def test_the_condition_of_an_index_stands_in_the_query_as_it_is(
    find: Callable[[], QuerySet[Any]], name: str
) -> None:
    """SQLite uses a partial index only where it reads the same words, without parameters."""
    rows = find()
    index = next(index for index in rows.model._meta.indexes if index.name == name)
    made = str(index.create_sql(rows.model, connection.schema_editor(collect_sql=True)))
    conditions = re.findall(r'"\w+" (?:= \'\w*\'|IN \([^)]+\)|IS NOT NULL)', made.split("WHERE")[1])
    sql, _params = rows.query.sql_with_params()
    assert conditions
    assert all(condition in sql for condition in conditions)


def test_many_options_are_written_like_few() -> None:
    choices = [("", "all"), ("A", "<b>"), ("B", "'quoted' & more")]
    long = LongSelect(choices=choices).render("of", "B", {"id": "id_of"})
    usual = forms.Select(choices=choices).render("of", "B", {"id": "id_of"})

    def parts(html: str) -> list[str]:
        return sorted(re.findall(r"<[^>]+>[^<]*", " ".join(html.split())))

    assert [part.strip() for part in parts(long)] == [part.strip() for part in parts(usual)]


@pytest.mark.django_db
def test_the_second_page_of_the_board_goes_on_where_the_first_ends(
    client: Client, amina: User, programme: Programme
) -> None:
    today = timezone.localdate()
    rows = [make_obligation(programme, amina, due=today - timedelta(days=n)) for n in range(1, 56)]
    rows.reverse()  # the longest first
    client.force_login(amina)
    found: list[int] = []
    for page in (1, 2):
        shown = client.get(reverse("documents:delays"), {"page": page}).context["late"]
        found += [row.obligation.pk for row in shown]
    assert found == [row.pk for row in rows]
