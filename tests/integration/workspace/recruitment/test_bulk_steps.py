"""Steps with all applications at once ask the database little, and hold the trail last."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories.assessment import make_opened
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, Listing, Verdict
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.services.listing import fill_long_list, list_applications
from jalon.workspace.recruitment.services.screening import confirm_plain

pytestmark = pytest.mark.django_db


def fill(call: Call, by: User) -> int:
    Verdict.objects.filter(application__call=call).update(
        found="met", confirmed="met", by=by, at=timezone.now()
    )
    return fill_long_list(call_id=call.pk, version=call.version, by=by)


def confirm(call: Call, by: User) -> int:
    Verdict.objects.filter(application__call=call).update(
        found="met", confirmed="", by=None, at=None
    )
    return confirm_plain(call_id=call.pk, version=call.version, by=by)


def queries(step: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as found:
        step()
    return [each["sql"] for each in found]


@pytest.mark.parametrize("step", [fill, confirm])
def test_a_step_with_all_asks_as_little_of_many_as_of_few(
    programme: Programme, amina: User, step: Callable[[Call, User], int]
) -> None:
    few, many = make_opened(programme, amina, 2), make_opened(programme, amina, 12)
    first = queries(lambda: step(few, amina))
    second = queries(lambda: step(many, amina))
    assert len(second) == len(first) <= 40


@pytest.mark.parametrize("step", [fill, confirm])
def test_the_trail_is_held_last(
    programme: Programme, amina: User, step: Callable[[Call, User], int]
) -> None:
    call = make_opened(programme, amina, 5)
    asked = queries(lambda: step(call, amina))
    head = next(place for place, sql in enumerate(asked) if "audit_head" in sql)
    after = [sql for sql in asked[head:] if "recruitment_" in sql]
    assert after == []


def test_each_application_has_its_own_line_in_the_trail(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 3)
    confirm(call, amina)
    lines = Event.objects.filter(what="recruitment.verdict-confirmed")
    assert lines.count() == 3
    numbers = sorted(call.requirements.values_list("order", flat=True))
    assert lines[0].after == {"call": call.pk, "requirements": numbers, "plain": True}
    fill(call, amina)
    assert Event.objects.filter(what="recruitment.listed").count() == 3
    assert Listing.objects.filter(is_on=True, by=amina).exclude(reason="").count() == 3


def test_whoever_is_on_a_list_is_put_on_it_anew(programme: Programme, amina: User) -> None:
    call = make_opened(programme, amina, 2)
    fill(call, amina)
    first = Listing.objects.order_by("pk")[0]
    Verdict.objects.filter(application=first.application).update(
        confirmed="not-met", reason="Seen in the file"
    )
    call.refresh_from_db()
    list_applications(
        call_id=call.pk,
        version=call.version,
        which=ListKind.LONG,
        applications=[first.application_id],
        is_on=False,
        reason="The degree is of another field.",
        by=amina,
    )
    row = Listing.objects.get(application=first.application_id)
    assert (row.pk, row.is_on, row.reason) == (first.pk, False, "The degree is of another field.")
    assert row.at > first.at
