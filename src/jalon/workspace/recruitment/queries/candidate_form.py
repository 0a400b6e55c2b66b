"""What the form asks for one call: its sections, its questions, and how far they are filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.models import Application, Call
from jalon.workspace.recruitment.queries.requirements import requirements_of
from jalon.workspace.recruitment.rules.applications import Section, unfilled
from jalon.workspace.recruitment.rules.questions import Asks, Question, questions

SECTIONS: dict[Section, str | Promise] = {
    Section.CONTACT: _("Who you are"),
    Section.NATIONALITY: _("Nationality and residence"),
    Section.EDUCATION: _("Education"),
    Section.EMPLOYMENT: _("Work"),
    Section.LANGUAGES: _("Languages"),
    Section.ELIGIBILITY: _("Questions of this call"),
    Section.LETTER: _("Your letter"),
    Section.CONSENT: _("Your agreement"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One section in the list of what is to be filled in."""

    section: Section
    title: str | Promise
    is_whole: bool
    is_begun: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as the notice words it, in the reader's language."""

    key: str
    text: str


def questions_of(call: Call) -> tuple[Question, ...]:
    """Return what is to be asked, from what the call requires."""
    return questions(requirements_of(call.requirements.all()))


def declared_of(asked: tuple[Question, ...]) -> list[Wording]:
    """Return the questions that are answered by yes or no."""
    return [
        Wording(question.requirement, text_of(question.said))
        for question in asked
        if question.asks is Asks.YES_OR_NO
    ]


def abouts(asked: tuple[Question, ...], what: Asks) -> list[str]:
    """Return of which countries or languages something is asked."""
    return [question.about for question in asked if question.asks is what]


def unanswered(sections: Mapping[str, Any], asked: tuple[Question, ...]) -> list[Wording]:
    """Return the questions of the call that wait for an answer."""
    given = (sections.get(Section.ELIGIBILITY) or {}).get("declared") or {}
    return [each for each in declared_of(asked) if given.get(each.key) is None]


def parts_of(application: Application, asked: tuple[Question, ...]) -> list[Part]:
    """Return the sections with how far each is filled."""
    lacking = {name.partition(".")[0] for name in unfilled(application.sections)}
    if unanswered(application.sections, asked):
        lacking.add(Section.ELIGIBILITY.value)
    return [
        Part(section, title, section.value not in lacking, section in application.sections)
        for section, title in SECTIONS.items()
    ]
