"""How sexes and regions fared, with groups too small to show put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalon.workspace.places.names import region_name
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.numbers import (
    NOT_SAID,
    STEPS,
    Person,
    counts_by,
    everybody_of,
)
from jalon.workspace.recruitment.rules.adverse_impact import Count, Impact, impact
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.suppression import TOGETHER, Table, suppressed

Words = str | Promise
GROUPS: dict[str, Words] = {
    "female": pgettext_lazy("sex", "women"),
    "male": pgettext_lazy("sex", "men"),
    "other": pgettext_lazy("sex", "other"),
    NOT_SAID: _("not said"),
    TOGETHER: _("others, together"),
}
# Steps that are over: while one goes on, each single change of its counts would tell of somebody.
OVER: dict[CallState, int] = {
    CallState.SCREENING: 1,
    CallState.ASSESSMENT: 2,
    CallState.DECIDED: len(STEPS),
    CallState.CANCELLED: len(STEPS),
}
BY: dict[str, Words] = {"sex": _("By sex"), "region": _("By region")}


@dataclass(frozen=True, slots=True)
class Balance:
    """One table: groups by step, and the steps at which groups fared differently."""

    by: str
    table: Table
    impacts: Mapping[int, Sequence[Impact]] = field(default_factory=dict)  # step -> groups

    @property
    def words(self) -> Words:
        return BY[self.by]

    @property
    def rows(self) -> list[tuple[Words, tuple[int | None, ...]]]:
        return [(group_words(group), row) for group, row in self.table.rows.items()]

    @property
    def steps(self) -> list[Words]:
        return list(STEPS.values())[: len(self.table.totals)]

    @property
    def telling(self) -> list[tuple[Words, Words, Impact]]:
        """Return (step, group, figures) where a rate is below four fifths of the highest."""
        return [
            (self.steps[step], group_words(each.group), each)
            for step, found in self.impacts.items()
            for each in found
            if each.below_four_fifths
        ]


def group_words(group: str) -> Words:
    """Return what a group is called; a region is one of the UN's list (M49)."""
    return GROUPS.get(group) or region_name(group)


def balances_of(call: Call, people: Sequence[Person] | None = None) -> list[Balance]:
    """Return the tables of a call; those kept as statistics once its people are forgotten.

    `people` is everybody of the call, where they were read before.
    """
    kept = getattr(call, "statistics", None)
    if kept is not None:
        return [_read(by, kept.figures["balance"][by]) for by in BY]
    people = everybody_of(call) if people is None else people
    return [balance(people, by, OVER.get(CallState(call.state), 0)) for by in BY]


def balance(people: Sequence[Person], by: str, steps: int = len(STEPS)) -> Balance:
    """Return what may be shown of people by one attribute; only what is shown is compared."""
    counts = {group: row[:steps] for group, row in counts_by(people, by).items()} if steps else {}
    return _of(by, suppressed(counts))


def _of(by: str, table: Table) -> Balance:
    impacts = {}
    for step in range(1, len(table.totals)):
        counts = {
            group: Count(before, after)
            for group, row in table.rows.items()
            if group not in {NOT_SAID, TOGETHER}
            and (before := row[step - 1]) is not None
            and (after := row[step]) is not None
        }
        if len(counts) > 1:
            impacts[step] = impact(counts)
    return Balance(by, table, impacts)


def kept(each: Balance) -> dict[str, object]:
    """Return a table as statistics keep it."""
    return {
        "rows": {group: list(row) for group, row in each.table.rows.items()},
        "totals": list(each.table.totals),
        "together": list(each.table.together),
    }


def _read(by: str, said: Mapping[str, object]) -> Balance:
    rows, totals, together = said["rows"], said["totals"], said["together"]
    assert isinstance(rows, dict)
    assert isinstance(totals, list)
    assert isinstance(together, list)
    table = Table(
        {group: tuple(row) for group, row in rows.items()}, tuple(totals), tuple(together)
    )
    return _of(by, table)


def per_cent(share: Fraction) -> int:
    return round(float(share) * 100)
