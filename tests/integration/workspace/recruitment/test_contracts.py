"""From a decision to a contract, what its extension waits for, and that nothing renews itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.decisions import make_marked
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.queries import history_of
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.jobs.contracts import remind_of_contract, remind_of_contracts
from jalon.workspace.recruitment.models import Appointment, Call
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.conditions import AppointmentKind, ConditionState
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services import contracts as services
from jalon.workspace.recruitment.services.deciding import decide, set_aside
from jalon.workspace.recruitment.services.leaving import hand_over_contracts

pytestmark = pytest.mark.django_db
FAR = timedelta(days=300)


def term(days: int = 300) -> Term:
    today = timezone.localdate()
    return Term("Xochitl Prado", "NOA", "Fixed term", today, today + timedelta(days=days))


def decided(programme: Programme, by: User, **fields: Any) -> tuple[Call, list[str]]:
    call = make_marked(programme, by, **fields)
    codes = ranked(call).codes
    choice = Choice(codes[0], (codes[1],), timezone.localdate() + FAR)
    decide(call_id=call.pk, version=call.version, choice=choice, reason="Best.", by=by)
    return Call.objects.get(pk=call.pk), codes


@pytest.fixture
def contract(programme: Programme, amina: User) -> Appointment:
    return services.add_contract(
        programme=programme,
        kind=AppointmentKind.FIXED_TERM,
        country=None,
        term=term(),
        by=amina,
    )


def judge_all(contract: Appointment, by: User, state: ConditionState = ConditionState.MET) -> None:
    contract.refresh_from_db()
    for row in contract.conditions.filter(term_end_date=contract.end_date):
        services.judge_condition(
            condition_id=row.pk, version=contract.version, state=state, remark="Seen.", by=by
        )
        contract.refresh_from_db()


def extend(contract: Appointment, by: User, days: int = 400, reason: str = "Funds.") -> Appointment:
    contract.refresh_from_db()
    return services.extend_contract(
        contract_id=contract.pk,
        version=contract.version,
        until=timezone.localdate() + timedelta(days=days),
        reason=reason,
        by=by,
    )


def test_the_chosen_gets_a_contract_with_its_checklist(programme: Programme, amina: User) -> None:
    call, codes = decided(programme, amina)

    made = services.appoint(call_id=call.pk, code=codes[0], term=term(), by=amina)

    assert (made.kind, made.country_id) == ("fixed-term", call.country_id)
    assert set(made.conditions.values_list("kind", flat=True)) == {"funds", "need", "performance"}
    with pytest.raises(RuleBroken, match="appointment-twice"):
        services.appoint(call_id=call.pk, code=codes[0], term=term(), by=amina)


def test_a_consultancy_ends_in_a_contract_that_waits_for_nothing(
    programme: Programme, amina: User
) -> None:
    call, codes = decided(programme, amina, kind=CallKind.CONSULTANCY)

    made = services.appoint(call_id=call.pk, code=codes[0], term=term(60), by=amina)

    assert made.kind == "consultancy"
    assert made.conditions.count() == 0


def test_only_the_chosen_and_the_reserve_are_appointed(programme: Programme, amina: User) -> None:
    call, codes = decided(programme, amina)

    with pytest.raises(RuleBroken, match="appointment-not-chosen"):
        services.appoint(call_id=call.pk, code=codes[2], term=term(), by=amina)
    with pytest.raises(RuleBroken, match="appointment-out-of-turn"):
        services.appoint(call_id=call.pk, code=codes[1], term=term(), by=amina)
    said = "Declined by telephone."
    assert services.appoint(call_id=call.pk, code=codes[1], term=term(), reason=said, by=amina).pk
    first = call.applications.get(code=codes[0])
    assert history_of(first)[0].what == "recruitment.reason-given"


def test_the_reserve_follows_who_has_withdrawn_and_a_second_contract_says_why(
    programme: Programme, amina: User
) -> None:
    call, codes = decided(programme, amina)
    call.applications.filter(code=codes[0]).update(state="withdrawn")

    with pytest.raises(RuleBroken, match="appointment-withdrawn"):
        services.appoint(call_id=call.pk, code=codes[0], term=term(), by=amina)
    services.appoint(call_id=call.pk, code=codes[1], term=term(), by=amina)
    call.applications.filter(code=codes[0]).update(state="submitted")
    with pytest.raises(RuleBroken, match="appointment-runs"):
        services.appoint(call_id=call.pk, code=codes[0], term=term(), by=amina)
    post = "A like post in Oran."
    services.appoint(call_id=call.pk, code=codes[0], term=term(), reason=post, by=amina)
    assert history_of(call.applications.get(code=codes[0]))[0].what == "recruitment.reason-given"


def test_the_decision_shows_its_contract_and_offers_one_to_the_reserve_alone(
    client: Client, programme: Programme, amina: User
) -> None:
    call, codes = decided(programme, amina)
    client.force_login(amina)
    here = reverse("recruitment:decision", args=["MEX-87", call.pk])
    record = reverse("recruitment:appoint", args=["MEX-87", call.pk])
    assert record in client.get(here).text
    said = {"person": codes[0], "name": "Xochitl Prado", "start": "2026-01-01", "end": "2090-01-01"}
    assert client.post(record, said).status_code == 302

    page = client.get(here).text

    made = call.appointments.get()
    assert reverse("recruitment:contract", args=["MEX-87", made.pk]) in page
    assert "Record a contract with somebody in reserve" in page
    assert codes[0] not in client.get(record).text
    call.decisions.get().reserves.all().delete()
    assert record not in client.get(here).text


def test_a_decision_with_a_contract_is_not_set_aside(programme: Programme, amina: User) -> None:
    call, codes = decided(programme, amina)
    services.appoint(call_id=call.pk, code=codes[0], term=term(), by=amina)
    call.refresh_from_db()

    with pytest.raises(RuleBroken, match="decision-has-contract"):
        set_aside(call_id=call.pk, version=call.version, reason="Appeal", by=amina)


def test_before_a_decision_nobody_is_appointed(programme: Programme, amina: User) -> None:
    call = make_marked(programme, amina)

    with pytest.raises(RuleBroken, match="appointment-without-decision"):
        services.appoint(call_id=call.pk, code=ranked(call).codes[0], term=term(), by=amina)


def test_a_contract_is_extended_once_all_is_met(contract: Appointment, amina: User) -> None:
    end = contract.end_date
    with pytest.raises(RuleBroken, match="contract-conditions-open"):
        extend(contract, amina)
    judge_all(contract, amina)
    with pytest.raises(RuleBroken, match="contract-extension-not-later"):
        extend(contract, amina, days=300)
    with pytest.raises(RuleBroken, match="extension-without-reason"):
        extend(contract, amina, reason=" ")

    extend(contract, amina)

    contract.refresh_from_db()
    assert contract.end_date == timezone.localdate() + timedelta(days=400)
    assert contract.extensions.get().from_date == end
    assert contract.conditions.count() == 6  # the new term waits for its own
    with pytest.raises(RuleBroken, match="contract-conditions-open"):
        extend(contract, amina, days=500)


def test_only_who_decides_extends(contract: Appointment, amina: User, bruno: User) -> None:
    judge_all(contract, bruno)

    with pytest.raises(PermissionDenied):
        extend(contract, bruno)


def test_a_condition_that_is_not_met_says_why(contract: Appointment, amina: User) -> None:
    row = contract.conditions.all()[0]

    with pytest.raises(RuleBroken, match="condition-without-reason"):
        services.judge_condition(
            condition_id=row.pk,
            version=contract.version,
            state=ConditionState.NOT_MET,
            remark="",
            by=amina,
        )


def test_a_contract_that_ended_early_stays_as_it_is(contract: Appointment, amina: User) -> None:
    day = timezone.localdate() + timedelta(days=5)
    services.end_early(
        contract_id=contract.pk, version=contract.version, day=day, reason="Left.", by=amina
    )

    with pytest.raises(RuleBroken, match="contract-ended"):
        judge_all(contract, amina)


def test_nothing_renews_itself(contract: Appointment, amina: User) -> None:
    judge_all(contract, amina)
    end = contract.end_date

    for days in range(0, 420, 7):
        remind_of_contracts(timezone.localdate() + timedelta(days=days))

    contract.refresh_from_db()
    assert contract.end_date == end


def days_of_mail(contract: Appointment, first: date, last: date) -> list[date]:
    told, day = [], first
    while day <= last:
        before = len(mail.outbox)
        remind_of_contract.func(contract.pk, day.isoformat())
        remind_of_contract.func(contract.pk, day.isoformat())  # a worker that was killed
        told += [day] * (len(mail.outbox) - before)
        day += timedelta(days=1)
    return told


def test_each_rung_is_told_once(contract: Appointment) -> None:
    end = contract.end_date

    told = days_of_mail(contract, end - timedelta(days=121), end)

    left = [(end - day).days for day in told]
    assert left == sorted(set(left), reverse=True)
    # known by 90, 75 and 60 days before: 30, 7 and 0 days before each; and 120, 60, 30, 14
    assert left == [120, 105, 97, 90, 82, 75, 67, 60, 30, 14]
    assert "MEX-87" in mail.outbox[0].body
    assert mail.outbox[0].to == [contract.responsible.email]


def test_what_is_met_is_not_asked_again(contract: Appointment, amina: User) -> None:
    judge_all(contract, amina)
    end = contract.end_date

    told = days_of_mail(contract, end - timedelta(days=100), end)

    # on the first day the rung of 120 days is made up for, since nothing had run yet
    assert [(end - day).days for day in told] == [100, 60, 30, 14]


def test_the_pages_work(
    client: Client,
    contract: Appointment,
    programme: Programme,
    amina: User,
    django_assert_max_num_queries: Any,
) -> None:
    client.force_login(amina)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("recruitment:contracts", args=["MEX-87"])).text
    assert "Xochitl Prado" in page
    here = reverse("recruitment:contract", args=["MEX-87", contract.pk])
    with django_assert_max_num_queries(12):
        assert "Nothing renews itself" in client.get(here).text
    refused = client.post(
        reverse("recruitment:extend-contract", args=["MEX-87", contract.pk]),
        {"version": contract.version, "until": "2090-01-01", "reason": "More work"},
    )
    assert refused.status_code == 422
    row = contract.conditions.all()[0]
    client.post(
        reverse("recruitment:judge-condition", args=["MEX-87", contract.pk, row.pk]),
        {"version": contract.version, "state": "met", "remark": "Letter of the donor"},
    )
    row.refresh_from_db()
    assert row.state == "met"


def test_reminders_of_who_has_left_reach_whoever_decides(
    contract: Appointment, amina: User, bruno: User
) -> None:
    Appointment.objects.update(responsible=bruno)
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    day = contract.end_date - timedelta(days=60)
    remind_of_contract.func(contract.pk, day.isoformat())
    assert [message.to for message in mail.outbox] == [[amina.email]]


def test_contracts_that_run_change_hands(
    contract: Appointment, programme: Programme, amina: User, bruno: User
) -> None:
    assert hand_over_contracts(amina, bruno, programme, amina) == 1
    contract.refresh_from_db()
    assert contract.responsible == bruno
    over = contract.start_date - timedelta(days=1)
    Appointment.objects.update(start_date=over, end_date=over)
    assert hand_over_contracts(bruno, amina, programme, amina) == 0
