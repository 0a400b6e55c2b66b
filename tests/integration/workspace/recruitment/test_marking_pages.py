"""Marks given without names, locked, compared: what each reader is shown."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from factories.assessment import (
    criteria,
    make_assessed,
    make_member,
    scorers,
)
from integration.workspace.recruitment.pages import (
    only,
    post_marks,
    signed_in,
    url,
)
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    ApplicationFile,
    Call,
    Mark,
)
from jalon.workspace.recruitment.rules.kinds import Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_assessed(programme, amina, 2)


HIDDEN = ("Candidate", "example.org", "1988", "MX", "Mexic", "2012", "I am")


def test_a_scorer_sees_no_name_sex_age_or_nationality(call: Call) -> None:
    row = only(call)
    page = signed_in(scorers(call)[0]).get(url(call, "sheet", "application", row.code))
    text = page.text.split('class="marking"')[1].split("</main>")[0]
    assert "Surveys of households" in text
    for words in (*HIDDEN, row.candidate.name, "2013", "mother tongue"):
        assert words not in text, words
    assert "120 months" in text


def test_a_recruiter_who_scores_sees_no_names_either(call: Call, bruno: User) -> None:
    make_member(call, bruno)
    client, row = signed_in(bruno), only(call)
    text = client.get(url(call, "application", row.code)).text
    assert row.candidate.name not in text
    assert client.get(url(call, "applications")).status_code == 403
    assert row.candidate.name not in client.get(url(call, "lists")).text
    assert row.candidate.name not in client.get(url(call, "interviews")).text
    assert client.get(url(call, "referees", row.code)).status_code == 403


def test_files_open_after_the_lock(call: Call, programme: Programme, amina: User) -> None:
    row, client = only(call), signed_in(scorers(call)[0])
    stored = store_file(file=ContentFile(b"My life", "cv.txt"), programme=programme, by=amina)
    kept = ApplicationFile.objects.create(application=row, kind="cv", file=stored)
    copy = row.submissions.get()
    copy.content = {**copy.content, "files": [{"file": stored.pk}]}
    copy.save(update_fields=["content"])
    address = url(call, "application-file", row.code, kept.pk)
    assert client.get(address).status_code == 403
    assert post_marks(client, call, row, 4, lock="1").status_code == 302
    answer = client.get(address)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"My life")  # type: ignore[attr-defined]  # a file
    assert answer["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(what="recruitment.candidate-seen", after__part="cv").exists()


def test_the_files_that_were_handed_in_are_shown_not_those_of_the_form(
    call: Call, programme: Programme, amina: User
) -> None:
    row, client = only(call), signed_in(scorers(call)[0])
    names = ("handed-in.txt", "later.txt")
    old, new = (
        store_file(file=ContentFile(name.encode(), name), programme=programme, by=amina)
        for name in names
    )
    removed = ApplicationFile.objects.create(
        application=row, kind="cv", file=old, removed_at=timezone.now()
    )
    added = ApplicationFile.objects.create(application=row, kind="cv", file=new)
    copy = row.submissions.get()
    copy.content = {**copy.content, "files": [{"file": old.pk}]}
    copy.save(update_fields=["content"])
    post_marks(client, call, row, 4, lock="1")
    page = client.get(url(call, "sheet", "application", row.code)).text
    assert [name in page for name in names] == [True, False]
    address = [url(call, "application-file", row.code, each.pk) for each in (removed, added)]
    sent = client.get(address[0])
    assert b"".join(sent.streaming_content) == b"handed-in.txt"  # type: ignore[attr-defined]  # a file
    assert client.get(address[1]).status_code == 404


def test_marks_are_kept_as_they_are_filled(call: Call) -> None:
    row, who = only(call), scorers(call)[0]
    address = url(call, "sheet", "application", row.code)
    criterion = criteria(call, Stage.APPLICATION)[0]
    answer = signed_in(who).post(
        address, {f"note{criterion.pk}": "So far"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert Mark.objects.get(scorer=who).note == "So far"


def test_an_empty_sheet_is_not_locked(call: Call) -> None:
    address = url(call, "sheet", "application", only(call).code)
    answer = signed_in(scorers(call)[0]).post(address, {"lock": "1"})
    assert answer.status_code == 422
    assert not Mark.objects.filter(locked_at__isnull=False).exists()


def test_marks_of_others_are_shown_once_all_have_locked(call: Call) -> None:
    one, two, _three = (signed_in(who) for who in scorers(call))
    row = only(call)
    address = url(call, "sheet", "application", row.code)
    post_marks(one, call, row, 5, lock="1")
    assert 'id="together"' not in one.get(address).text
    post_marks(two, call, row, 2, lock="1")
    page = one.get(address).text
    assert 'id="together"' in page
    assert "far apart" in page
    criterion = criteria(call, Stage.APPLICATION)[0]
    change = url(call, "change-mark", "application", row.code, criterion.pk)
    assert one.post(change, {"value": "4", "reason": ""}).status_code == 422
    assert one.post(change, {"value": "4", "reason": "We talked"}).status_code == 302
    assert "We talked" in two.get(address).text


def test_agreement_is_computed_of_what_was_locked(call: Call, amina: User) -> None:
    one, two, _three = (signed_in(who) for who in scorers(call))
    for row, (first, second) in zip(
        Application.objects.filter(call=call).order_by("code"), ((5, 5), (2, 3)), strict=True
    ):
        post_marks(one, call, row, first, lock="1")
        post_marks(two, call, row, second, lock="1")
    page = one.get(url(call, "marks", "application")).text
    assert "0.83" in page  # Krippendorff's alpha, ordinal, of (5, 5) and (2, 3)
    assert signed_in(amina).get(url(call, "marks", "application")).status_code == 200
