"""Calls from the draft of their notice to its publication, each step on a day of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.documents.models import Document
from jalon.workspace.documents.services.clearance import clear_step
from jalon.workspace.documents.services.files import store_file
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.notice_text import notice_text
from jalon.workspace.recruitment.rules.call_templates import fields_of
from jalon.workspace.recruitment.rules.candidate import DegreeLevel
from jalon.workspace.recruitment.rules.deadlines import deadline_at
from jalon.workspace.recruitment.rules.drafts import (
    CallFields,
    CriterionFields,
    RequirementFields,
    TextFields,
)
from jalon.workspace.recruitment.rules.kinds import CallKind, Stage
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind
from jalon.workspace.recruitment.rules.requirements import levels_of
from jalon.workspace.recruitment.services.clearing import hand_in_notice
from jalon.workspace.recruitment.services.criteria import fix_criteria
from jalon.workspace.recruitment.services.drafting import draft_call
from jalon.workspace.recruitment.services.publishing import publish_call

HEADER = ("number", "grade", "department", "unit", "duty_station", "duration", "occupation")
RETIRED = {
    "es": "Me he separado de una organización de las Naciones Unidas por jubilación.",
    "en": "I have separated from an organization of the United Nations on retirement.",
    "fr": "J'ai quitté une organisation des Nations Unies pour prendre ma retraite.",
    "ar": "انتهت خدمتي في إحدى منظمات الأمم المتحدة بسبب التقاعد.",
}
COMMAND = {
    "es": "Dominio del idioma de trabajo.",
    "en": "Command of the working language.",
    "fr": "Maîtrise de la langue de travail.",
    "ar": "إتقان لغة العمل.",
}


@dataclass(frozen=True)
class Office:
    """Who does what with a call: drafts and screens, passes and publishes, decides."""

    programme: Programme
    team: Mapping[str, User]
    recruiter: User
    publisher: User
    decider: User


def draft(office: Office, facts: Mapping[str, Any], *, begun: date, last_day: date) -> Call:
    """Begin a call with all that its notice says, as its recruiter; `last_day` to apply."""
    country = Country.objects.get(iso3=facts["country"])
    languages = facts["languages"]
    fields = fields_of(
        CallKind(facts["kind"]),
        languages,
        today=begun,
        country=country.iso2,
        title=facts["title"],
    )
    with on(begun):
        return draft_call(
            programme=office.programme,
            fields=replace(
                fields,
                **{name: facts[name] for name in HEADER},
                theme=facts["theme"],
                closes_at=deadline_at(last_day, facts["zone"]),
                closes_zone=facts["zone"],
                texts=_texts(fields, facts),
                requirements=_requirements(fields, languages),
                criteria=_criteria(fields, facts),
            ),
            country=country,
            by=office.recruiter,
        )


def _texts(fields: CallFields, facts: Mapping[str, Any]) -> dict[str, TextFields]:
    begun = {
        language: replace(text, introduction=facts["introduction"][language])
        for language, text in fields.texts.items()
    }
    if "ar" in facts:
        own = facts["ar"]
        begun["ar"] = TextFields(**{**own, "duties": tuple(own["duties"])})
    return begun


def _requirements(fields: CallFields, languages: list[str]) -> tuple[RequirementFields, ...]:
    """Return the template's, with a rule for the language and the question on retirement."""
    known = [each for each in fields.requirements if each.kind is not RequirementKind.JUDGED]
    spoken = "fr" if languages == ["fr"] else "es"
    if all(each.kind is not RequirementKind.LANGUAGES for each in known):
        parameters = {"of": [spoken], "levels": levels_of("C1")}
        known.append(_asked(RequirementKind.LANGUAGES, parameters, COMMAND, languages))
    known.append(_asked(RequirementKind.DECLARED, {"passes": False}, RETIRED, languages))
    work = 1 + [each.kind for each in known].index(RequirementKind.EXPERIENCE)
    return tuple(_instead(each, work) for each in known)


def _asked(
    kind: RequirementKind,
    parameters: Mapping[str, Any],
    words: Mapping[str, str],
    languages: list[str],
) -> RequirementFields:
    text = {language: words[language] for language in languages}
    return RequirementFields(kind=kind, parameters=parameters, text=text)


def _instead(each: RequirementFields, work: int) -> RequirementFields:
    """Let a technical degree be enough for who has worked four years more, where a first is asked.

    `work` is the place of the experience that is asked.
    """
    if each.parameters.get("level") != DegreeLevel.FIRST:
        return each
    lower = {"level": int(DegreeLevel.SHORT_CYCLE), "extra_months": 48}
    return replace(
        each, parameters={**each.parameters, "in_lieu": [lower], "experience": str(work)}
    )


def _criteria(fields: CallFields, facts: Mapping[str, Any]) -> tuple[CriterionFields, ...]:
    if "criteria" not in facts:
        return fields.criteria
    return tuple(
        CriterionFields(
            stage=Stage.APPLICATION,
            title={language: each[language] for language in ("en", "es", "fr", "ar")},
            weight=Decimal(each["weight"]),
            anchors=facts["anchors"],
        )
        for each in facts["criteria"]
    )


def hand_in(office: Office, call: Call, day: date) -> Call:
    """Hand the notice in to be cleared."""
    with on(day):
        text = ContentFile(notice_text(call).encode(), "anuncio.txt")
        file = store_file(file=text, programme=call.programme, by=office.recruiter)
        return hand_in_notice(call_id=call.pk, version=call.version, file=file, by=office.recruiter)


def clear(office: Office, call: Call, day: date, *, most: int = 99) -> None:
    """Let the office clear a notice, one step a day, `most` steps of it."""
    assert call.notice_id is not None
    Document.objects.filter(pk=call.notice_id).update(is_demo=True)
    for number in range(most):
        paper = Document.objects.get(pk=call.notice_id)
        open_ = paper.steps.filter(decision="", opened_at__isnull=False, is_acceptance=False)
        step = open_.order_by("order", "pk").first()
        if step is None:
            return
        with on(day + timedelta(days=number)):
            clear_step(step_id=step.pk, version=paper.version, by=office.team[step.role])


def publish(office: Office, call: Call, day: date) -> Call:
    """Fix the criteria and show the notice to everybody."""
    with on(day):
        call = fix_criteria(call_id=call.pk, version=_version(call), by=office.recruiter)
        return publish_call(call_id=call.pk, version=call.version, by=office.publisher)


def bring_out(
    office: Office, facts: Mapping[str, Any], *, begun: date, out: date, last_day: date
) -> Call:
    """Bring a call from its draft to its publication."""
    call = draft(office, facts, begun=begun, last_day=last_day)
    call = hand_in(office, call, begun + timedelta(days=4))
    clear(office, call, begun + timedelta(days=6))
    return publish(office, call, out)


def _version(call: Call) -> int:
    return int(Call.objects.values_list("version", flat=True).get(pk=call.pk))


def again(call: Call) -> Call:
    """Return the call as it stands now."""
    return Call.objects.select_related("notice", "programme").get(pk=call.pk)


def closing(call: Call) -> datetime:
    """Return the deadline of a call that has one."""
    assert call.closes_at is not None
    return call.closes_at
