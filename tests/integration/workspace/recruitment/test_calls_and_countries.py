"""Calls stay within their programme, and change hands when somebody leaves."""

import pytest

from factories.places import make_country
from factories.programmes import make_programme
from factories.recruitment import make_call
from integration.workspace.recruitment.refusals import code_of
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.queries.held import calls_in, calls_of
from jalon.workspace.recruitment.rules.drafts import CallFields
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.services.drafting import draft_call
from jalon.workspace.recruitment.services.leaving import hand_over_calls
from jalon.workspace.recruitment.services.publishing import cancel_call

pytestmark = pytest.mark.django_db


def test_a_country_of_another_programme_is_refused(programme: Programme, amina: User) -> None:
    make_programme("ELSE", countries=(make_country("MAR"),))
    with pytest.raises(RuleBroken) as refused:
        draft_call(
            programme=programme,
            fields=CallFields(kind=CallKind.TEMPORARY),
            country=make_country("MAR"),
            by=amina,
        )
    assert code_of(refused) == "country-not-covered"


def test_calls_that_go_on_change_hands(programme: Programme, amina: User, bruno: User) -> None:
    open_call, over = make_call(programme, bruno), make_call(programme, bruno)
    over = cancel_call(call_id=over.pk, version=over.version, reason="No funds", by=bruno)

    assert hand_over_calls(bruno, amina, programme, amina) == 1
    open_call.refresh_from_db()
    over.refresh_from_db()
    assert (open_call.responsible, over.responsible) == (amina, bruno)
    assert [row["number"] for row in calls_of(bruno)["calls"]] == [over.number]


def test_a_call_stands_in_the_way_of_dropping_its_country(
    programme: Programme, bruno: User
) -> None:
    call = make_call(programme, bruno)
    country = programme.covers.get().country
    assert list(calls_in(programme, country)) == ["1 call"]

    cancel_call(call_id=call.pk, version=call.version, reason="No funds", by=bruno)
    assert list(calls_in(programme, country)) == []
