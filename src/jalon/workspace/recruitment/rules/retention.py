"""Personal data of recruitment, field by field: for what, who sees it, how long it is kept.

Periods count from the decision of the call that stands, or from the answer to the last appeal, and
never end before the last day of an appeal or of a reserve list; while a decision is set aside or an
appeal is open nothing goes. Those of appointed people move to their contract. Own practice after
the UN Personal data protection and privacy principles (HLCM, 2018): purpose, proportionality,
retention.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Viewer(StrEnum):
    """Who looks."""

    CANDIDATE = "candidate"
    RECRUITER = "recruiter"
    SCREENER = "screener"
    SCORER = "scorer"
    PANEL = "panel"
    DECIDER = "decider"
    STATISTICS = "statistics"


class Purpose(StrEnum):
    """For what a field is kept."""

    CONTACT = "contact"
    ELIGIBILITY = "eligibility"
    ASSESSMENT = "assessment"
    ACCOMMODATION = "accommodation"
    FAIRNESS = "fairness"
    RECORD = "record"


DAY = timedelta(days=1)
V, P = Viewer, Purpose
FILE = frozenset({V.CANDIDATE, V.RECRUITER, V.PANEL, V.DECIDER})
BLIND = frozenset({V.CANDIDATE, V.RECRUITER, V.SCREENER, V.SCORER, V.PANEL, V.DECIDER})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: `blind` ones are hidden from scorers; months after the decision, then purged."""

    name: str
    purpose: Purpose
    seen_by: frozenset[Viewer]
    months: int
    blind: bool = False


FIELDS: tuple[Field, ...] = (
    Field("contact.name", P.CONTACT, FILE, 24, blind=True),
    Field("contact.email", P.CONTACT, frozenset({V.CANDIDATE, V.RECRUITER}), 24, blind=True),
    Field("contact.phone", P.CONTACT, frozenset({V.CANDIDATE, V.RECRUITER}), 6, blind=True),
    Field("contact.address", P.CONTACT, frozenset({V.CANDIDATE, V.RECRUITER}), 6, blind=True),
    Field("contact.birth_date", P.RECORD, frozenset({V.CANDIDATE, V.RECRUITER}), 6, blind=True),
    Field("contact.sex", P.FAIRNESS, frozenset({V.CANDIDATE, V.STATISTICS}), 12, blind=True),
    Field("contact.region", P.FAIRNESS, frozenset({V.CANDIDATE, V.STATISTICS}), 12, blind=True),
    Field(
        "nationality.nationalities",
        P.ELIGIBILITY,
        frozenset({V.CANDIDATE, V.RECRUITER, V.SCREENER, V.DECIDER}),
        12,
        blind=True,
    ),
    Field(
        "nationality.residence",
        P.ELIGIBILITY,
        frozenset({V.CANDIDATE, V.RECRUITER, V.SCREENER}),
        12,
        blind=True,
    ),
    Field(
        "nationality.permits",
        P.ELIGIBILITY,
        frozenset({V.CANDIDATE, V.RECRUITER, V.SCREENER}),
        12,
        blind=True,
    ),
    Field("education", P.ASSESSMENT, BLIND, 24),
    Field("employment", P.ASSESSMENT, BLIND, 24),
    Field("languages", P.ASSESSMENT, BLIND, 24),
    Field("eligibility", P.ELIGIBILITY, frozenset({V.CANDIDATE, V.RECRUITER, V.SCREENER}), 24),
    Field("letter", P.ASSESSMENT, FILE, 12, blind=True),
    Field("consent", P.RECORD, frozenset({V.CANDIDATE, V.RECRUITER}), 24, blind=True),
    Field("files", P.ASSESSMENT, FILE, 12, blind=True),
    Field("script", P.ASSESSMENT, frozenset({V.CANDIDATE, V.PANEL, V.DECIDER}), 24, blind=True),
    Field("marks.note", P.ASSESSMENT, frozenset({V.RECRUITER, V.PANEL, V.DECIDER}), 24),
    Field("references", P.ASSESSMENT, frozenset({V.RECRUITER, V.DECIDER}), 12, blind=True),
    Field(
        "accommodation",
        P.ACCOMMODATION,
        frozenset({V.CANDIDATE, V.RECRUITER}),
        0,
        blind=True,
    ),
    Field("letters", P.CONTACT, frozenset({V.CANDIDATE, V.RECRUITER}), 24, blind=True),
)
FIELD = {field.name: field for field in FIELDS}
# What goes last, in reports of purges: a closed account of whose applications nothing is left.
ACCOUNT = "account"
# Counts without names that stay when everything else is gone.
STATISTICS = (
    "applications by stage",
    "applications by stage and sex, small groups together",
    "applications by stage and region, small groups together",
    "days between stages",
    "agreement of scorers",
)
# A draft that nobody handed in, and a reserve list, have their own ends.
DRAFT_MONTHS = 1
RESERVE_MONTHS = 24


def may_see(viewer: Viewer, name: str, *, scoring: bool = False) -> bool:
    """Tell whether somebody may see a field; while scoring, panel members see what scorers see."""
    field = FIELD[name]
    if viewer in {V.SCORER, V.PANEL} and scoring:
        return not field.blind and V.SCORER in field.seen_by
    return viewer in field.seen_by


def later(day: date, months: int) -> date:
    """Return the day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def purge_on(
    name: str, *, decided: date, appeal_until: date | None = None, reserve_until: date | None = None
) -> date:
    """Return the day from which a field is purged; an appeal or a reserve list puts it off.

    Both may be used on their last day, so that the field is there until it is over.
    """
    last_days = [day + DAY for day in (appeal_until, reserve_until) if day is not None]
    return max([later(decided, FIELD[name].months), *last_days])


def purgeable(
    names: Iterable[str],
    *,
    today: date,
    decided: date | None,
    appeal_until: date | None = None,
    reserve_until: date | None = None,
) -> tuple[str, ...]:
    """Return the fields whose time is over; none before a decision."""
    if decided is None:
        return ()
    return tuple(
        name
        for name in names
        if today
        >= purge_on(name, decided=decided, appeal_until=appeal_until, reserve_until=reserve_until)
    )
