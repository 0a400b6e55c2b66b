"""Whoever scores walks through the whole site: nothing on it tells whose application is whose."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

from factories.accounts import make_user
from factories.assessment import criteria, make_member, on_lists
from factories.programmes import give
from factories.recruitment import close, make_application, make_candidate, make_published, submit
from integration.workspace.recruitment.pages import post_marks, signed_in
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.accounts.services import enter_candidate
from jalon.workspace.audit.models import Event
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import (
    Application,
    ApplicationFile,
    Call,
    CentreOutcome,
    Interview,
    PanelMember,
    Sitting,
    Verdict,
    WrittenTest,
)
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage
from jalon.workspace.recruitment.rules.panel import PanelRole
from jalon.workspace.recruitment.services.applying import enter_application
from jalon.workspace.recruitment.services.opening import open_applications

pytestmark = pytest.mark.django_db
BORN = re.compile(r"\b1937\b")  # a token may hold the digits
NAME, OTHER = "Zenobia Quetzalli", "Yolotl Xanthippe"
CONTACT = {
    "name": NAME,
    "email": "zq@applicant.example",
    "phone": "+676 555 0173",
    "address": "7 Fangatongo Road",
    "birth_date": "1937-03-09",
    "sex": "female",
    "region": "asia-pacific",
}
# Nothing of these is on any page; a name is, where conflicts are declared, without a code.
NOWHERE = ("zq@applicant", "555 0173", "Fangatongo", "My name is", "zenobia-cv", "Neiafu")
# Of an application, these neither: they are words of other pages.
ABOUT_IT = ("Tonga", ">TO<", "asia-pacific", "woman", "female")
MOST = 900  # pages of a walk; one that has not ended by then proves nothing
QUERIES = 3  # pages of one address: months, languages and sheets go on without an end
LEAVE = re.compile(r"logout|/static/|\.(css|js|png|svg|ico)$|/accounts/|switch/|calendar|/i18n/")
# The rest of the site is walked by who sees most of it.
NEAR = r"/(recruitment|audit|search|people|vacancies)/|/$"


@pytest.fixture
def call(programme: Programme, amina: User, bruno: User) -> Call:
    """A call in assessment, made through the services, so that the trail holds what it would."""
    call = make_published(programme, amina)
    named = make_candidate(NAME, email="zq@applicant.example")
    first = make_application(
        call,
        named,
        contact=CONTACT,
        nationality={"nationalities": ["TO"], "residence": "TO"},
        letter={"text": f"My name is {NAME}."},
        education=[
            {"row": "e1", "level": 7, "title": "Master", "completed": True, "country": "TO",
             "year": 1960}
        ],
    )  # fmt: skip
    stored = store_file(
        file=ContentFile(b"My life", "zenobia-cv.txt"), programme=programme, by=amina
    )
    ApplicationFile.objects.create(application=first, kind="cv", file=stored)
    submit(first)
    entered = enter_application(
        call_id=call.pk, candidate=entered_for(OTHER, bruno), reason="Cannot see", by=bruno
    )
    whole = make_application(call)
    entered.sections = {**whole.sections, "contact": {"name": OTHER, "email": "yx@a.example"}}
    entered.save()
    submit(entered, bruno)
    submit(whole)
    call = close(call)
    for role in (PanelRole.CHAIR, PanelRole.MEMBER, PanelRole.HUMAN_RESOURCES):
        make_member(call, make_user(), role)
    call = open_applications(call_id=call.pk, version=call.version, by=amina)
    Verdict.objects.update(found="met", confirmed="met", by=amina, at=timezone.now())
    on_lists(call, amina, ListKind.LONG, ListKind.SHORT)
    Call.objects.update(state="assessment")
    return with_stages(Call.objects.get(pk=call.pk), amina)


def entered_for(name: str, by: User) -> User:
    return enter_candidate(email="yx@applicant.example", name=name, language="en", by=by)


def with_stages(call: Call, by: User) -> Call:
    """Let everybody have written the test and been heard."""
    now = timezone.now()
    test = WrittenTest.objects.create(
        call=call,
        opens_at=now - timedelta(hours=1),
        closes_at=now,
        minutes=1,
        tasks=[{"en": "Analyse"}],
    )
    for number, row in enumerate(Application.objects.filter(call=call)):
        Sitting.objects.create(
            test=test, application=row, code=f"SCRIPT{number}", began_at=now, ended_at=now,
            answers=["Words"], accommodation=f"A quiet room for {NAME} of Neiafu",
        )  # fmt: skip
        Interview.objects.create(
            application=row, starts_at=now, zone="UTC", accommodation=f"A ramp for {NAME}, Neiafu"
        )
        CentreOutcome.objects.create(
            application=row, outcome="passed", held_date=date(2026, 1, 1), by=by
        )
        row.referees.create(name="A referee of Neiafu", by=by)
    return call


def addresses(call: Call) -> list[str]:
    """Return every address of the call's pages, for the applications that have a name."""
    rows = [Application.objects.get(call=call, candidate__name=name) for name in (NAME, OTHER)]
    first, entered = rows
    known: dict[str, list[Any]] = {
        "code": [call.programme.code],
        "pk": [call.pk],
        "key": [first.code, first.sitting.code],
        "entry": [entered.code],
        "stage": [stage.value for stage in Stage],
        "which": ["long", "short"],
        "language": ["en"],
        "form": ["pdf"],
        "kind": ["interview"],
        "file": list(ApplicationFile.objects.values_list("pk", flat=True)),
        "found": [row.verdicts.earliest("pk").pk for row in rows],
        "member": list(PanelMember.objects.values_list("pk", flat=True)[:1]),
        "criterion": [each.pk for stage in Stage for each in criteria(call, stage)[:1]],
        "requirement": [call.requirements.earliest("order").pk],
        "referee": [each.pk for row in rows for each in row.referees.all()],
        "letter_id": list(call.letters.values_list("pk", flat=True)),
        "condition": [1],
        "name": ["contact", "letter", "education"],
        "row": ["e1"],
    }
    found = []
    for name, wanted in named_urls():
        for parts in combinations_of(known, wanted):
            try:
                found.append(reverse(f"recruitment:{name}", kwargs=parts))
            except NoReverseMatch:
                continue
    return found


def named_urls() -> list[tuple[str, list[str]]]:
    """Return the names of the pages of recruitment, each with the names of its arguments."""
    _prefix, resolver = get_resolver().namespace_dict["recruitment"]
    names = {name for name in resolver.reverse_dict if isinstance(name, str)}
    return [(name, resolver.reverse_dict[name][0][0][1]) for name in sorted(names)]


def combinations_of(known: dict[str, list[Any]], names: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{}]
    for name in names:
        found = [{**each, name: value} for each in found for value in known.get(name, [])]
    return found


def walk(client: Client, first: list[str], *, within: str = "/") -> dict[str, str]:
    """Open pages from link to link to the last; return what was shown at each, its head with it."""
    seen: dict[str, str] = {}
    waiting, known = deque(first), set(first)
    asked = Counter(urlsplit(url).path for url in first)
    while waiting:
        url = waiting.popleft()
        answer: HttpResponseBase = client.get(url)
        if answer.status_code != 200:
            continue
        seen[url] = f"{url}\n{dict(answer.headers)}\n{text_of(answer)}"
        for link in links_of(url, seen[url]):
            path = urlsplit(link).path
            if link not in known and asked[path] < QUERIES and re.match(within, path):
                asked[path] += 1
                known.add(link)
                waiting.append(link)
        assert len(seen) < MOST
    return seen


def told_in(text: str) -> list[str]:
    """Return what a page tells of somebody, of what is on no page."""
    return [*(words for words in NOWHERE if words in text), *BORN.findall(text)]


def links_of(url: str, page: str) -> Iterator[str]:
    """Give the links of a page that lead on."""
    for found in re.findall(r'href="([^"#]+)', page):
        link = found.replace("&amp;", "&")
        if link.startswith(("/", "?")) and not link.startswith("//") and not LEAVE.search(link):
            yield link if link.startswith("/") else urlsplit(url).path + link


def text_of(answer: HttpResponseBase) -> str:
    if isinstance(answer, StreamingHttpResponse):
        content = b"".join(answer.streaming_content)  # type: ignore[arg-type]  # not asynchronous
    else:
        content = answer.content  # type: ignore[attr-defined]  # of an answer that is no stream
    return content.decode("utf-8", "replace")


READERS = {
    "member": None,
    "officer": Role.OFFICER,
    "director": Role.DIRECTOR,
    "administrator": Role.ADMINISTRATOR,
    "monitoring": Role.MONITORING,
}


def seated(call: Call, role: Role | None) -> User:
    user = make_user("Who scores")
    if role:
        give(user, role, None if role is Role.ADMINISTRATOR else call.programme)
    make_member(call, user)
    return user


def starts(call: Call) -> list[str]:
    asked = [f"/search/?q={words}" for words in ("Zenobia", "applicant", "Quetzalli")]
    trails = ["/audit/", f"/audit/programmes/{call.programme_id}/", "/audit/export/"]
    events = [f"/audit/{number}/" for number in Event.objects.values_list("number", flat=True)]
    return ["/", *asked, *trails, *events, *addresses(call)]


@pytest.mark.parametrize("who", list(READERS))
def test_nothing_tells_whose_application_is_whose(call: Call, who: str) -> None:
    codes = {
        code
        for pair in Application.objects.filter(call=call).values_list("code", "sitting__code")
        for code in pair
    }
    client = signed_in(seated(call, READERS[who]))
    pages = walk(client, starts(call), within="/" if who == "director" else NEAR)
    base = reverse("recruitment:assessment", args=[call.programme.code, call.pk])
    declare = reverse("recruitment:declare", args=[call.programme.code, call.pk])
    assert base in pages
    assert len(pages) > 20
    of_it = [text for text in pages.values() if any(code in text for code in codes)]
    assert len(of_it) > 6  # sheets of three stages, lists, the application itself
    wrong = []
    for url, text in pages.items():
        told = told_in(text)
        if any(code in text for code in codes):
            told += [words for words in (NAME, OTHER, *ABOUT_IT) if words in text]
        elif (NAME in text or OTHER in text) and url != declare:
            told += [NAME]
        wrong += [f"{url}: {told}"] if told else []
    assert not wrong, "\n".join(wrong)
    assert not any(NAME in f"{m.subject} {m.body}" for m in mail.outbox if "Who" in str(m.to))


def test_the_walk_would_see_a_name(call: Call) -> None:
    """Who screens and does not score sees names beside codes: the same walk finds them."""
    user = make_user("Who screens")
    give(user, Role.OFFICER, call.programme)
    first = Application.objects.get(candidate__name=NAME)
    page = reverse("recruitment:application", args=[call.programme.code, call.pk, first.code])
    heard = reverse("recruitment:interviews", args=[call.programme.code, call.pk])
    pages = walk(signed_in(user), [page, heard], within="/recruitment/.*/applications/")
    assert any(NAME in text and first.code in text for text in pages.values())
    assert {"1937", "Fangatongo", "zenobia-cv"} <= set(told_in(pages[page]))
    assert "Neiafu" in pages[heard]


def test_a_tie_that_was_declared_is_not_taken_back_to_learn_a_code(call: Call) -> None:
    user = seated(call, None)
    client = signed_in(user)
    address = reverse("recruitment:declare", args=[call.programme.code, call.pk])
    fields = re.findall(r'<select name="(c[0-9a-f]+)"', client.get(address).text)
    ties = dict.fromkeys(fields, "none") | {"honest": "on"}
    assert client.post(address, {**ties, fields[0]: "close-friend"}).status_code == 302
    refused = client.post(address, ties)
    assert refused.status_code == 422
    assert PanelMember.objects.get(user=user).conflicts.get().tie == "close-friend"
    assert client.post(address, {**ties, fields[0]: "family"}).status_code == 302


def test_once_the_call_is_decided_the_trail_is_whole_again(call: Call) -> None:
    user = seated(call, Role.DIRECTOR)
    trail = f"/audit/programmes/{call.programme_id}/"
    assert "shown to you once the call is decided" in signed_in(user).get(trail).text
    Call.objects.update(state="decided")
    page = signed_in(user).get(trail).text
    assert "shown to you once the call is decided" not in page
    assert "handed the application in" in page


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.OFFICER])
def test_scripts_are_read_by_nobody_who_runs_the_call_before_names_are_open(
    call: Call, role: Role
) -> None:
    Sitting.objects.update(answers=["Words of a script"])
    user = make_user("Who runs it")
    give(user, role, call.programme)
    pages = walk(signed_in(user), starts(call), within=NEAR)
    assert len(pages) > 30
    assert [url for url, text in pages.items() if "Words of a script" in text] == []


@pytest.mark.parametrize(
    "role", [Role.EVALUATOR, Role.DONOR, Role.PARTNER, Role.CONSULTANT, Role.FINANCE, None]
)
def test_others_reach_no_application(call: Call, role: Role | None) -> None:
    user = make_user("Another")
    if role:
        give(user, role, call.programme)
    client = signed_in(user)
    pages = walk(client, starts(call), within="/" if role is Role.EVALUATOR else NEAR)
    told = ("Analyse", NAME, OTHER)
    found = {url: told_in(text) + [w for w in told if w in text] for url, text in pages.items()}
    assert {url: words for url, words in found.items() if words} == {}


def test_what_a_scorer_opens_is_in_the_trail(call: Call) -> None:
    user = seated(call, None)
    client = signed_in(user)
    for row in Application.objects.filter(call=call):
        for stage, key in ((Stage.APPLICATION, row.code), (Stage.WRITTEN_TEST, row.sitting.code)):
            before = Event.objects.filter(what="recruitment.candidate-seen").count()
            page = reverse(
                "recruitment:sheet", args=[call.programme.code, call.pk, stage.value, key]
            )
            assert client.get(page).status_code == 200
            assert Event.objects.filter(what="recruitment.candidate-seen").count() == before + 1
        refused = post_marks(client, call, row, 9)
        assert refused.status_code == 422
