"""What binds a country: an instrument in force for it, without the parts that it excluded."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jalon.workspace.standards.rules.dates import after_months, last_day
from jalon.workspace.standards.rules.words import (
    VERIFIED,
    Category,
    Certainty,
    InstrumentKind,
    Status,
)

# A convention of the ILO binds twelve months after the ratification was registered, and binds no
# more twelve months after a denunciation was. The United Nations' treaty here: on the first day of
# the month after three whole months (ICRMW, articles 87 and 89), four months at most.
MONTHS = 12
MONTHS_OF_TREATIES = 4

Partial = tuple[date, str]  # the first day that is meant, and how exact it is


class Force(StrEnum):
    """Whether an instrument is in force for a country."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"  # ratified, and perhaps not in force yet
    ENDING = "ending"  # denounced, and perhaps in force still
    ENDED = "ended"  # denounced, or the instrument was withdrawn
    NONE = "none"  # not ratified as far as is known, or a recommendation


class Bond(StrEnum):
    """What a provision is to a country."""

    BINDS = "binds"
    UNCLEAR = "unclear"  # ratified; whether it binds, or this part, is not known for certain
    NOT_YET = "not_yet"
    EXCLUDED = "excluded"
    GUIDANCE = "guidance"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an instrument says of itself."""

    kind: str
    in_force: date | None
    withdrawn: date | None = None
    may_exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Act:
    """What a country has done about an instrument."""

    status: str
    certainty: str
    ratified: Partial | None = None
    denounced: Partial | None = None
    exclusions: tuple[str, ...] = ()
    exclusions_certainty: str = ""


def force(terms: Terms, act: Act | None, today: date) -> Force:
    """Return whether an instrument is in force for a country; in doubt, that it may not be."""
    done = act.status if act else None
    if terms.kind == InstrumentKind.RECOMMENDATION or done not in {
        Status.RATIFIED,
        Status.DENOUNCED,
    }:
        return Force.NONE
    assert act is not None
    if terms.withdrawn and terms.withdrawn <= today:
        return Force.ENDED
    months = MONTHS_OF_TREATIES if terms.kind == InstrumentKind.TREATY else MONTHS
    if done == Status.DENOUNCED:
        still = act.denounced and today < after_months(last_day(*act.denounced), months)
        return Force.ENDING if still else Force.ENDED
    if terms.in_force is None or today < terms.in_force:
        return Force.NOT_YET
    recent = act.ratified and today < after_months(last_day(*act.ratified), months)
    return Force.NOT_YET if recent else Force.IN_FORCE


def bond(terms: Terms, act: Act | None, part: str, today: date) -> Bond:
    """Return what a provision in `part` of an instrument is to a country."""
    match force(terms, act, today):
        case Force.NONE | Force.ENDED:
            return Bond.GUIDANCE
        case Force.NOT_YET:
            return Bond.NOT_YET
        case Force.ENDING:
            return Bond.UNCLEAR
    assert act is not None
    sure = act.certainty != Certainty.UNVERIFIED
    if part not in terms.may_exclude:
        return Bond.BINDS if sure else Bond.UNCLEAR
    if not sure or act.exclusions_certainty not in VERIFIED:
        return Bond.UNCLEAR
    return Bond.EXCLUDED if part in act.exclusions else Bond.BINDS


def concerns_every_member(category: str) -> bool:
    """Tell whether the 1998 Declaration makes an instrument's principles everybody's concern."""
    return category == Category.FUNDAMENTAL
