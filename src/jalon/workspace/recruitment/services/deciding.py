"""Decide about a call, and set a decision aside after an appeal."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.permissions import reaches_of, stands_in_for
from jalon.workspace.recruitment.models import Application, Call, Decision, PanelMember, Reserve
from jalon.workspace.recruitment.queries.ranked import Ranked, ranked
from jalon.workspace.recruitment.rules.applications import digest
from jalon.workspace.recruitment.rules.calls import CallState, CallStep, after
from jalon.workspace.recruitment.rules.decisions import (
    Choice,
    appeal_until,
    check_choice,
    check_decider,
    check_not_appointed,
)
from jalon.workspace.recruitment.rules.panel import SCORING
from jalon.workspace.recruitment.services.following import give_reason, reach, take, write

P, T = Permission, CallStep


@transaction.atomic
def decide(
    *,
    call_id: int,
    version: int,
    choice: Choice,
    reason: str,
    by: User,
    seen: str | None = None,
) -> Decision:
    """Choose one of the ranked candidates, or nobody; keep the ranking as it stands now.

    `seen` is the fingerprint of the ranking that the page showed: marks do not touch the call.
    """
    call = take(call_id, version, by, P.CALL_DECIDE)
    before = CallState(call.state)
    state = after(before, T.DECIDE)
    check_decider(str(_whose_power(by, call)), _scorers(call))
    standing = ranked(call, sensitive=False)
    if seen is not None and seen != fingerprint_of(standing):
        raise RuleBroken("ranking-changed-meanwhile")
    now = timezone.now()
    check_choice(
        choice,
        state=before,
        eligible=standing.codes,
        reason=reason,
        today=timezone.localdate(now),
    )
    people = _people(call, choice)
    decision = Decision.objects.create(
        call=call,
        chosen=people.get(choice.chosen),
        ranking=kept_ranking(standing),
        reason=reason,
        by=by,
        appeal_until_date=appeal_until(timezone.localdate(now)),
    )
    _keep_reserve(decision, choice, people)
    reach(call, state, now)
    write(call, {"state": state}, what="recruitment.decided", by=by)
    give_reason(decision, call, by=by, reason=reason)
    return decision


@transaction.atomic
def set_aside(*, call_id: int, version: int, reason: str, by: User) -> Call:
    """Take the decision back after an appeal: it stays on record, another is to be made."""
    call = take(call_id, version, by, P.CALL_DECIDE)
    state = after(CallState(call.state), T.SET_ASIDE, reason=reason)
    decision = call.decisions.get(set_aside_at=None)
    check_not_appointed(appointed=call.appointments.filter(ended_early_date=None).exists())
    decision.set_aside_at = timezone.now()
    decision.set_aside_by, decision.set_aside_reason = by, reason
    decision.save(update_fields=["set_aside_at", "set_aside_by", "set_aside_reason"])
    call.timeline.filter(stage=CallState.DECIDED.value).update(reached_at=None)
    write(call, {"state": state}, what="recruitment.set-aside", by=by)
    give_reason(decision, call, by=by, reason=reason)
    return call


def kept_ranking(standing: Ranked) -> list[dict[str, Any]]:
    """Return the ranking as JSON keeps it: exact numbers as text."""
    return [
        {
            "code": each.code,
            "place": each.place.place,
            "total": _exact(each.total),
            "marks": {key: _exact(mark) for key, mark in each.marks.items()},
            "below": list(each.place.below),
        }
        for each in standing.standings
    ] + [{"code": each.code, "place": None, "why": str(each.why)} for each in standing.unranked]


def fingerprint_of(standing: Ranked) -> str:
    """Return what tells one ranking from another, whatever the language of its words."""
    rows = [{**row, "why": ""} for row in kept_ranking(standing)]
    return digest({"ranking": rows})


def _exact(number: Fraction) -> str:
    return f"{number.numerator}/{number.denominator}"


def _whose_power(by: User, call: Call) -> int:
    """Return who decides: a scorer cannot lend somebody the power that they may not use."""
    if any(
        reach.on_behalf_of is None and reach.allows(P.CALL_DECIDE)
        for reach in reaches_of(by)
        if reach.programme in {None, call.programme_id} and reach.country in {None, call.country_id}
    ):
        return by.pk
    return stands_in_for(by, call.programme_id) or by.pk


def _scorers(call: Call) -> set[str]:
    """Return who scores or has scored: members who may, and whoever has given a mark."""
    members = PanelMember.objects.filter(call=call, role__in=SCORING, left_at=None)
    marked = Application.objects.filter(call=call, marks__isnull=False)
    return {
        *map(str, members.values_list("user_id", flat=True)),
        *map(str, marked.values_list("marks__scorer_id", flat=True).distinct()),
    }


def _people(call: Call, choice: Choice) -> Mapping[str, Application]:
    named = [code for code in (choice.chosen, *choice.reserve) if code]
    return {row.code: row for row in Application.objects.filter(call=call, code__in=named)}


def _keep_reserve(decision: Decision, choice: Choice, people: Mapping[str, Application]) -> None:
    if choice.reserve_until is None:
        return
    Reserve.objects.bulk_create(
        Reserve(
            decision=decision,
            application=people[code],
            rank=rank,
            until_date=choice.reserve_until,
        )
        for rank, code in enumerate(choice.reserve, 1)
    )
