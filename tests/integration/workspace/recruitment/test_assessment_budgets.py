"""What pages of the assessment ask of the database, however many have applied."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories.assessment import (
    criteria,
    make_assessed,
    scorers,
)
from integration.workspace.recruitment.pages import (
    BUDGET,
    TRAIL,
    only,
    signed_in,
    url,
)
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Interview,
    Mark,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.rules.kinds import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


@pytest.mark.parametrize(
    ("name", "more", "panel"),
    [
        ("assessment", [], False),
        ("assessment", [], True),
        ("panel", [], False),
        ("applications", [], False),
        ("lists", [], False),
        ("lists", [], True),
        ("to-mark", ["application"], True),
        ("marks", ["application"], True),
        ("marks", ["interview"], False),
        ("written-test", [], False),
        ("written-test", [], True),
        ("interviews", [], False),
        ("interviews", [], True),
    ],
)
def test_a_page_asks_little_however_many_have_applied(
    programme: Programme,
    amina: User,
    django_assert_max_num_queries: Any,
    name: str,
    more: list[str],
    panel: bool,
) -> None:
    call = make_assessed(programme, amina, 8)
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call, opens_at=now, closes_at=now + timedelta(hours=1), minutes=60, tasks=[{"en": "A"}]
    )
    for row in Application.objects.filter(call=call):
        Sitting.objects.create(
            test=test, application=row, code=f"S{row.pk}", began_at=now, ended_at=now
        )
        Interview.objects.create(application=row, starts_at=now, zone="UTC")
        for who in scorers(call)[:2]:
            for each in criteria(call, Stage.APPLICATION):
                Mark.objects.create(
                    criterion=each,
                    application=row,
                    scorer=who,
                    value=3,
                    locked_value=3,
                    locked_at=now,
                )
    client = signed_in(scorers(call)[0] if panel else amina)
    address = url(call, name, *more)
    with django_assert_max_num_queries(BUDGET + TRAIL):
        assert client.get(address).status_code == 200


def test_the_sheet_and_the_application_ask_little(
    call: Call, django_assert_max_num_queries: Any
) -> None:
    client, row = signed_in(scorers(call)[0]), only(call)
    for name, more in (("sheet", ["application", row.code]), ("application", [row.code])):
        address = url(call, name, *more)
        with django_assert_max_num_queries(BUDGET + TRAIL):
            assert client.get(address).status_code == 200
