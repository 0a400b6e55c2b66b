"""Write a draft: its head, its texts, its days, its subject."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.documents.forms.obligations import PersonForm
from jalon.workspace.documents.queries.parties import people_of
from jalon.workspace.documents.views.answers import bound
from jalon.workspace.http import Request
from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.forms.header import (
    HeaderForm,
    TextForm,
    header_of,
    text_of_form,
)
from jalon.workspace.recruitment.forms.plan import DatesForm, SubjectForm, dates_of
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.notice_text import ORDER, body_of
from jalon.workspace.recruitment.rules.competencies import competencies, named_in
from jalon.workspace.recruitment.rules.occupations import occupations, suggest_occupation
from jalon.workspace.recruitment.services.editing import (
    edit_header,
    edit_text,
    give_call,
    set_dates,
    set_subject,
)
from jalon.workspace.recruitment.views import fetch
from jalon.workspace.recruitment.views.answers import ask, call_url

P = Permission


@login_required
def edit_call(request: Request, code: str, pk: int) -> HttpResponse:
    """Change what stands at the head of the notice."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    form = HeaderForm(bound(request), initial=header_of(call))

    def act(data: dict[str, Any]) -> None:
        edit_header(call_id=call.pk, version=data["version"], values=form.values(), by=request.user)

    return ask(request, form, call, act=act, heading=_("The head of the notice"))


@login_required
def texts(request: Request, code: str, pk: int) -> HttpResponse:
    """Show the notice in each of its languages, and which it could be written in."""
    call = fetch.call_of(request.user, code, pk)
    written = {text.language: text for text in call.texts.all()}
    context = {
        "programme": call.programme,
        "call": call,
        "shown": fetch.overview_for(request.user, call),
        "parts": ORDER,
        "writings": [(language, name, written.get(language)) for language, name in _languages()],
    }
    return render(request, "recruitment/texts.html", context)


@login_required
def edit_words(request: Request, code: str, pk: int, language: str) -> HttpResponse:
    """Write the notice in one language."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    name = dict(_languages()).get(language)
    if name is None:
        raise Http404
    text = next((one for one in call.texts.all() if one.language == language), None)
    initial = text_of_form(call, text, language)
    form = TextForm(bound(request), initial=initial, language=language)

    def act(data: dict[str, Any]) -> None:
        edit_text(
            call_id=call.pk,
            version=data["version"],
            language=language,
            title=data["title"],
            text=form.text(),
            by=request.user,
        )

    heading = _now("The notice in %(language)s") % {"language": name}
    return ask(request, form, call, act=act, heading=heading, then=call_url(call, "texts"))


@login_required
def dates(request: Request, code: str, pk: int) -> HttpResponse:
    """Plan by which day each stage is to be reached."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    reached = [row.stage for row in call.timeline.all() if row.reached_at]
    form = DatesForm(bound(request), initial=dates_of(call), reached=reached)

    def act(data: dict[str, Any]) -> None:
        set_dates(call_id=call.pk, version=data["version"], days=form.days(), by=request.user)

    return ask(request, form, call, act=act, heading=_("Planned days"))


@login_required
def subject(request: Request, code: str, pk: int) -> HttpResponse:
    """Say what the work is about; what the words suggest is shown, and chosen by nobody."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    initial = {
        "occupation": call.occupation,
        "theme": call.theme,
        "competencies": call.competencies,
        "version": call.version,
    }
    form = SubjectForm(bound(request), initial=initial)

    def act(data: dict[str, Any]) -> None:
        set_subject(
            call_id=call.pk,
            version=data["version"],
            code=data["occupation"],
            theme=data["theme"],
            competencies=tuple(data["competencies"]),
            by=request.user,
        )

    return ask(
        request,
        form,
        call,
        act=act,
        heading=_("Occupation and competencies"),
        template="recruitment/subject.html",
        suggested=_suggested(call),
        named=_named(call),
    )


@login_required
def give(request: Request, code: str, pk: int) -> HttpResponse:
    """Let another person answer for the call."""
    call = fetch.call_for(request.user, P.CALL_EDIT, code, pk)
    initial = {"version": call.version, "person": call.responsible_id}
    form = PersonForm(bound(request), people=people_of(call.programme), initial=initial)

    def act(data: dict[str, Any]) -> None:
        give_call(call_id=call.pk, version=data["version"], to=data["person"], by=request.user)

    heading = _("Who answers for it from now on?")
    return ask(request, form, call, act=act, heading=heading)


def _languages() -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)


def _suggested(call: Call) -> list[dict[str, Any]]:
    """Return the occupations of which the words speak, each with the words."""
    found: dict[str, dict[str, Any]] = {}
    for text in call.texts.all():
        title = call.title.get(text.language, "")
        for one in suggest_occupation(body_of(text), text.language, title=title):
            row = found.setdefault(one.code, {"weight": 0, "because": []})
            row["weight"] += one.weight
            row["because"] += one.because
    ordered = sorted(found.items(), key=lambda item: -item[1]["weight"])[:3]
    titles = occupations()
    return [{"code": code, "titles": titles[code].titles, **row} for code, row in ordered]


def _named(call: Call) -> list[str]:
    """Return the competencies that the text names and that are not chosen yet."""
    keys = {k for t in call.texts.all() for k in named_in(t.competencies, t.language)}
    titles = {one.key: text_of(one.title) for one in competencies()}
    return [titles[key] for key in titles if key in keys - set(call.competencies)]
