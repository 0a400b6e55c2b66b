"""The words of the catalogue: how certain a fact is, what a country has done about a treaty."""

from collections.abc import Iterable
from enum import StrEnum


class Certainty(StrEnum):
    """How far a fact may be trusted; the strongest first."""

    VERIFIED_PRIMARY = "verified_primary"  # read on the page of whoever owns the fact
    VERIFIED_SECONDARY = "verified_secondary"  # read on another page that reproduces it
    PARTLY_VERIFIED = "partly_verified"  # a part of it was read; the note says which
    UNVERIFIED = "unverified"  # background knowledge: no source was read


VERIFIED = frozenset({Certainty.VERIFIED_PRIMARY, Certainty.VERIFIED_SECONDARY})


def weakest(certainties: Iterable[Certainty]) -> Certainty:
    """Return how far facts may be trusted together: no further than the weakest of them."""
    order = list(Certainty)
    return max(certainties, key=order.index)


class Status(StrEnum):
    """What is known of a country and an instrument."""

    RATIFIED = "ratified"  # or party to a treaty, by whichever act
    SIGNED = "signed"  # signed, no ratification in the depositary's list
    NOT_RATIFIED = "not_ratified"  # the owner's complete list, read on a date, says so
    NO_ACTION = "no_action"  # the depositary's list says: neither signed nor ratified
    NOT_FOUND = "not_found"  # nobody has found one, which is not the same
    DENOUNCED = "denounced"


# What is true of one day only: the page prints that day beside it.
DATED = frozenset({Status.SIGNED, Status.NOT_RATIFIED, Status.NO_ACTION, Status.NOT_FOUND})
SAID_BY_A_LIST = frozenset({Status.SIGNED, Status.NOT_RATIFIED, Status.NO_ACTION})


class InstrumentKind(StrEnum):
    CONVENTION = "convention"
    PROTOCOL = "protocol"
    RECOMMENDATION = "recommendation"
    TREATY = "treaty"  # of the United Nations, without a number


class Category(StrEnum):
    FUNDAMENTAL = "fundamental"
    GOVERNANCE = "governance"
    TECHNICAL = "technical"
    RECOMMENDATION = "recommendation"
    UN_TREATY = "un_treaty"


class Set(StrEnum):
    """Which instruments were looked at closely."""

    CORE = "core"
    EXTENDED = "extended"


class Origin(StrEnum):
    """Whose questions a questionnaire asks."""

    OFFICIAL = "official"  # the owner's own items
    INSPIRED = "inspired"  # our questions on the owner's structure
    OWN = "own"


class Precision(StrEnum):
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class Terms(StrEnum):
    """The lists of words that rows refer to; the words themselves are data."""

    THEME = "theme"
    TOPIC = "topic"
    STAGE = "stage"
    ITEM_KIND = "item_kind"
    RELEVANCE = "relevance"
    POLICY_AREA = "policy_area"
    ROLE = "role"
    EVIDENCE = "evidence"


class Kind(StrEnum):
    """The tables of the catalogue, in the order in which they refer to each other."""

    TERMS = "terms"
    INSTRUMENTS = "instruments"
    PROVISIONS = "provisions"
    RATIFICATIONS = "ratifications"
    AGENDAS = "agendas"
    AGENDA_ITEMS = "agenda_items"
    INTERVENTIONS = "interventions"
    QUESTIONNAIRES = "questionnaires"
    QUESTIONNAIRE_ITEMS = "questionnaire_items"
