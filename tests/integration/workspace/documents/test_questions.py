"""Questions about a text: who may ask, answer and read them."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.documents import make_document, make_donor, make_obligation, submit
from factories.programmes import give
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.queries import history_of
from jalon.workspace.documents.models import Document, Question, Step
from jalon.workspace.documents.queries.questions import questions_of
from jalon.workspace.documents.rules.states import DocumentState
from jalon.workspace.documents.services import questions as services
from jalon.workspace.programmes.models import Programme

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def text(bruno: User, programme: Programme) -> Document:
    return make_document(bruno, make_obligation(programme, bruno))


@pytest.fixture
def asked(amina: User, text: Document) -> Question:
    return services.ask_question(document_id=text.pk, text="Which year?", by=amina)


@pytest.fixture
def donor(programme: Programme, text: Document) -> User:
    """Receives the text, which is handed over."""
    organisation = make_donor(programme)
    assert text.obligation is not None
    text.obligation.owed_to_organisation = organisation
    text.obligation.save()
    text.state = DocumentState.CLEARED
    text.save()
    user = make_user("Donata")
    give(user, Role.DONOR, programme, organisation=organisation)
    return user


def url_of(question: Question, name: str = "question") -> str:
    return reverse(f"documents:{name}", args=[question.document.programme.code, question.pk])


def test_a_question_and_its_answers_are_on_record(
    asked: Question, amina: User, bruno: User
) -> None:
    services.answer_question(question_id=asked.pk, version=1, text=" 2024 ", by=bruno)
    asked.refresh_from_db()
    assert [answer.text for answer in asked.answers.all()] == ["2024"]
    services.close_question(question_id=asked.pk, version=2, by=amina)
    services.reopen_question(question_id=asked.pk, version=3, by=bruno)
    services.answer_question(question_id=asked.pk, version=4, text="Yes.", closes=True, by=bruno)
    asked.refresh_from_db()
    assert asked.answered_by == bruno
    whats = [event.what.partition(".")[2] for event in history_of(asked)]
    assert whats == [
        "question-replied",
        "question-reopened",
        "question-closed",
        "question-replied",
        "question-asked",
    ]


def test_someone_of_another_programme_knows_of_nothing(
    client: Client, asked: Question, carla: User, text: Document
) -> None:
    assert not Question.objects.visible_to(carla).exists()
    with pytest.raises(PermissionDenied):
        services.ask_question(document_id=text.pk, text="?", by=carla)
    with pytest.raises(PermissionDenied):
        services.answer_question(question_id=asked.pk, version=1, text="!", by=carla)
    client.force_login(carla)
    code = text.programme.code
    for url in (
        url_of(asked),
        reverse("documents:questions", args=[code, text.pk]),
        reverse("documents:programme-questions", args=[code]),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url, {"text": "x", "version": 1}).status_code in {404, 405}
    for name in ("close-question", "reopen-question"):
        assert client.post(url_of(asked, name), {"version": 1}).status_code == 404
    own = reverse("documents:question", args=["OTHER", asked.pk])
    assert client.get(own).status_code == 404


def test_an_evaluator_reads_and_does_not_speak(
    client: Client, asked: Question, text: Document, programme: Programme
) -> None:
    reader = make_user("Eva")
    give(reader, Role.EVALUATOR, programme)
    client.force_login(reader)
    assert "Which year?" in client.get(url_of(asked)).text
    assert client.post(url_of(asked), {"text": "x", "version": 1}).status_code == 403
    page = reverse("documents:questions", args=[programme.code, text.pk])
    assert 'id="ask"' not in client.get(page).text
    assert client.post(page, {"text": "x"}).status_code == 403
    assert client.post(url_of(asked, "close-question"), {"version": 1}).status_code == 403


def test_a_partner_answers_about_their_own_text(programme: Programme, amina: User) -> None:
    partner = make_user("Paula")
    give(partner, Role.PARTNER, programme)
    own = make_document(partner, make_obligation(programme, partner))
    asked = services.ask_question(document_id=own.pk, text="When?", by=amina)
    services.answer_question(question_id=asked.pk, version=1, text="In May.", by=partner)
    assert not services.can_close(partner, asked)
    with pytest.raises(PermissionDenied):
        services.close_question(question_id=asked.pk, version=2, by=partner)


def test_the_receiver_reads_its_own_questions_alone(
    client: Client, donor: User, asked: Question, text: Document, amina: User
) -> None:
    assert list(Question.objects.visible_to(donor)) == []
    theirs = services.ask_question(document_id=text.pk, text="And the annex?", by=donor)
    assert theirs.from_receiver
    assert list(Question.objects.visible_to(donor)) == [theirs]
    assert set(Question.objects.visible_to(amina)) == {asked, theirs}
    client.force_login(donor)
    assert client.get(url_of(asked)).status_code == 404
    assert client.get(url_of(theirs)).status_code == 200
    page = client.get(reverse("documents:questions", args=[text.programme.code, text.pk]))
    assert "Which year?" not in page.text
    assert 'name="step"' not in page.text
    client.force_login(amina)
    assert "reads every answer here" in client.get(url_of(theirs)).text


def test_a_step_of_another_text_cannot_be_asked_about(
    text: Document, amina: User, bruno: User, donor: User, programme: Programme
) -> None:
    other = make_document(bruno, make_obligation(programme, bruno))
    submit(bruno, other)
    step = Step.objects.filter(document=other).earliest("pk")
    for who, where in ((amina, text), (donor, text)):
        with pytest.raises(RuleBroken, match="question-about-other-step"):
            services.ask_question(document_id=where.pk, text="?", by=who, step_id=step.pk)
    asked = services.ask_question(document_id=other.pk, text="?", by=amina, step_id=step.pk)
    assert asked.step == step


@pytest.mark.parametrize("said", ["", " \n\t "])
def test_nothing_is_not_a_question(said: str, text: Document, amina: User) -> None:
    with pytest.raises(RuleBroken, match="question-empty"):
        services.ask_question(document_id=text.pk, text=said, by=amina)


def test_the_second_to_answer_sees_what_the_first_said(
    client: Client, asked: Question, amina: User, bruno: User
) -> None:
    services.answer_question(question_id=asked.pk, version=1, text="The first answer", by=amina)
    client.force_login(bruno)
    late = {"text": "My answer", "version": 1}
    response = client.post(url_of(asked), late)
    assert response.status_code == 422
    assert "Amina changed this" in response.text
    assert "The first answer" in response.text
    assert "My answer" in response.text
    assert response.context["form"]["version"].value() == "2"
    assert client.post(url_of(asked), {**late, "version": 2}).status_code == 302


def test_marking_twice_says_so(client: Client, asked: Question, amina: User, bruno: User) -> None:
    services.close_question(question_id=asked.pk, version=1, by=amina)
    client.force_login(bruno)
    response = client.post(url_of(asked, "close-question"), {"version": 2})
    assert response.status_code == 422
    assert "marked as answered already" in response.text
    assert client.post(url_of(asked, "close-question"), {}).status_code == 422
    assert client.post(url_of(asked, "reopen-question"), {"version": 2}).status_code == 302


def test_the_journey_through_the_pages(
    client: Client, text: Document, amina: User, bruno: User, programme: Programme
) -> None:
    submit(bruno, text)
    client.force_login(amina)
    page = reverse("documents:questions", args=[programme.code, text.pk])
    step = Step.objects.filter(document=text).earliest("pk")
    response = client.post(page, {"text": f"{SCRIPT} عربي", "step": step.pk})
    asked = Question.objects.get()
    assert response.headers["Location"] == url_of(asked)
    assert client.post(page, {"text": ""}).status_code == 422
    assert client.post(page, {"text": "x", "step": 10**6}).status_code == 422
    client.force_login(bruno)
    thread = client.get(url_of(asked))
    assert SCRIPT not in thread.text
    assert "&lt;script&gt;" in thread.text
    client.post(url_of(asked), {"text": SCRIPT, "version": 1, "closes": "on"})
    asked.refresh_from_db()
    assert asked.answered_by == bruno
    assert SCRIPT not in client.get(url_of(asked)).text
    listed = reverse("documents:programme-questions", args=[programme.code])
    assert "&lt;script&gt;" in client.get(listed).text
    assert "&lt;script&gt;" not in client.get(listed, {"open": "1"}).text
    assert client.get(listed, {"page": "nonsense"}).status_code == 200


def test_pages_cost_the_same_however_much_is_asked(
    client: Client, text: Document, amina: User, django_assert_max_num_queries: Any
) -> None:
    client.force_login(amina)
    for _ in range(20):
        asked = services.ask_question(document_id=text.pk, text="?", by=amina)
        services.answer_question(question_id=asked.pk, version=1, text="!", by=amina)
    code = text.programme.code
    for url in (
        reverse("documents:questions", args=[code, text.pk]),
        reverse("documents:programme-questions", args=[code]),
        url_of(asked),
    ):
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200


def test_a_text_lists_its_open_questions_first(text: Document, amina: User) -> None:
    first = services.ask_question(document_id=text.pk, text="1", by=amina)
    second = services.ask_question(document_id=text.pk, text="2", by=amina)
    services.answer_question(question_id=second.pk, version=1, text="!", closes=True, by=amina)
    rows = list(questions_of(text, amina))
    assert rows == [first, second]
    assert [row.answer_count for row in rows] == [0, 1]


def test_the_page_of_a_text_fetches_the_questions_when_they_come_into_sight(
    client: Client, asked: Question, text: Document, amina: User
) -> None:
    client.force_login(amina)
    url = reverse("documents:questions", args=[text.programme.code, text.pk])
    page = client.get(reverse("documents:document", args=[text.programme.code, text.pk]))
    assert f'hx-get="{url}"' in page.text
    assert f'href="{url}"' in page.text
    part = client.get(url, headers={"HX-Request": "true"})
    assert "Which year?" in part.text
    assert "<html" not in part.text


def test_nothing_is_asked_in_the_archive(text: Document, amina: User) -> None:
    text.programme.archived_at = timezone.now()
    text.programme.save()
    with pytest.raises(RuleBroken, match="programme-archived"):
        services.ask_question(document_id=text.pk, text="Why?", by=amina)
