"""My day shows what calls and contracts wait for, to whom they wait for, and to nobody else."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import criteria, make_assessed, make_member, make_opened, scorers
from factories.decisions import make_marked
from factories.documents import make_obligation
from factories.recruitment import clear, close, hand_in, make_call, make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.config.context import holds_demo
from jalon.workspace.home.queries.day import read_day
from jalon.workspace.home.queries.tasks import Task
from jalon.workspace.programmes.models import Delegation, Programme
from jalon.workspace.recruitment.models import (
    Application,
    Call,
    CentreOutcome,
    Conflict,
    Interview,
    Mark,
    PanelMember,
    PlannedStage,
    Sitting,
    WrittenTest,
)
from jalon.workspace.recruitment.queries.my_calls import Todo, call_todos
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.queries.seen import reader_of
from jalon.workspace.recruitment.queries.sheets import stage_page
from jalon.workspace.recruitment.rules.appeals import AppealOutcome
from jalon.workspace.recruitment.rules.conditions import AppointmentKind
from jalon.workspace.recruitment.rules.decisions import Choice
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.terms import Term
from jalon.workspace.recruitment.services.appeals import answer_appeal, lodge_appeal
from jalon.workspace.recruitment.services.contracts import add_contract
from jalon.workspace.recruitment.services.deciding import decide
from jalon.workspace.recruitment.services.fraud import report_fraud

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.FILES = tmp_path / "files"


def pile(user: User, key: str) -> list[Task]:
    day = read_day(User.objects.get(pk=user.pk), timezone.now())
    return list(next(each for each in day.piles if each.key == key).tasks)


def notes(user: User, key: str, call: Call) -> list[str]:
    return [task.note for task in pile(user, key) if f"/calls/{call.pk}/" in task.url]


def todos(user: User) -> set[tuple[Todo, int]]:
    now = timezone.now()
    return {(each.what, each.call.pk) for each in call_todos(fresh(user), now, now + MONTH)}


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def plan(call: Call, stage: str, day: date) -> None:
    PlannedStage.objects.update_or_create(call=call, stage=stage, defaults={"planned_date": day})


def test_a_member_is_told_to_declare_then_to_mark(
    client: Client, programme: Programme, amina: User
) -> None:
    call = make_assessed(programme, amina, 2)
    who = scorers(call)[0]
    PanelMember.objects.filter(user=who).update(declared_at=None)
    assert notes(who, "waiting", call) == ["Declare your conflicts of interest"]
    PanelMember.objects.filter(user=who).update(declared_at=timezone.now())
    told = pile(who, "waiting")
    assert [(task.note, task.count) for task in told] == [("2 to mark: application", 2)]
    client.force_login(who)
    assert client.get("/").status_code == 200
    assert client.get(told[0].url).status_code == 200


def lock(row: Application, who: User, stage: Stage, *, open_: bool = False) -> None:
    now = None if open_ else timezone.now()
    for each in criteria(row.call, stage):
        Mark.objects.create(
            criterion=each, application=row, scorer=who, value=3, locked_value=3, locked_at=now
        )


def states(call: Call) -> list[Application]:
    return list(Application.objects.filter(call=call).order_by("code"))


def test_what_is_to_mark_is_what_the_page_of_the_stage_says(
    programme: Programme, amina: User
) -> None:
    call = make_assessed(programme, amina, 7)
    one, two, third = scorers(call)
    rows = states(call)
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call, opens_at=now - timedelta(days=1), closes_at=now, minutes=60, tasks=[{"en": "A"}]
    )
    for number, row in enumerate(rows):
        began = None if number == 0 else now - timedelta(minutes=61)
        Sitting.objects.create(test=test, application=row, code=f"S{number}", began_at=began)
        later = timedelta(hours=1 if number == 2 else -1)
        heard = Interview.objects.create(application=row, starts_at=now + later, zone="UTC")
        if number == 3:
            heard.absent.add(PanelMember.objects.get(user=one))
    lock(rows[0], one, Stage.APPLICATION)
    lock(rows[1], one, Stage.APPLICATION, open_=True)
    lock(rows[2], two, Stage.APPLICATION)
    lock(rows[2], third, Stage.APPLICATION, open_=True)
    lock(rows[4], one, Stage.INTERVIEW)
    lock(rows[5], two, Stage.WRITTEN_TEST)
    tie(call, one, rows[6])
    for who in (one, two, third):
        reader = reader_of(fresh(who), call)
        pages = {stage: stage_page(reader, stage, now) for stage in Stage}
        expected = {
            stage: count
            for stage, page in pages.items()
            if (count := sum(task.may_begin or task.state == "open" for task in page.tasks))
        }
        told = {
            each.stage: each.count
            for each in call_todos(fresh(who), now, now + MONTH)
            if each.what is Todo.MARK
        }
        assert told == expected


def tie(call: Call, who: User, row: Application) -> None:
    member = PanelMember.objects.get(call=call, user=who)
    Conflict.objects.create(member=member, application=row, tie="close-friend")


@pytest.mark.parametrize("case", ["as it is", "open", "gone", "tied", "out", "absent"])
def test_who_decides_is_told_when_the_ranking_is_complete(
    programme: Programme, amina: User, case: str
) -> None:
    call = make_marked(programme, amina)
    row, member = states(call)[0], PanelMember.objects.filter(call=call).order_by("pk")[1]
    marks = Mark.objects.filter(application=row, scorer=member.user)
    if case in {"open", "gone", "out"}:
        marks.update(locked_at=None)
    if case == "gone":
        User.objects.filter(pk=member.user_id).update(is_active=False)
    if case == "out":
        CentreOutcome.objects.create(
            application=row, outcome="not-passed", held_date=timezone.localdate(), by=amina
        )
    if case in {"tied", "absent"}:
        third = make_member(call, make_user("Third"))
        for other in states(call)[1:]:
            lock(other, third.user, Stage.INTERVIEW)
        if case == "tied":
            tie(call, third.user, row)
        else:
            heard = Interview.objects.create(application=row, starts_at=timezone.now(), zone="UTC")
            heard.absent.add(third)
    complete = ranked(call, sensitive=False).is_complete
    assert ((Todo.DECIDE, call.pk) in todos(amina)) is complete
    assert complete is (case not in {"open", "gone"})


def test_a_scorer_is_not_told_to_decide(programme: Programme, amina: User) -> None:
    call = make_marked(programme, amina)
    make_member(call, amina)
    assert (Todo.DECIDE, call.pk) not in todos(amina)


def test_a_cleared_call_waits_for_who_publishes(
    programme: Programme, amina: User, bruno: User, carla: User
) -> None:
    call = clear(hand_in(make_call(programme, bruno), bruno))
    assert notes(amina, "waiting", call) == ["Cleared: publish it"]
    assert notes(bruno, "waiting", call) == []
    assert todos(carla) == set()


def test_an_open_appeal_waits_for_who_may_answer_it(
    programme: Programme, amina: User, bruno: User, carla: User
) -> None:
    call = make_marked(programme, amina)
    choice, today = Choice(ranked(call, sensitive=False).codes[0]), timezone.localdate()
    decide(call_id=call.pk, version=call.version, choice=choice, reason="Best.", by=amina)
    assert notes(amina, "waiting", call) == []
    call.refresh_from_db()
    appeal = lodge_appeal(call_id=call.pk, version=call.version, lodged=today, note="", by=amina)
    assert notes(amina, "waiting", call) == ["An appeal waits for its answer"]
    assert notes(bruno, "waiting", call) == []
    assert todos(carla) == set()
    call.refresh_from_db()
    answer_appeal(
        call_id=call.pk,
        version=call.version,
        appeal_id=appeal.pk,
        answered=today,
        outcome=AppealOutcome.STANDS,
        by=amina,
    )
    assert notes(amina, "waiting", call) == []


def test_a_closed_call_waits_for_who_answers_for_it(
    programme: Programme, amina: User, bruno: User
) -> None:
    call = make_published(programme, amina)
    Call.objects.update(responsible=bruno)
    assert [task.note for task in pile(bruno, "soon")] == []
    Call.objects.update(closes_at=timezone.now() + timedelta(days=8))
    assert notes(bruno, "soon", call) == ["Deadline for applications"]
    close(call)
    assert notes(bruno, "waiting", call) == ["Open the applications"]
    assert notes(amina, "waiting", call) == []
    opened = make_opened(programme, amina, 1)
    assert notes(amina, "waiting", opened) == ["Screen the applications"]


def test_a_call_behind_its_plan_is_overdue(programme: Programme, amina: User, bruno: User) -> None:
    call = make_call(programme, amina)
    today = timezone.localdate()
    PlannedStage.objects.filter(call=call).delete()
    plan(call, "published", today + timedelta(days=3))
    assert notes(amina, "soon", call) == ["Planned: published"]
    plan(call, "in-clearance", today - timedelta(days=4))
    assert notes(amina, "overdue", call) == ["Planned: in clearance"]
    assert pile(amina, "overdue")[0].late == 4
    assert pile(bruno, "overdue") == []
    PlannedStage.objects.filter(stage="in-clearance").update(reached_at=timezone.now())
    assert notes(amina, "overdue", call) == []


def test_a_stage_that_was_passed_over_is_not_waited_for(programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)
    PlannedStage.objects.filter(call=call).delete()
    plan(call, "cleared", timezone.localdate() - timedelta(days=9))
    assert notes(amina, "overdue", call) == []
    plan(call, "closed", timezone.localdate() - timedelta(days=1))
    assert notes(amina, "overdue", call) == ["Planned: closed"]


def test_who_scores_and_has_no_role_is_not_told_to_ask_for_one(
    client: Client, programme: Programme, amina: User
) -> None:
    call = make_assessed(programme, amina, 1)
    client.force_login(scorers(call)[0])
    page = client.get("/").text
    assert "1 to mark" in page
    assert "You have no part in a programme yet" not in page


def test_that_a_deadline_is_over_is_no_lateness(programme: Programme, amina: User) -> None:
    call = close(make_published(programme, amina))
    PlannedStage.objects.filter(call=call).update(planned_date=None)
    plan(call, "closed", timezone.localdate() - timedelta(days=1))
    assert notes(amina, "overdue", call) == []


def contract(programme: Programme, by: User, days: int, kind: str = "fixed-term") -> Any:
    today = timezone.localdate()
    term = Term(
        f"Contract of {days} days", "NOA", "", today - MONTH * 12, today + timedelta(days=days)
    )
    kinds = AppointmentKind(kind)
    return add_contract(programme=programme, kind=kinds, country=None, term=term, by=by)


def test_a_condition_of_an_extension_is_due(
    client: Client, programme: Programme, amina: User, bruno: User
) -> None:
    made = contract(programme, amina, 100)
    [task] = pile(amina, "soon")
    assert task.note == "Extension waits for: the work was good"
    assert f"/contracts/{made.pk}/" in task.url
    assert pile(bruno, "soon") == []
    client.force_login(amina)
    page = client.get("/").text
    assert "Contract of 100 days" in page
    assert "Translation missing" not in page


def test_a_condition_that_nobody_has_judged_is_overdue(programme: Programme, amina: User) -> None:
    made = contract(programme, amina, 80)
    [task] = pile(amina, "overdue")
    assert task.late == 10
    made.conditions.update(state="met")
    assert pile(amina, "overdue") == []
    assert pile(amina, "soon") == []


def test_the_end_of_a_contract_is_told_though_nothing_is_waited_for(
    programme: Programme, amina: User
) -> None:
    contract(programme, amina, 20, "consultancy")
    assert [task.note for task in pile(amina, "soon")] == ["The contract ends"]


def test_an_archived_programme_asks_for_nothing(programme: Programme, amina: User) -> None:
    make_assessed(programme, amina, 1)
    contract(programme, amina, 80)
    Programme.objects.update(archived_at=timezone.now())
    assert read_day(fresh(amina), timezone.now()).is_free


def test_the_page_takes_few_queries_whatever_the_calls(
    client: Client, programme: Programme, amina: User, django_assert_max_num_queries: Any
) -> None:
    for _number in range(3):
        call = make_assessed(programme, amina, 4)
        make_member(call, amina)
        for row in states(call):
            lock(row, scorers(call)[0], Stage.APPLICATION)
    make_marked(programme, amina)
    close(make_published(programme, amina))
    contract(programme, amina, 80)
    client.force_login(amina)
    holds_demo()  # the whole site asks it once a minute
    with django_assert_max_num_queries(12):
        page = client.get("/").text
    assert "4 to mark" in page
    assert "decide" in page


def test_a_deputy_who_scores_asks_no_more(
    client: Client,
    programme: Programme,
    amina: User,
    bruno: User,
    django_assert_max_num_queries: Any,
) -> None:
    call = make_assessed(programme, amina, 4)
    make_member(call, bruno)
    contract(programme, amina, 80)
    make_obligation(programme, amina, due=timezone.now() - MONTH)
    today = timezone.localdate()
    Delegation.objects.create(absent=amina, deputy=bruno, start_date=today, end_date=today)
    report_fraud(text="A fee.", reference=call.number)
    client.force_login(bruno)
    holds_demo()
    with django_assert_max_num_queries(12):
        page = client.get("/").text
    assert "4 to mark" in page
    assert "Amina" in page
    assert "1 to read and close" in page
