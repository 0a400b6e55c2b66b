"""The list of calls for everybody: what is found, and what is never there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from factories.recruitment import close, make_call, make_published
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.rules.drafts import TextFields
from jalon.workspace.recruitment.services.amending import amend_text
from jalon.workspace.recruitment.services.publishing import cancel_call

pytestmark = pytest.mark.django_db
LIST, CLOSED = "/vacancies/", "/vacancies/closed/"


def titled(programme: Programme, by: User, title: str, **fields: Any) -> Call:
    return make_published(programme, by, title={"en": title, "es": title}, **fields)


def shown(client: Client, **asked: str) -> list[str]:
    page = client.get(LIST, asked)
    assert page.status_code == 200
    return [call.title["en"] for call, _countdown in page.context["rows"]]


def test_nobody_needs_an_account(client: Client, programme: Programme, amina: User) -> None:
    call = make_published(programme, amina)

    html = client.get(LIST).content.decode()

    assert call.title["en"] in html
    assert f"/vacancies/{call.slug}/" in html
    assert "/programmes/" not in html, "no way into the team's pages"


def test_the_landing_page_leads_to_the_vacancies(client: Client, db: None) -> None:
    assert 'href="/vacancies/"' in client.get("/").content.decode()


def test_an_empty_list_offers_the_mails(client: Client, db: None) -> None:
    html = client.get(LIST).content.decode()

    assert "No call is open at the moment" in html
    assert "/vacancies/by-mail/" in html


def test_drafts_and_cancelled_calls_are_as_if_they_were_not(
    client: Client, programme: Programme, amina: User
) -> None:
    draft = make_call(programme, amina)
    ended = make_published(programme, amina)
    ended = cancel_call(call_id=ended.pk, version=ended.version, reason="No funds.", by=amina)

    answers = [
        client.get(f"/vacancies/{slug}/{rest}")
        for slug in (draft.slug, ended.slug, "never-was")
        for rest in ("", "en/", "en.pdf", "en.txt")
    ]

    assert {answer.status_code for answer in answers} == {404}
    # The address and what keeps forms safe stand on the page; nothing else differs
    lengths = {len(a.content) - 3 * len(a.request["PATH_INFO"]) for a in answers}
    assert max(lengths) - min(lengths) < 60
    assert shown(client) == []
    for feed in ("/vacancies/feed/en.rss", "/vacancies/feed/en.atom"):
        assert draft.title["en"] not in client.get(feed).content.decode()


def test_closed_calls_stand_apart(client: Client, programme: Programme, amina: User) -> None:
    call = close(make_published(programme, amina))

    assert shown(client) == []
    assert call.title["en"] in client.get(CLOSED).content.decode()
    assert client.get(f"/vacancies/{call.slug}/").status_code == 200


def test_a_call_leaves_the_list_at_the_very_instant(
    client: Client, programme: Programme, amina: User, time_machine: Any
) -> None:
    call = make_published(programme, amina)
    assert call.closes_at is not None

    time_machine.move_to(call.closes_at - timedelta(microseconds=1), tick=False)
    assert len(shown(client)) == 1
    time_machine.move_to(call.closes_at, tick=False)
    assert shown(client) == []


@pytest.mark.parametrize("words", ["nino", "NIÑO", "niño trabajo", "méxico niño", "الطفل", "أطفال"])
def test_words_are_found_whatever_their_accents(
    words: str, client: Client, programme: Programme, amina: User
) -> None:
    titled(programme, amina, "Especialista en trabajo del niño – عمل الاطفال الطِفل")
    titled(programme, amina, "Contable")

    assert shown(client, q=words) == ["Especialista en trabajo del niño – عمل الاطفال الطِفل"]


def test_percent_and_underscore_are_letters_like_others(
    client: Client, programme: Programme, amina: User
) -> None:
    titled(programme, amina, "Officer")

    assert shown(client, q="%") == []
    assert shown(client, q="Off_cer") == []


def test_a_call_is_found_by_what_an_amendment_says(
    client: Client, programme: Programme, amina: User
) -> None:
    call = titled(programme, amina, "Officer")
    text = call.texts.get(language="en")
    words = TextFields(
        **{
            name: tuple(text.duties) if name == "duties" else getattr(text, name)
            for name in TextFields.__dataclass_fields__
            if name != "process"
        },
        process="Interviews take place in Oaxaca.",
    )

    assert shown(client, q="oaxaca") == []
    amend_text(
        call_id=call.pk,
        version=call.version,
        language="en",
        title="Officer",
        text=words,
        what={"en": "Where interviews take place."},
        reason="Asked by many.",
        by=amina,
    )
    assert shown(client, q="oaxaca") == ["Officer"]


def test_filters_keep_what_fits(client: Client, programme: Programme, amina: User) -> None:
    titled(programme, amina, "A", duty_station="Algiers", grade="P3", theme="migration")
    titled(programme, amina, "B", duty_station="Lima", grade="NOA", languages=["es"])

    assert shown(client, place="Algiers") == ["A"]
    assert shown(client, grade="NOA") == ["B"]
    assert shown(client, theme="migration") == ["A"]
    assert shown(client, language="en") == ["A"]
    assert sorted(shown(client, language="es")) == ["A", "B"]
    assert sorted(shown(client, place="<script>", page="x")) == ["A", "B"], "not among the choices"


def test_pages_and_their_cost(
    client: Client, programme: Programme, amina: User, django_assert_max_num_queries: Any
) -> None:
    calls = [make_published(programme, amina) for _ in range(3)]
    for number in range(30):
        copy = Call.objects.get(pk=calls[0].pk)
        copy.pk, copy.notice, copy.number = None, None, f"COPY/{number}"
        copy.slug = f"copy-{number}"
        copy.save()

    with django_assert_max_num_queries(8):
        first = client.get(LIST)
    second = client.get(LIST, {"page": "2"})

    assert len(first.context["rows"]) == 20
    assert len(second.context["rows"]) == 13
    assert len(first.content) < 150_000


@pytest.mark.parametrize(("language", "word"), [("es", "día"), ("fr", "jour"), ("ar", "يوم")])
def test_every_language_counts_down(
    language: str, word: str, client: Client, programme: Programme, amina: User
) -> None:
    call = make_published(programme, amina)
    Call.objects.filter(pk=call.pk).update(closes_at=timezone.now() + timedelta(days=5, hours=2))

    page = client.get(LIST, headers={"accept-language": language})

    assert f'lang="{language}"' in page.content.decode()
    [(_call, countdown)] = page.context["rows"]
    assert countdown.is_open
    assert countdown.words
