"""The pages on papers: who gets them, what they hold, how many questions they ask."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories.documents import make_document, make_obligation, submit
from integration.workspace.documents.conftest import clear_all, open_step
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.documents.services.clearance import clear_step
from jalon.workspace.programmes.models import Programme

LISTS = [
    "obligations",
    "documents",
    "programme-delays",
    "month",
    "recurring",
    "chains",
    "owe",
    "start-loose",
]
OF_OBLIGATION = [
    "obligation",
    "edit-obligation",
    "delay",
    "reassign-obligation",
    "withdraw-obligation",
    "start",
]
OF_DOCUMENT = ["document", "edit", "reassign", "submit", "review", "add-step"]


@pytest.mark.parametrize("name", LISTS)
def test_lists(client: Client, name: str, programme: Programme, amina: User, carla: User) -> None:
    url = reverse(f"documents:{name}", args=[programme.code])
    client.force_login(amina)
    response = client.get(url)
    assert response.status_code == 200
    assert "style=" not in response.text
    client.force_login(carla)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("name", OF_OBLIGATION)
def test_pages_of_an_obligation(
    client: Client, name: str, owed: Obligation, amina: User, carla: User
) -> None:
    url = reverse(f"documents:{name}", args=[owed.programme.code, owed.pk])
    client.force_login(amina)
    assert client.get(url).status_code == 200
    client.force_login(carla)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("name", OF_DOCUMENT)
def test_pages_of_a_text(
    client: Client, name: str, submitted: Document, amina: User, bruno: User, carla: User
) -> None:
    url = reverse(f"documents:{name}", args=[submitted.programme.code, submitted.pk])
    client.force_login(bruno if name == "submit" else amina)
    assert client.get(url).status_code == 200
    client.force_login(carla)
    assert client.get(url).status_code == 404


def test_the_whole_way_through_the_pages(
    client: Client, submitted: Document, reviewers: dict[str, User], dora: User, bruno: User
) -> None:
    code, pk = submitted.programme.code, submitted.pk
    sofia = reviewers["specialist"]
    client.force_login(sofia)
    response = client.post(
        reverse("documents:review", args=[code, pk]),
        {"anchor": "p. 3", "text": "<script>alert(1)</script>"},
        follow=True,
    )
    assert "&lt;script&gt;" in response.text
    assert "<script>alert" not in response.text
    said = submitted.rounds.get().comments.get()
    client.force_login(bruno)
    answer = reverse("documents:respond", args=[code, pk, said.pk])
    assert client.post(answer, {"response": ""}).status_code == 422
    assert client.post(answer, {"response": "Done on p. 3"}).status_code == 302
    client.force_login(sofia)
    client.post(reverse("documents:settle", args=[code, pk, said.pk]))
    while submitted.state != "cleared":
        step = open_step(submitted)
        client.force_login(reviewers[step.role])
        response = client.post(
            reverse("documents:decide", args=[code, pk, step.pk]),
            {"version": submitted.version, "reason": "", "clear": "1"},
        )
        assert response.status_code == 302, response.text
        submitted.refresh_from_db()
    client.force_login(dora)
    page = client.get(reverse("documents:document", args=[code, pk]))
    assert "Acceptance" in page.text
    assert "Technical review" not in page.text
    decide = reverse("documents:decide", args=[code, pk, open_step(submitted).pk])
    assert client.get(decide).status_code == 200
    form = {"version": submitted.version, "reason": "", "clear": "1"}
    assert client.post(decide, form).status_code == 302
    submitted.refresh_from_db()
    assert submitted.state == "accepted"


def test_a_return_needs_a_reason(
    client: Client, submitted: Document, reviewers: dict[str, User]
) -> None:
    client.force_login(reviewers["specialist"])
    step = open_step(submitted)
    url = reverse("documents:decide", args=[submitted.programme.code, submitted.pk, step.pk])
    assert f'href="{url}"' not in client.get(url).text  # one is there already
    response = client.post(url, {"version": submitted.version, "reason": "", "return": "1"})
    assert response.status_code == 422
    response = client.post(url, {"version": submitted.version, "reason": "No", "return": "1"})
    assert response.status_code == 302


def test_who_cannot_decide_is_told_why(client: Client, submitted: Document, bruno: User) -> None:
    client.force_login(bruno)
    step = open_step(submitted)
    url = reverse("documents:decide", args=[submitted.programme.code, submitted.pk, step.pk])
    assert "You wrote this text or answer for it" in client.get(url).text


def test_the_donor_sees_what_was_handed_over_alone(
    client: Client,
    submitted: Document,
    dora: User,
    reviewers: dict[str, User],
    bruno: User,
    programme: Programme,
) -> None:
    client.force_login(dora)
    page = reverse("documents:document", args=[programme.code, submitted.pk])
    text = client.get(page).text
    assert "text-" not in text
    assert "Technical review" not in text
    draft = make_document(
        bruno,
        make_obligation(
            programme, bruno, owed_to_organisation=submitted.obligation.owed_to_organisation
        ),
    )
    assert (
        client.get(reverse("documents:document", args=[programme.code, draft.pk])).status_code
        == 404
    )
    clear_all(submitted, reviewers)
    assert "text-" in client.get(page).text
    listed = client.get(reverse("documents:documents", args=[programme.code])).text
    assert str(draft.title["en"]) not in listed
    assert (
        client.get(reverse("documents:programme-delays", args=[programme.code])).status_code == 200
    )


@pytest.mark.parametrize("name", ["obligations", "documents", "programme-delays"])
def test_many_papers_ask_no_more_questions(
    client: Client,
    name: str,
    programme: Programme,
    amina: User,
    bruno: User,
    django_assert_max_num_queries,
) -> None:
    from datetime import timedelta

    from django.utils import timezone

    for number in range(60):
        row = make_obligation(
            programme, bruno, due=timezone.localdate() - timedelta(days=number - 5)
        )
        if number % 2:
            make_document(bruno, row)
    client.force_login(amina)
    with django_assert_max_num_queries(12):
        response = client.get(reverse(f"documents:{name}", args=[programme.code]))
    assert response.status_code == 200


def test_one_text_asks_few_questions(
    client: Client,
    submitted: Document,
    amina: User,
    bruno: User,
    reviewers: dict[str, User],
    django_assert_max_num_queries,
) -> None:
    submit(bruno, submitted)
    client.force_login(amina)
    for name in ("document", "review"):
        url = reverse(f"documents:{name}", args=[submitted.programme.code, submitted.pk])
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200


def test_the_first_day_of_a_step_counts_nothing_yet(
    client: Client, submitted: Document, reviewers: dict[str, User]
) -> None:
    client.force_login(reviewers["specialist"])
    url = reverse("documents:document", args=[submitted.programme.code, submitted.pk])
    assert ">0 working days" not in client.get(url).text
    step = open_step(submitted)
    clear_step(step_id=step.pk, version=submitted.version, by=reviewers["specialist"])
    page = client.get(url).text
    assert "within one working day" in page
    assert ">0 working days" not in page


def test_what_was_written_and_handed_in_at_once_is_dated_once(
    client: Client, submitted: Document, bruno: User
) -> None:
    client.force_login(bruno)
    url = reverse("documents:document", args=[submitted.programme.code, submitted.pk])
    version = submitted.versions.get()
    submitted.versions.update(submitted_at=version.at + timedelta(days=2))
    apart = client.get(url).text.count('<span class="small quiet">')
    submitted.versions.update(submitted_at=version.at)
    assert client.get(url).text.count('<span class="small quiet">') == apart - 1


def test_the_page_of_what_is_owed_leads_to_its_text(
    client: Client, submitted: Document, bruno: User
) -> None:
    client.force_login(bruno)
    code = submitted.programme.code
    owed = reverse("documents:obligation", args=[code, submitted.obligation_id])
    there = reverse("documents:document", args=[code, submitted.pk])
    assert f'<a class="button primary" href="{there}">Open the text</a>' in client.get(owed).text
