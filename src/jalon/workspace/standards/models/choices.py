"""How the words of the rules are shown."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.standards.rules.words import (
    Category,
    Certainty,
    InstrumentKind,
    Kind,
    Origin,
    Set,
    Status,
    Terms,
)

Labels = Mapping[StrEnum, Promise]

CERTAINTIES: Labels = {
    Certainty.VERIFIED_PRIMARY: _("verified at its owner"),
    Certainty.VERIFIED_SECONDARY: _("verified in a copy"),
    Certainty.PARTLY_VERIFIED: _("partly verified"),
    Certainty.UNVERIFIED: _("unverified"),
}
STATUSES: Labels = {
    Status.RATIFIED: _("ratified"),
    Status.SIGNED: _("signed, not ratified"),
    Status.NOT_RATIFIED: _("not ratified"),
    Status.NO_ACTION: _("neither signed nor ratified"),
    Status.NOT_FOUND: _("no ratification found"),
    Status.DENOUNCED: _("denounced"),
}
INSTRUMENT_KINDS: Labels = {
    InstrumentKind.CONVENTION: _("Convention"),
    InstrumentKind.PROTOCOL: _("Protocol"),
    InstrumentKind.RECOMMENDATION: _("Recommendation"),
    InstrumentKind.TREATY: _("United Nations treaty"),
}
CATEGORIES: Labels = {
    Category.FUNDAMENTAL: pgettext_lazy("instrument", "fundamental"),
    Category.GOVERNANCE: pgettext_lazy("instrument", "governance"),
    Category.TECHNICAL: pgettext_lazy("instrument", "technical"),
    Category.RECOMMENDATION: _("recommendation"),
    Category.UN_TREATY: _("core human-rights treaty"),
}
SETS: Labels = {Set.CORE: _("core set"), Set.EXTENDED: _("extended set")}
ORIGINS: Labels = {
    Origin.OFFICIAL: _("official items"),
    Origin.INSPIRED: _("own questionnaire, inspired by it"),
    Origin.OWN: _("own questionnaire"),
}
TERMS: Labels = {
    Terms.THEME: _("themes"),
    Terms.TOPIC: _("topics"),
    Terms.STAGE: _("stages of migration"),
    Terms.ITEM_KIND: _("kinds of agenda items"),
    Terms.RELEVANCE: _("relevance"),
    Terms.POLICY_AREA: _("policy areas"),
    Terms.ROLE: _("roles of countries"),
    Terms.EVIDENCE: _("evidence"),
}
KINDS: Labels = {
    Kind.TERMS: _("words"),
    Kind.INSTRUMENTS: _("instruments"),
    Kind.PROVISIONS: _("provisions"),
    Kind.RATIFICATIONS: _("ratifications"),
    Kind.AGENDAS: _("agendas"),
    Kind.AGENDA_ITEMS: _("agenda items"),
    Kind.INTERVENTIONS: _("interventions"),
    Kind.QUESTIONNAIRES: _("questionnaires"),
    Kind.QUESTIONNAIRE_ITEMS: _("questions"),
}


def choices(labels: Labels) -> list[tuple[str, Promise]]:
    """Return labels as a field's choices."""
    return [(word.value, label) for word, label in labels.items()]
