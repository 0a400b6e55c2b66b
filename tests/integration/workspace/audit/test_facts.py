"""What an event says was changed is read in words, not as a database holds it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from factories.accounts import make_user
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Change
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.models import Programme


@pytest.fixture
def director(client: Client, amina: User) -> Client:
    User.objects.filter(pk=amina.pk).update(language="en")
    client.force_login(amina)
    return client


def changes(target: object, programme: Programme, **after: object) -> dict[str, Change]:
    event = record(
        by=None, what="accounts.renamed", target=target, programme_id=programme.pk, after=after
    )
    return {change.label: change for change in event.changes}


def test_keys_choices_and_days_are_said_in_words(programme: Programme) -> None:
    user = make_user("Gina")
    grant = give(user, Role.OFFICER, programme)
    with translation.override("es"):
        said = changes(
            grant, programme, user=user.pk, role="officer", end_date=date(2026, 3, 9), country=None
        )
        role = grant.get_role_display()
    shown = [change.after for change in said.values()]
    assert role != "officer"
    assert {"Gina", role, None} <= set(shown)
    assert [text for text in shown if text and "2026" in text and "-" not in text]


def test_what_is_gone_or_odd_is_shown_as_it_was_written(programme: Programme) -> None:
    grant = give(make_user(), Role.OFFICER, programme)
    said = changes(grant, programme, user=10**9, country="MINX", role="of old", end_date="soon")
    assert {change.after for change in said.values()} == {10**9, "MINX", "of old", "soon"}


def test_texts_are_shown_by_language(director: Client, programme: Programme) -> None:
    event = record(
        by=None,
        what="accounts.renamed",
        target=programme,
        programme_id=programme.pk,
        before={"title": {"en": "Fair <work>"}},
        after={"title": {"es": "Trabajo justo", "en": "Fair <work>"}, "is_demo": True},
    )
    page = director.get(reverse("audit:event", args=[event.number])).text
    assert "en: Fair &lt;work&gt;<br>es: Trabajo justo" in page
    assert "{&#x27;" not in page
    assert ">yes<" in page
