"""Notices as PDF, as text, and as feeds."""

import io
from email.utils import format_datetime, parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pypdf import PdfReader

from factories.recruitment import make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call, CallText

pytestmark = pytest.mark.django_db
HOSTILE = '#panic("x") *b* $1$ </title> ]]> & \x0b \x1b "#" \\ [['
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def call(programme: Programme, amina: User) -> Call:
    return make_published(programme, amina)


def test_the_pdf_says_what_the_notice_says(client: Client, call: Call) -> None:
    answer = client.get(f"/vacancies/{call.slug}/es.pdf")

    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert call.title["es"] in text
    assert call.number in text
    assert "23:59" in text
    assert "/vacancies/check/" in "".join(text.split())
    assert reader.metadata is not None
    assert reader.metadata.title == call.title["es"]


def test_the_pdf_runs_from_right_to_left_in_arabic(client: Client, call: Call) -> None:
    CallText.objects.create(call=call, language="ar", introduction="نبحث عن موظف.")
    Call.objects.filter(pk=call.pk).update(title={"ar": "موظف وطني"})

    answer = client.get(f"/vacancies/{call.slug}/ar.pdf")

    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/Lang"] == "ar"
    assert reader.trailer["/Root"]["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_text_is_set_and_never_run(client: Client, call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(title={"en": HOSTILE}, department=HOSTILE)
    CallText.objects.filter(call=call, language="en").update(introduction=HOSTILE, duties=[HOSTILE])

    pdf = client.get(f"/vacancies/{call.slug}/en.pdf")
    text = client.get(f"/vacancies/{call.slug}/en.txt")

    assert pdf.status_code == 200
    assert '#panic("x") *b* $1$' in PdfReader(io.BytesIO(pdf.content)).pages[0].extract_text()
    assert '#panic("x") *b* $1$ </title>' in text.content.decode()
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    for kind in ("rss", "atom"):
        feed = client.get(f"/vacancies/feed/en.{kind}")
        assert '#panic("x")' in "".join(ET.fromstring(feed.content).itertext())


def test_the_text_is_whole(client: Client, call: Call) -> None:
    said = client.get(f"/vacancies/{call.slug}/en.txt").content.decode()

    duties = call.texts.get(language="en").duties
    assert f"1. {duties[0]}" in said
    assert call.number in said
    assert "We never ask for a fee" in said


def test_a_feed_in_each_language(client: Client, call: Call) -> None:
    rss = ET.fromstring(client.get("/vacancies/feed/es.rss").content)
    atom = ET.fromstring(client.get("/vacancies/feed/es.atom").content)

    assert rss.findtext("channel/item/title") == call.title["es"]
    assert rss.findtext("channel/language") == "es"
    assert rss.findtext("channel/item/link", "").endswith(f"/vacancies/{call.slug}/es/")
    assert atom.findtext(f"{ATOM}entry/{ATOM}title") == call.title["es"]
    for path in ("feed/xx.rss", "feed/es.exe"):
        assert client.get(f"/vacancies/{path}").status_code == 404


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_a_feed_is_one_that_readers_of_feeds_understand(
    client: Client, call: Call, language: str
) -> None:
    """RSS 2.0 asks for title, link and description, RFC 822 dates, and a guid for each item."""
    rss = ET.fromstring(client.get(f"/vacancies/feed/{language}.rss").content)

    assert rss.attrib["version"] == "2.0"
    assert all(rss.findtext(f"channel/{name}") for name in ("title", "link", "description"))
    [item] = rss.iterfind("channel/item")
    assert all(item.findtext(name) for name in ("title", "link", "description", "guid"))
    for day in (item.findtext("pubDate", ""), rss.findtext("channel/lastBuildDate", "")):
        assert parsedate_to_datetime(day).tzinfo is not None
        assert format_datetime(parsedate_to_datetime(day)) == day


def test_a_feed_lacks_no_call_for_want_of_a_translation(client: Client, call: Call) -> None:
    rss = ET.fromstring(client.get("/vacancies/feed/ar.rss").content)

    assert rss.findtext("channel/item/title") == call.title["en"]
    assert rss.findtext("channel/item/link", "").endswith("/en/")


@pytest.mark.parametrize("path", ["feed/en.rss", "feed/fr.atom", "{slug}/en.pdf", "{slug}/es.txt"])
def test_files_are_sent_once(path: str, client: Client, call: Call) -> None:
    url = f"/vacancies/{path.format(slug=call.slug)}"
    first = client.get(url)

    again = client.get(url, headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert not again.content
    Call.objects.filter(pk=call.pk).update(version=call.version + 1)
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200
