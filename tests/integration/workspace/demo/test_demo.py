"""The demonstration: rich, whole, invented and saying so, and never among real things."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from factories.accounts import make_user
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.models import Event
from jalon.workspace.audit.verification import verify
from jalon.workspace.config.catalogues import load_catalogues
from jalon.workspace.demo import load_demo, sign_ins_of_demo
from jalon.workspace.documents.models import (
    Document,
    GuideCase,
    Obligation,
    Question,
    Recurrence,
)
from jalon.workspace.programmes.models import Grant, Programme
from jalon.workspace.results.models import Actual, ActualCell, Alignment, Indicator, Result

TODAY = date(2026, 11, 21)


def test_it_refuses_a_site_that_holds_anything_else(db: None) -> None:
    make_user("Amina")
    with pytest.raises(RuleBroken, match="demo-among-real"):
        load_demo(today=TODAY)
    assert not Programme.objects.exists()


@pytest.mark.django_db
def test_it_is_rich_and_whole() -> None:
    load_catalogues()
    assert load_demo(today=TODAY)
    assert not load_demo(today=TODAY)  # there already: nothing is done

    mexico = Programme.objects.get(code="DEMO-MX87")
    levels = Counter(Result.objects.filter(programme=mexico).values_list("level", flat=True))
    assert levels == {"outcome": 4, "output": 12}
    assert Indicator.objects.filter(programme=mexico).count() == 40
    assert ActualCell.objects.filter(
        actual__period__indicator__programme=mexico
    ).exclude(breakdown="").exists()  # fmt: skip
    states = set(Actual.objects.values_list("status", flat=True))
    assert states == {"draft", "submitted", "returned", "verified", "locked"}
    assert Programme.objects.get(code="DEMO-MIG12").countries.count() == 12

    assert Obligation.objects.count() >= 60
    owed = set(Obligation.objects.values_list("state", flat=True))
    assert owed == {"due", "submitted", "returned", "cleared", "accepted", "withdrawn"}
    assert set(Document.objects.values_list("state", flat=True)) >= {
        "draft",
        "submitted",
        "returned",
        "cleared",
        "accepted",
    }
    assert Obligation.objects.overdue(timezone.now()).exists()

    assert Alignment.objects.count() == 27
    assert {question.answered_at is None for question in Question.objects.all()} == {True, False}
    assert Recurrence.objects.count() == 8
    assert GuideCase.objects.exists()
    assert set(Grant.objects.values_list("role", flat=True)) == set(Role)
    assert all(programme.is_demo for programme in Programme.objects.all())
    assert {email for email, _password, _name in sign_ins_of_demo()} == set(
        User.objects.values_list("email", flat=True)
    )
    assert verify().whole
    assert Event.objects.filter(at__date__lte=TODAY).exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []
