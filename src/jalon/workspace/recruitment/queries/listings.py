"""Where each application of a call stands: screened, listed, marked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Listing,
    Requirement,
    Verdict,
)
from jalon.workspace.recruitment.queries.marks import marks_of
from jalon.workspace.recruitment.queries.seen import HANDED, Reader, handed_in, seen_many
from jalon.workspace.recruitment.rules import eligibility
from jalon.workspace.recruitment.rules.access import Seen
from jalon.workspace.recruitment.rules.eligibility import Outcome
from jalon.workspace.recruitment.rules.kinds import ListKind, Stage

VERDICTS = Prefetch("verdicts", Verdict.objects.select_related("requirement"))


@dataclass(frozen=True, slots=True)
class Listed:
    """One application; `outcome` is what persons confirmed, `proposed` what the rules propose."""

    application: Application
    seen: Seen
    outcome: Outcome
    proposed: Outcome
    open: int
    not_met: tuple[int, ...]
    long: Listing | None
    short: Listing | None
    marked: bool
    result: Fraction | None
    total: int = 0  # of all pages, where one was asked for

    @property
    def on_long_list(self) -> bool:
        return self.long is not None and self.long.is_on

    @property
    def on_short_list(self) -> bool:
        return self.short is not None and self.short.is_on


def outcome_of(said: Collection[str], essential: int) -> Outcome:
    """Return what verdicts come to; an essential requirement without one is not met by silence."""
    silent = [""] * (essential - len(said))
    return eligibility.outcome_of(
        eligibility.Verdict(each or eligibility.Verdict.CANNOT_TELL) for each in (*said, *silent)
    )


def _asked(**which: bool) -> Coalesce:
    """Return how many requirements the call of an application has."""
    rows = Requirement.objects.filter(call=OuterRef("call"), **which).order_by()
    count = rows.values("call").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(count), 0)


def outcomes_of(call: Call) -> dict[Outcome, int]:
    """Return how many applications have come to which outcome, counted by the database."""
    rows = _with_outcome(handed_in(call)).order_by().values_list("outcome")
    return {Outcome(which): count for which, count in rows.annotate(n=Count("pk"))}


def _with_outcome(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add what `outcome_of` says of the confirmed verdicts."""
    said = Verdict.objects.filter(application=OuterRef("pk"), requirement__is_essential=True)
    met = said.filter(confirmed=eligibility.Verdict.MET).order_by().values("application")
    known = Coalesce(Subquery(met.annotate(n=Count("pk")).values("n")), 0)
    told: QuerySet[Any] = rows.annotate(
        outcome=Case(
            When(
                Exists(said.filter(confirmed=eligibility.Verdict.NOT_MET)),
                then=Value(Outcome.NOT_ELIGIBLE.value),
            ),
            When(
                GreaterThanOrEqual(known, _asked(is_essential=True)),
                then=Value(Outcome.ELIGIBLE.value),
            ),
            default=Value(Outcome.OPEN.value),
        )
    )
    return told


@dataclass(frozen=True, slots=True)
class Screened:
    """How far the screening of one application has come."""

    application: Application
    seen: Seen
    outcome: Outcome
    proposed: Outcome
    open: int


def screened_of(reader: Reader, outcome: Outcome | None, within: slice) -> list[Screened]:
    """Return one page of the applications by code, of all or of one outcome; in two queries."""
    rows = _screening(reader)
    if outcome is not None:
        rows = _with_outcome(rows).filter(outcome=outcome)
    found = list(rows[within])
    seen = seen_many(reader, [row.pk for row in found])
    return [
        Screened(row, seen[row.pk], *_outcomes(row), _open(row, list(row.verdicts.all())))
        for row in found
    ]


def _screening(reader: Reader) -> QuerySet[Any]:
    rows = handed_in(reader.call).prefetch_related(VERDICTS).order_by("code")
    rows = rows.annotate(handed=HANDED, asked=_asked(), essential=_asked(is_essential=True))
    return cast("QuerySet[Any]", rows)


def _outcomes(row: Any) -> tuple[Outcome, Outcome]:
    must = [each for each in row.verdicts.all() if each.requirement.is_essential]
    confirmed = outcome_of([each.confirmed for each in must], row.essential)
    return confirmed, outcome_of([each.found for each in must], row.essential)


def _open(row: Any, verdicts: Collection[Verdict]) -> int:
    asked: int = row.asked
    return asked - sum(bool(each.confirmed) for each in verdicts)


def listed_of(
    reader: Reader,
    *,
    short_list: bool = False,
    within: slice | None = None,
) -> list[Listed]:
    """Return applications of a call by code, with where they stand; in eight queries.

    `within`: one page of them, each with the `total` of all.
    """
    rows = _screening(reader).prefetch_related("listings")
    if short_list:
        rows = rows.filter(listings__which=ListKind.SHORT, listings__is_on=True)
    if within is not None:
        rows = rows.annotate(total=Window(Count("pk")))[within]
    found = list(rows)
    only = None if within is None else [row.pk for row in found]
    marks = marks_of(reader.call, Stage.APPLICATION, only, panel=reader.panel)
    seen = seen_many(reader, [row.pk for row in found], marks)
    listed = []
    for row in found:
        row.call = reader.call
        verdicts = list(row.verdicts.all())
        outcome, proposed = _outcomes(row)
        lists: Mapping[str, Listing] = {each.which: each for each in row.listings.all()}
        listed.append(
            Listed(
                application=row,
                seen=seen[row.pk],
                outcome=outcome,
                proposed=proposed,
                open=_open(row, verdicts),
                not_met=tuple(
                    sorted(
                        v.requirement.order
                        for v in verdicts
                        if v.requirement.is_essential and v.confirmed == eligibility.Verdict.NOT_MET
                    )
                ),
                long=lists.get(ListKind.LONG),
                short=lists.get(ListKind.SHORT),
                marked=marks.closed(row.pk),
                result=marks.result(row.pk),
                total=getattr(row, "total", 0),
            )
        )
    return listed
