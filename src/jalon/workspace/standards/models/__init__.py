"""Reference facts, each with its source and its certainty."""

from jalon.workspace.standards.models.agendas import Agenda, AgendaItem
from jalon.workspace.standards.models.instruments import (
    Instrument,
    Provision,
    Ratification,
    Term,
)
from jalon.workspace.standards.models.interventions import Intervention
from jalon.workspace.standards.models.loads import CatalogueLoad, Proposal
from jalon.workspace.standards.models.questionnaires import Questionnaire, QuestionnaireItem

__all__ = [
    "Agenda",
    "AgendaItem",
    "CatalogueLoad",
    "Instrument",
    "Intervention",
    "Proposal",
    "Provision",
    "Questionnaire",
    "QuestionnaireItem",
    "Ratification",
    "Term",
]
