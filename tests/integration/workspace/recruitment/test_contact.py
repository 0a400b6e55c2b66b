"""A call's own contact stands on its notice and in its letters; else the site's, else nobody."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from factories.recruitment import make_application, make_published, submit
from integration.workspace.recruitment.pages import signed_in, url
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Amendment, Call
from jalon.workspace.recruitment.queries.copying import fields_from
from jalon.workspace.recruitment.queries.notice_text import notice_text

pytestmark = pytest.mark.django_db
OWN, SITE = "quito@office.example", "jobs@office.example"


@pytest.fixture
def call(programme: Programme, amina: User, settings: Any) -> Call:
    settings.CANDIDATE_CONTACT = SITE
    return make_published(programme, amina)


def name_contact(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(contact_email=OWN, contact_note="Ask for Rosa")


def public(client: Client, call: Call) -> dict[str, str]:
    page = f"/vacancies/{call.slug}/en"
    return {
        "page": client.get(f"{page}/").text,
        "text": client.get(f"{page}.txt").text,
    }


def test_a_notice_names_its_own_contact(client: Client, call: Call) -> None:
    name_contact(call)
    said = public(client, call)

    for shown in said.values():
        assert OWN in shown
        assert "Ask for Rosa" in shown
        assert SITE not in shown
    posting = said["page"].split("application/ld+json")[1].split(">", 1)[1].split("</script>")[0]
    assert json.loads(posting)["applicationContact"]["email"] == OWN


def test_without_one_it_is_the_sites(client: Client, call: Call) -> None:
    for shown in public(client, call).values():
        assert SITE in shown


def test_where_neither_is_set_nobody_is_named(client: Client, call: Call, settings: Any) -> None:
    settings.CANDIDATE_CONTACT = ""
    for shown in public(client, call).values():
        assert "Questions" not in shown
        assert "localhost" not in shown.replace("http://localhost", "")
        assert "applicationContact" not in shown
        assert "Write to us" not in shown


def test_answers_to_letters_go_to_the_call(call: Call) -> None:
    name_contact(call)
    submit(make_application(call))

    assert mail.outbox[-1].reply_to == [OWN]
    assert OWN in mail.outbox[-1].body
    assert SITE not in mail.outbox[-1].body


def test_a_new_contact_is_an_amendment_without_more_time(call: Call, amina: User) -> None:
    data = {
        "version": call.version, "what_en": "Whom to ask", "reason": "She has left",
        "deadline_zone": call.closes_zone, "title_en": call.title["en"],
        "title_es": call.title["es"], "duration": call.duration, "contact_email": OWN,
    }  # fmt: skip
    page = url(call, "amend")
    assert signed_in(amina).post(page, {**data, "contact_email": "nobody"}).status_code == 422
    assert signed_in(amina).post(page, data).status_code == 302

    call.refresh_from_db()
    assert call.contact_email == OWN
    assert Amendment.objects.get(call=call).closes_at == call.closes_at


def test_what_is_cleared_and_copied_names_it(call: Call) -> None:
    name_contact(call)
    call.refresh_from_db()

    assert f"{OWN} · Ask for Rosa" in notice_text(call)
    assert call.closes_at is not None
    assert fields_from(call, call.closes_at.date()).contact_email == OWN


@pytest.mark.parametrize(
    ("sender", "contact", "address"),
    [
        ("", "", ""),
        ("Jalon <jalon@localhost>", "", ""),
        ("Jalon <jalon@office.example>", "", "jalon@office.example"),
        ("jalon@office.example", SITE, SITE),
    ],
)
def test_the_site_names_no_address_that_leads_nowhere(
    sender: str, contact: str, address: str, tmp_path: Path
) -> None:
    told = {"JALON_EMAIL_FROM": sender, "JALON_CANDIDATE_CONTACT": contact}
    environment = {**os.environ, **told, "JALON_HOME": str(tmp_path)}
    asked = "from jalon.workspace.config import settings; print(settings.CANDIDATE_CONTACT)"
    done = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == address
