"""What the rules found of an application, in words, with links to the rows that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models import Verdict as Kept
from jalon.workspace.recruitment.models.words import VERDICTS, Words
from jalon.workspace.recruitment.rules.eligibility import Because, Verdict

TONES = {Verdict.MET: "good", Verdict.NOT_MET: "bad", Verdict.CANNOT_TELL: "waiting"}
WHY: dict[Because, Words] = {
    Because.ANSWERED: _("as the candidate answered"),
    Because.NOT_ANSWERED: _("the candidate has not answered"),
    Because.TIE: _("the candidate has the tie that is asked"),
    Because.NO_TIE: _("the candidate has none of the ties that are asked"),
    Because.ENOUGH: _("enough: %(at_least)s months of %(needed)s"),
    Because.TOO_LITTLE: _("too little: at most %(at_most)s months of %(needed)s"),
    Because.RELEVANCE_OPEN: _(
        "between %(at_least)s and %(at_most)s months of %(needed)s: say which employments count"
    ),
    Because.ROW_UNREADABLE: _("dates of an employment cannot be read"),
    Because.DEGREE: _("a degree that is asked"),
    Because.IN_LIEU: _("a lower degree with more experience"),
    Because.NO_DEGREE: _("no degree that is asked"),
    Because.DEGREE_OPEN: _("level or field of a degree is not said"),
    Because.LANGUAGES: _("languages at the level that is asked"),
    Because.LEVEL_OPEN: _("the level of a language is not said clearly"),
    Because.LEVEL_TOO_LOW: _("at the level that is asked: %(reached)s of %(needed)s languages"),
    Because.NOT_NAMED: _("the candidate names other languages alone"),
    Because.FOR_A_PERSON: _("only a person can judge"),
}
ONE_PLACE = {
    "group": "eligibility",
    "nationality": "nationality",
    "residence": "nationality",
    "permit": "nationality",
    "office": "eligibility",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One requirement of one application."""

    row: Kept
    words: Any
    tone: str
    why: str
    evidence: Sequence[tuple[str, int]]  # place on the page, number
    confirmed: Any
    confirmed_tone: str
    is_override: bool


def found_of(verdicts: Sequence[Kept]) -> list[Found]:
    """Return the findings in the order of the requirements."""
    return [_found(row) for row in sorted(verdicts, key=lambda row: row.requirement.order)]


def _found(row: Kept) -> Found:
    verdict = Verdict(row.found)
    confirmed = Verdict(row.confirmed) if row.confirmed else None
    places = dict.fromkeys(_place(str(each)) for each in row.evidence)
    return Found(
        row,
        VERDICTS[verdict],
        TONES[verdict],
        _why(row),
        [(place, number) for number, place in enumerate(places, 1)],
        VERDICTS[confirmed] if confirmed else "",
        TONES[confirmed] if confirmed else "",
        confirmed is not None and confirmed is not verdict,
    )


def _place(evidence: str) -> str:
    if evidence.startswith("declared:"):
        return "eligibility"
    return ONE_PLACE.get(evidence, f"row-{evidence}")


def _plain(value: Any) -> Any:
    """Return 24.0 as 24, and what is no number as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _why(row: Kept) -> str:
    words = str(WHY[Because(row.because)]) if row.because else ""
    try:
        return words % {name: _plain(value) for name, value in row.facts.items()}
    except (KeyError, TypeError):
        return words
