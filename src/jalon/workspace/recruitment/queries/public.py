"""Calls as everybody may see them: published, open by the clock; nothing else is there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from jalon.workspace.folding import folded
from jalon.workspace.narratives import chosen
from jalon.workspace.recruitment.models import Call, CallText
from jalon.workspace.recruitment.queries.notice_text import HEADER, body_of
from jalon.workspace.recruitment.rules.calls import PUBLIC, CallState

LONGEST_QUESTION = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a reader looks for; what is empty is not asked."""

    words: str = ""
    place: str = ""
    grade: str = ""
    language: str = ""
    theme: str = ""


@dataclass(slots=True)
class Offered:
    """What there is to choose from among the calls that are shown."""

    places: set[str] = field(default_factory=set)
    grades: set[str] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)


def public_calls() -> QuerySet[Call]:
    """Return the calls that have been published, and were not cancelled."""
    return Call.objects.filter(
        state__in=[state.value for state in PUBLIC],
        published_at__isnull=False,
        closes_at__isnull=False,
    )


def open_calls(now: datetime) -> QuerySet[Call]:
    """Return the calls that one may still answer, the first to close first."""
    found = public_calls().filter(state=CallState.PUBLISHED.value, closes_at__gt=now)
    return found.order_by("closes_at", "pk")


def closed_calls(now: datetime) -> QuerySet[Call]:
    """Return the calls whose deadline is over, the last to close first."""
    over = Q(closes_at__lte=now) | ~Q(state=CallState.PUBLISHED.value)
    return public_calls().filter(over).order_by("-closes_at", "-pk")


def with_languages(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Fetch with each call the languages of its notice, without the words."""
    only = CallText.objects.only("call", "language").order_by("pk")
    return calls.select_related("country").prefetch_related(Prefetch("texts", queryset=only))


def looked_for(calls: QuerySet[Call], asked: Asked) -> QuerySet[Call]:
    """Keep the calls that fit everything that is asked."""
    for word in folded(asked.words[:LONGEST_QUESTION]).split():
        calls = calls.filter(found_by__contains=word)
    if asked.place:
        calls = calls.filter(duty_station=asked.place)
    if asked.grade:
        calls = calls.filter(grade=asked.grade)
    if asked.theme:
        calls = calls.filter(theme=asked.theme)
    if asked.language:
        calls = calls.filter(texts__language=asked.language)
    return calls


def offered(calls: QuerySet[Call]) -> Offered:
    """Return what the filters offer; nothing that would find nothing."""
    found = Offered()
    rows = calls.order_by().values_list("duty_station", "grade", "theme").distinct()
    for place, grade, theme in rows:
        found.places.add(place)
        found.grades.add(grade)
        found.themes.add(theme)
    return found


def languages_of(texts: Iterable[CallText]) -> list[str]:
    """Return the languages in which a notice is published, as they were written."""
    return [text.language for text in texts]


def text_for(texts: Iterable[CallText], language: str) -> CallText:
    """Return the text in a language, or in another where the notice has none in it."""
    by_language = {text.language: text for text in texts}
    marks = {code: code for code in by_language}
    return by_language[chosen(marks, language)[1]]


def words_of_call(call: Call) -> str:
    """Return what a call is found by: everything that its notice says, in all its languages."""
    names = [*call.title.values(), *(call.country.name.values() if call.country else ())]
    header = [str(getattr(call, name)) for name in HEADER]
    texts = [body_of(text) for text in call.texts.all()]
    return folded(" \n".join([*names, *header, *texts]))
