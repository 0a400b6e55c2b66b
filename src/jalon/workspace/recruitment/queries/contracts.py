"""Contracts: which run, what their extension waits for, what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.recruitment.models import Appointment, Condition
from jalon.workspace.recruitment.models.visibility import seen_calls
from jalon.workspace.recruitment.models.words import CONDITION_KINDS, CONDITION_STATES
from jalon.workspace.recruitment.rules import conditions as rules
from jalon.workspace.recruitment.rules.conditions import ConditionKind, ConditionState, overdue

TONES = {
    ConditionState.OPEN: "waiting",
    ConditionState.MET: "good",
    ConditionState.NOT_MET: "bad",
}


@dataclass(frozen=True, slots=True)
class ConditionRow:
    """One condition of a contract's present term."""

    row: Condition
    is_overdue: bool

    @property
    def words(self) -> Any:
        return CONDITION_KINDS[ConditionKind(self.row.kind)]

    @property
    def state(self) -> Any:
        return CONDITION_STATES[ConditionState(self.row.state)]

    @property
    def tone(self) -> str:
        state = ConditionState(self.row.state)
        return "bad" if self.is_overdue else TONES[state]


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract with its checklist."""

    contract: Appointment
    conditions: Sequence[ConditionRow]
    today: date

    @property
    def ends(self) -> date:
        return self.contract.ended_early_date or self.contract.end_date

    @property
    def is_over(self) -> bool:
        return self.ends < self.today

    @property
    def days_left(self) -> int:
        return (self.ends - self.today).days

    @property
    def late(self) -> int:
        return sum(each.is_overdue for each in self.conditions)

    @property
    def may_be_extended(self) -> bool:
        met = all(each.row.state == ConditionState.MET for each in self.conditions)
        return met and not self.is_over and self.contract.ended_early_date is None


def contracts_seen(user: Any) -> QuerySet[Appointment]:
    """Return the contracts of which `user` may know, with the conditions of all terms.

    A contract names whoever was a candidate: that calls are seen is not enough.
    """
    kept = Prefetch("conditions", Condition.objects.select_related("by").order_by("due_date"))
    rows = Appointment.objects.filter(seen_calls(user, Permission.CANDIDATE_VIEW))
    rows = rows.prefetch_related(kept)
    return rows.select_related("programme", "country", "responsible", "call", "application")


def contract_row(contract: Appointment, today: date) -> ContractRow:
    """Return a contract with the checklist of its present term."""
    late = {each.kind for each in overdue(conditions_of(contract), today)}
    over = contract.ended_early_date is not None
    rows = [ConditionRow(row, row.kind in late and not over) for row in _of_term(contract)]
    return ContractRow(contract, rows, today)


def conditions_of(contract: Appointment) -> list[rules.Condition]:
    """Return the conditions of the present term as the rules read them."""
    return [
        rules.Condition(ConditionKind(row.kind), row.due_date, ConditionState(row.state))
        for row in _of_term(contract)
    ]


def _of_term(contract: Appointment) -> list[Condition]:
    return [row for row in contract.conditions.all() if row.term_end_date == contract.end_date]


@dataclass(frozen=True, slots=True)
class ContractDue:
    """What is known next of a contract, and by when: conditions, or none: its end."""

    pk: int
    name: str
    programme: str
    zone: str
    day: date
    kinds: tuple[ConditionKind, ...] = ()


def contracts_due(user: Any, today: date, until: date) -> list[ContractDue]:
    """Return the contracts of which `user` has to see to something by a day: one query."""
    rows = running(today).filter(responsible=user).order_by("pk").values_list(
        "pk", "name", "programme__code", "programme__time_zone", "end_date",
        "conditions__kind", "conditions__due_date", "conditions__state",
        "conditions__term_end_date",
    )  # fmt: skip
    found = [_due(list(of_one)) for _pk, of_one in groupby(rows, key=itemgetter(0))]
    return [each for each in found if each.day <= until]


def _due(rows: list[tuple[Any, ...]]) -> ContractDue:
    pk, name, code, zone, end = rows[0][:5]
    open_ = [
        (due, ConditionKind(kind))
        for *_contract, kind, due, state, term_end in rows
        if state == ConditionState.OPEN and term_end == end
    ]
    day = min((due for due, _kind in open_), default=end)
    return ContractDue(pk, name, code, zone, day, tuple(kind for due, kind in open_ if due == day))


def running(today: date) -> QuerySet[Appointment]:
    """Return the contracts that run, or will."""
    rows = Appointment.objects.filter(end_date__gte=today, programme__archived_at=None)
    return rows.filter(Q(ended_early_date=None)).select_related("programme", "responsible")
