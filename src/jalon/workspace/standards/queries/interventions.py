"""The library of interventions, and the questionnaires."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from jalon.workspace.standards.models import Intervention, Questionnaire, QuestionnaireItem
from jalon.workspace.standards.queries.vocabulary import holds


@dataclass(frozen=True, slots=True)
class WantedIntervention:
    """What a reader looks for among the interventions."""

    text: str = ""
    policy_area: str = ""
    role: str = ""
    evidence: str = ""


def find_interventions(wanted: WantedIntervention) -> list[Intervention]:
    """Return the interventions that fit, by key."""
    found = Intervention.objects.order_by("key")
    if wanted.policy_area:
        found = found.filter(policy_area=wanted.policy_area)
    if wanted.evidence:
        found = found.filter(evidence=wanted.evidence)
    return [
        each
        for each in found
        if (not wanted.role or wanted.role in each.roles)
        and holds(wanted.text, each.key, each.name, *each.outputs)
    ]


def areas_in_use() -> list[str]:
    """Return the policy areas that interventions have."""
    areas = Intervention.objects.order_by("policy_area").values_list("policy_area", flat=True)
    return list(areas.distinct())


def questionnaires() -> QuerySet[Questionnaire]:
    """Return the questionnaires with the number of their questions."""
    size = Count("items", filter=Q(items__retired_date=None))
    return Questionnaire.objects.annotate(size=size).order_by("pk")


@dataclass(frozen=True, slots=True)
class Domain:
    """The questions of one domain."""

    code: str
    title: dict[str, str]
    items: list[QuestionnaireItem]


def domains_of(questionnaire: Questionnaire) -> list[Domain]:
    """Return a questionnaire's questions by domain, in their order."""
    items = questionnaire.items.order_by("order", "pk")
    found = []
    for code, group in groupby(items, lambda item: item.domain):
        questions = list(group)
        found.append(Domain(code, questions[0].domain_title, questions))
    return found
