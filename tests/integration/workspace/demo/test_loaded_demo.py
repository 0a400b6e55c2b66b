"""The demonstration, loaded once for all: rich, whole, invented and saying so."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

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
from jalon.workspace.narratives import NarrativeField
from jalon.workspace.programmes.models import Grant, Programme
from jalon.workspace.recruitment.models import (
    Application,
    Appointment,
    Call,
    CentreOutcome,
    Condition,
    Extension,
    Interview,
    Letter,
    Listing,
    Mark,
    RefereeAnswer,
    Sitting,
    Submission,
    Verdict,
)
from jalon.workspace.recruitment.notifications.letters import send_letter
from jalon.workspace.recruitment.queries.checks import check_text
from jalon.workspace.recruitment.queries.marks import marks_of, panel_of
from jalon.workspace.recruitment.queries.ranked import ranked
from jalon.workspace.recruitment.rules.applications import digest
from jalon.workspace.recruitment.rules.kinds import Stage
from jalon.workspace.recruitment.rules.scoring import check_lock
from jalon.workspace.results.models import Actual, ActualCell, Alignment, Indicator, Result

TODAY = date(2026, 11, 21)
ENGLISH = re.compile(r"\b(the|of|and|invented|minutes|study|report|plan of)\b", re.IGNORECASE)
LANGUAGES = {"en", "es", "fr", "ar"}
APPS = {"programmes", "results", "documents"}
# Queries of each page; the lists also note in the trail who was shown the names.
MOST = {"ranking": 12, "decision": 12, "balance": 12, "letters": 12, "lists": 12 + 8}
CANDIDATE = "candidate@demo.example"
LARGE = "DEMO/MX/NO/01"
KEYS = {"documents.GuideCase.key"}  # names for programs, which no page shows


pytestmark = pytest.mark.usefixtures("loaded", "db")


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load the demonstration once for this module; nothing of it stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogues()
        assert load_demo(today=TODAY)
        yield
        transaction.set_rollback(True)


def test_it_is_not_loaded_twice() -> None:
    assert not load_demo(today=TODAY)


def test_it_is_rich_and_whole() -> None:

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
    people = User.objects.filter(kind="staff") | User.objects.filter(email=CANDIDATE)
    assert {email for email, _password, _name in sign_ins_of_demo()} == set(
        people.values_list("email", flat=True)
    )
    assert not list(_english_for_others())
    begun = Grant.objects.get(programme=mexico, user__email="administrator@demo.example")
    assert begun.ended_at is not None
    assert Event.objects.filter(what="programmes.grant-ended", programme_id=mexico.pk).exists()
    assert verify().whole
    assert Event.objects.filter(at__date__lte=TODAY).exists()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []


def _english_for_others() -> Iterator[str]:
    """Yield what a reader of Spanish, French or Arabic would meet in English."""
    for model in apps.get_models():
        if model._meta.app_label not in APPS:
            continue
        texts = [f for f in model._meta.concrete_fields if _is_text(f)]
        for row in model._default_manager.all():
            for field in texts:
                said, name = getattr(row, field.name), f"{model._meta.label}.{field.name}"
                if isinstance(field, NarrativeField) and said and set(said) != LANGUAGES:
                    yield f"{name} {said}"
                if isinstance(said, str) and name not in KEYS and ENGLISH.search(said):
                    yield f"{name} {said}"


def _is_text(field: Any) -> bool:
    words = isinstance(field, models.TextField | models.CharField) and not field.choices
    return words or isinstance(field, NarrativeField)


def test_the_large_call_holds_120_candidates_in_every_state() -> None:
    call = Call.objects.get(number=LARGE)
    rows = Application.objects.filter(call=call)
    assert rows.count() == 120
    assert set(rows.values_list("state", flat=True)) == {"submitted", "withdrawn", "expired"}
    assert Application.objects.filter(call__state="published", state="draft").exists()
    assert rows.filter(entered_by__isnull=False).exclude(entered_reason="").count() == 2
    assert rows.filter(purged_at__isnull=False, state="expired").exists()
    assert rows.annotate(n=models.Count("submissions")).filter(n=2).count() >= 8
    assert rows.filter(state="withdrawn", submitted_at=None).exists()
    assert rows.filter(state="withdrawn", submitted_at__isnull=False).exists()
    late = Submission.objects.filter(application__call=call, at__gte=call.closes_at)
    assert late.count() == 2
    assert all(each.exception and each.at < each.exception.until for each in late)
    assert call.late_entries.count() == 3  # one of them was never used

    verdicts = Verdict.objects.filter(application__call=call)
    found = set(verdicts.values_list("found", "confirmed"))
    assert {("met", "met"), ("not-met", "not-met"), ("not-met", "met"), ("cannot-tell", "met"),
            ("cannot-tell", "not-met")} <= found  # fmt: skip
    assert set(Listing.objects.filter(application__call=call).values_list("which", "is_on")) == {
        ("long", True), ("long", False), ("short", True), ("short", False)
    }  # fmt: skip
    sittings = Sitting.objects.filter(test__call=call)
    assert sittings.filter(began_at=None).count() == 1
    assert sittings.filter(began_at__isnull=False, ended_at=None).count() == 1
    assert sittings.filter(extra_percent=25).count() == 1
    by_script = Mark.objects.filter(criterion__call=call, criterion__stage="written-test").values(
        "application"
    )
    scorers = by_script.annotate(n=models.Count("scorer", distinct=True)).values_list("n")
    assert set(scorers) == {(2,), (3,)}
    changed = Mark.objects.filter(criterion__call=call).exclude(changed_reason="")
    assert changed.count() == 1
    assert Interview.objects.filter(application__call=call, absent__isnull=False).exists()
    assert {r.answered_at is None for r in RefereeAnswer.objects.all()} == {True, False}
    assert CentreOutcome.objects.filter(application__call=call, outcome="exempt").exists()

    aside, holds = call.decisions.order_by("pk")
    assert aside.set_aside_reason
    assert holds.set_aside_at is None
    assert holds.reserves.count() == aside.reserves.count() + 1
    assert holds.chosen
    assert holds.chosen.appointment
    kinds = set(call.letters.values_list("kind", flat=True))
    assert kinds >= {"receipt", "not-eligible", "not-short-listed", "test", "interview", "offer",
                     "reserve", "not-selected", "withdrawn", "exception"}  # fmt: skip
    assert call.letters.filter(failed_at__isnull=False).count() == 1
    assert call.letters.filter(reviewed_at=None, queued_at=None).exists()  # a draft


def test_the_other_calls_stand_where_they_are_meant_to() -> None:
    states = Counter(Call.objects.values_list("programme__code", "state"))
    assert states == {
        ("DEMO-MX87", "decided"): 2,
        ("DEMO-MX87", "published"): 1,
        ("DEMO-MX87", "in-clearance"): 1,
        ("DEMO-MX87", "draft"): 1,
        ("DEMO-MX87", "cancelled"): 1,
        ("DEMO-MIG12", "assessment"): 1,
    }
    assert all(call.is_demo for call in Call.objects.all())
    open_ = Call.objects.get(state="published")
    assert open_.closes_at
    assert open_.closes_at.date() > TODAY + timedelta(days=14)
    assert set(open_.texts.values_list("language", flat=True)) == LANGUAGES
    assert open_.amendments.count() == 1
    draft = Call.objects.get(state="draft")
    assert draft.source.text
    checked = [check_text(text) for text in draft.texts.all()]
    assert any(each.unsaid for each in checked)
    assert any(each.places for each in checked)
    kinds = dict(Appointment.objects.values_list("kind", "pk"))
    assert set(kinds) == {"consultancy", "fixed-term", "temporary"}
    assert Extension.objects.filter(appointment=kinds["temporary"]).count() == 1
    assert set(Condition.objects.values_list("state", flat=True)) == {"met", "not-met", "open"}
    mine = Application.objects.filter(candidate__email=CANDIDATE)
    assert sorted(mine.values_list("state", flat=True)) == [
        "draft", "submitted", "submitted", "withdrawn"
    ]  # fmt: skip
    assert not Letter.objects.filter(queued_at__isnull=False, sent_at=None, failed_at=None).exists()
    waiting = DBTaskResult.objects.filter(task_path=send_letter.module_path)
    assert not waiting.exists()  # no mail leaves a demonstration


def test_what_was_written_at_once_breaks_no_rule() -> None:
    for each in Submission.objects.exclude(content={}):
        assert digest(each.content) == each.sha256
        assert each.receipt is not None
        assert each.sha256 in each.receipt.body
    assert not Submission.objects.filter(content={}).exclude(
        application__purged_at__isnull=False
    ).exists()  # fmt: skip
    codes = list(Application.objects.values_list("code", flat=True))
    scripts = list(Sitting.objects.values_list("code", flat=True))
    assert len({*codes, *scripts}) == len(codes) + len(scripts)
    for call in Call.objects.exclude(criteria_fixed_at=None):
        panel = panel_of(call)
        for stage in Stage:
            marks = marks_of(call, stage, panel=panel)
            for pk in {mark.application_id for mark in marks.marks}:
                made = marks.sheets(pk)
                assert len(made) <= marks.wanted(pk)
                assert {int(each.scorer) for each in made} <= set(panel.scorers(pk))
                if marks.closed(pk):
                    for each in made:
                        check_lock(marks.criteria, each.marks)
    locked = Mark.objects.filter(locked_at__isnull=False).values_list(
        "application", "scorer", "criterion__stage"
    )
    assert (
        Event.objects.filter(what="recruitment.marks-locked").count() == locked.distinct().count()
    )
    told = Event.objects.filter(what__startswith="recruitment.verdict-")
    screened = Verdict.objects.exclude(confirmed="").values_list("application", flat=True)
    assert set(told.values_list("target_id", flat=True)) == {str(pk) for pk in screened}
    grants = Grant.objects.filter(user__kind="candidate")
    assert not grants.exists()


@pytest.mark.parametrize("language", ["es", "ar"])
def test_its_pages_are_drawn_and_say_that_it_is_invented(client: Client, language: str) -> None:
    User.objects.filter(email="director@demo.example").update(language=language)
    client.force_login(User.objects.get(email="director@demo.example"))
    call = Call.objects.get(number=LARGE)
    ranked_ = ranked(call)
    assert ranked_.is_complete
    assert len(ranked_.codes) == 7
    for name in ("ranking", "decision", "report", "balance", "letters", "lists", "applications"):
        page = client.get(reverse(f"recruitment:{name}", args=["DEMO-MX87", call.pk]))
        assert page.status_code == 200
        assert f'<html lang="{language}"' in page.text
        assert 'class="demo' in page.text
    impact = client.get(reverse("recruitment:balance", args=["DEMO-MX87", call.pk])).text
    shown = re.findall(r'<td class="number">(\d+|—)</td>', impact)
    assert sum(cell != "—" for cell in shown) >= 8  # not all of it held back
    named = {"es": ("Mujeres", "América"), "ar": ("نساء", "الأمريكتان")}[language]
    assert all(f'<th scope="row">{name}' in impact for name in named)


def test_its_large_pages_ask_the_database_little(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(User.objects.get(email="director@demo.example"))
    call = Call.objects.get(number=LARGE)
    for name, most in MOST.items():
        address = reverse(f"recruitment:{name}", args=["DEMO-MX87", call.pk])
        client.get(address)
        with django_assert_max_num_queries(most):
            client.get(address)


OBJECTS = {
    "results.result": "results:result",
    "results.indicator": "results:indicator",
    "results.risk": "results:edit-risk",
    "results.assumption": "results:edit-assumption",
    "results.dimension": "results:edit-dimension",
    "documents.obligation": "documents:obligation",
    "documents.document": "documents:document",
    "documents.question": "documents:question",
    "documents.recurrence": "documents:recurring",
    "programmes.programme": "programmes:programme",
    "programmes.grant": "programmes:end-grant",
    "recruitment.call": "recruitment:call",
    "recruitment.application": "recruitment:application",
    "recruitment.decision": "recruitment:decision",
    "recruitment.appointment": "recruitment:contract",
    "recruitment.fraudreport": "vacancies:report",
    "accounts.user": "accounts:person",
}


@pytest.mark.parametrize("label", OBJECTS)
def test_an_object_shows_its_history(label: str) -> None:
    """The first object of each kind that the trail tells of, as who runs the site or all of it."""
    events = Event.objects.filter(target_model=label).order_by("number")
    keys = list(dict.fromkeys(events.values_list("target_id", flat=True)))[:20]
    found = apps.get_model(label)._base_manager.filter(pk__in=keys).order_by("pk")
    pages = [
        (who, _page_of(OBJECTS[label], row))
        for who in ("director", "administrator")
        for row in found
    ]
    seen = [_signed_in(who).get(page) for who, page in pages]
    shown = [page for page in seen if page.status_code == 200]
    assert shown
    assert all('<section class="history">' in page.content.decode() for page in shown)


def _signed_in(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{name}@demo.example"))
    return client


def _page_of(name: str, row: Any) -> str:
    match name.split(":"):
        case ["vacancies" | "accounts", _] | ["programmes", "end-grant"]:
            return reverse(name, args=[row.pk])
        case ["programmes", _]:
            return reverse(name, args=[row.code])
        case ["recruitment", "application"]:
            return reverse(name, args=[row.call.programme.code, row.call_id, row.code])
        case ["recruitment", "decision"]:
            return reverse(name, args=[row.call.programme.code, row.call_id])
        case ["documents", "recurring"]:
            return reverse(name, args=[row.programme.code])
    near = next(each for each in (row, *_parents(row)) if hasattr(each, "programme"))
    return reverse(name, args=[near.programme.code, row.pk])


def _parents(row: Any) -> list[Any]:
    return [getattr(row, name) for name in ("result", "document", "call") if hasattr(row, name)]
