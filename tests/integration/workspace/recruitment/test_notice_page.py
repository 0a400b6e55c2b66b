"""The page of a notice: its languages, its changes, and text that means harm."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from factories.recruitment import close, make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, CallText
from jalon.workspace.recruitment.services.amending import extend_call

pytestmark = pytest.mark.django_db
HOSTILE = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> ]]> & \u2028 \x0b"


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    call = make_published(programme, amina)
    CallText.objects.create(
        call=call, language="ar", introduction="نبحث عن موظف.\n\n- أولاً\n- ثانياً", duties=["يكتب"]
    )
    call.title = {**call.title, "ar": "موظف وطني"}
    call.save(update_fields=["title"])
    return call


def posting_of(html: str) -> dict[str, Any]:
    [text] = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html, re.DOTALL)
    posting = json.loads(text)
    assert isinstance(posting, dict)
    return posting


def test_a_notice_stands_in_each_of_its_languages(client: Client, call: Call) -> None:
    html = client.get(f"/vacancies/{call.slug}/ar/").content.decode()

    assert '<article class="notice-text stack" lang="ar" dir="rtl">' in html
    assert '<html lang="en" dir="ltr"' in html, "the page keeps the reader's language"
    for language in ("en", "es", "ar"):
        assert f'hreflang="{language}"' in html
    assert "<li>أولاً</li>" in html
    assert client.get(f"/vacancies/{call.slug}/fr/").status_code == 404


def test_a_reader_gets_their_language_where_it_is_there(client: Client, call: Call) -> None:
    ours = client.get(f"/vacancies/{call.slug}/", headers={"accept-language": "ar"})
    other = client.get(f"/vacancies/{call.slug}/", headers={"accept-language": "fr"})

    assert ours.context["notice"].language == "ar"
    assert other.context["notice"].language == "en"


def test_the_deadline_stands_on_several_clocks(client: Client, call: Call) -> None:
    page = client.get(f"/vacancies/{call.slug}/en/", {"zone": "Asia/Tokyo"})

    clocks = {str(clock.label): clock.zone for clock in page.context["countdown"].clocks}
    assert clocks == {
        "Mexico City": "America/Mexico_City",
        "Geneva": "Europe/Zurich",
        "Your time": "Asia/Tokyo",
    }
    for clock in ("23:59", "06:59", "14:59"):
        assert clock in page.content.decode(), "the same minute on every clock"
    assert "23:59" in page.content.decode()
    assert client.get(f"/vacancies/{call.slug}/en/", {"zone": "../etc"}).status_code == 200


def test_an_extension_is_dated_and_shown(client: Client, call: Call, amina: User) -> None:
    assert call.closes_at is not None
    extend_call(
        call_id=call.pk,
        version=call.version,
        closes_at=call.closes_at + timedelta(days=7),
        what={"en": "One week more.", "es": "Una semana más."},
        reason="A holiday.",
        by=amina,
    )

    html = client.get(f"/vacancies/{call.slug}/es/").content.decode()

    assert "Una semana más." in html
    assert "<s>" in html
    assert "A holiday." not in html, "the reason is for the record"


def test_a_closed_notice_says_so_and_takes_no_application(client: Client, call: Call) -> None:
    close(call)

    html = client.get(f"/vacancies/{call.slug}/en/").content.decode()

    assert "The deadline is over." in html
    assert "button primary large" not in html


def test_every_notice_says_that_nothing_is_to_be_paid(client: Client, call: Call) -> None:
    html = client.get(f"/vacancies/{call.slug}/en/").content.decode()

    assert "We never ask for a fee or for bank details" in html
    assert "/vacancies/check/" in html
    assert "/vacancies/report/" in html


def test_markup_in_a_notice_never_runs(client: Client, call: Call) -> None:
    call.title = {"en": HOSTILE}
    for name in ("number", "grade", "duty_station", "department"):
        setattr(call, name, HOSTILE[:20] if name == "grade" else HOSTILE[:80])
    call.save()
    CallText.objects.filter(call=call, language="en").update(
        introduction=HOSTILE, duties=[HOSTILE], education=HOSTILE, notices=f"- {HOSTILE}"
    )

    for path in (f"/vacancies/{call.slug}/en/", "/vacancies/"):
        html = client.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
    posting = posting_of(client.get(f"/vacancies/{call.slug}/en/").content.decode())
    assert "<script" not in posting["description"]
    assert "&lt;/script&gt;" in posting["description"]


def test_the_posting_says_what_search_engines_ask_for(client: Client, call: Call) -> None:
    answer = client.get(f"/vacancies/{call.slug}/en/")

    posting = posting_of(answer.content.decode())
    assert posting["@type"] == "JobPosting"
    assert posting["title"] == call.title["en"]
    assert posting["validThrough"] == call.closes_at.isoformat()  # type: ignore[union-attr]  # it is published
    assert posting["identifier"]["value"] == call.number
    assert posting["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Mexico City",
        "addressCountry": "MX",
    }
    assert "<ol><li>" in posting["description"]
    [nonce] = re.findall(r'ld\+json" nonce="([^"]+)"', answer.content.decode())
    assert f"'nonce-{nonce}'" in answer["Content-Security-Policy"]


# What search engines ask of a JobPosting (schema.org/JobPosting; Google's guide of 2024).
REQUIRED = {"title", "description", "datePosted", "hiringOrganization", "jobLocation"}
KNOWN = {
    *REQUIRED,
    *("@context", "@type", "inLanguage", "url", "validThrough", "employmentType", "identifier"),
    *("directApply", "eligibilityToWorkRequirement", "educationRequirements", "responsibilities"),
    *("experienceRequirements", "occupationalCategory", "jobLocationType", "skills"),
    *("qualifications", "applicantLocationRequirements"),
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_posting_has_each_property_in_the_type_that_is_asked(
    client: Client, call: Call, language: str
) -> None:
    page = client.get(f"/vacancies/{call.slug}/{language}/").content.decode()

    posting = posting_of(page)
    assert REQUIRED <= set(posting) <= KNOWN
    assert posting["@context"] == "https://schema.org"
    for key in ("datePosted", "validThrough"):
        assert datetime.fromisoformat(posting[key]).tzinfo is not None
    assert posting["datePosted"] < posting["validThrough"]
    assert posting["hiringOrganization"]["@type"] == "Organization"
    assert posting["hiringOrganization"]["name"]
    assert posting["jobLocation"]["@type"] == "Place"
    assert set(posting["employmentType"]) <= {
        "FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM",
        "OTHER",
    }  # fmt: skip
    assert posting["url"].startswith(("http://", "https://"))


def test_who_has_the_page_is_sent_nothing(client: Client, call: Call, amina: User) -> None:
    path = f"/vacancies/{call.slug}/en/"
    tag = client.get(path)["ETag"]

    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    assert client.get(path, headers={"if-none-match": f"W/{tag}"}).status_code == 304
    extend_call(
        call_id=call.pk,
        version=call.version,
        closes_at=call.closes_at + timedelta(days=7),  # type: ignore[operator]  # it is published
        what={"en": "One week more."},
        reason="A holiday.",
        by=amina,
    )
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


def test_a_page_is_light_and_asks_little(
    client: Client, call: Call, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        page = client.get(f"/vacancies/{call.slug}/en/")

    html = page.content.decode()
    assert len(page.content) < 60_000
    assert "htmx" not in html.split("<body")[0].split("<script")[1]
