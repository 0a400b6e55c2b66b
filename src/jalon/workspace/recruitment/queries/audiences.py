"""How each candidate of a call stands, and who gets which letter."""

from collections.abc import Mapping
from typing import Any

from jalon.workspace.recruitment.models import Application, Call, Letter, Listing
from jalon.workspace.recruitment.queries.decided import decision_of
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.calls import CallState
from jalon.workspace.recruitment.rules.kinds import ListKind
from jalon.workspace.recruitment.rules.messages import AUDIENCE, Candidature, MessageKind, belongs
from jalon.workspace.recruitment.rules.sending import AFTER_DECISION

A = ApplicationState
BEGUN = frozenset({A.DRAFT, A.SUBMITTED, A.EXPIRED})


def standings_of(call: Call, *, candidate: int | None = None) -> dict[int, Candidature]:
    """Return how each application stands, in four queries; or that of one candidate alone."""
    every = Application.objects.filter(call=call)
    asked = every if candidate is None else every.filter(candidate=candidate)
    listed = Listing.objects.filter(application__in=asked)
    on: dict[str, dict[int, bool]] = {ListKind.LONG: {}, ListKind.SHORT: {}}
    for which, pk, is_on in listed.values_list("which", "application_id", "is_on"):
        on[which][pk] = is_on
    long_, short = on[ListKind.LONG], on[ListKind.SHORT]
    decision = decision_of(call)
    reserve = set(decision.reserves.values_list("application", flat=True)) if decision else set()
    rows = list(asked.values_list("pk", "state", "sitting__ended_at", "purged_at"))
    tests = any(ended for _pk, _state, ended, _purged in rows)
    is_short = bool(short)
    if candidate is not None:  # what others have done tells where one stands, too
        tests = every.filter(sitting__ended_at__isnull=False).exists()
        is_short = every.filter(listings__which=ListKind.SHORT).exists()
    return {
        pk: Candidature(
            begun=A(state) in BEGUN and purged is None,
            applied=state == A.SUBMITTED,
            withdrawn=state == A.WITHDRAWN,
            eligible=long_.get(pk),
            short_listed=short.get(pk, False if long_.get(pk) and is_short else None),
            tested=ended is not None if tests else bool(short.get(pk)),
            chosen=pk == decision.chosen_id if decision else None,
            reserve=pk in reserve,
        )
        for pk, state, ended, purged in rows
    }


def audience_of(
    call: Call, kind: MessageKind, standings: Mapping[int, Candidature] | None = None
) -> list[int]:
    """Return the applications whose candidates a kind of letter concerns."""
    if kind is MessageKind.CANCELLED and call.state != CallState.CANCELLED:
        return []
    if kind in AFTER_DECISION and call.state != CallState.DECIDED:
        return []
    standing = standings_of(call) if standings is None else standings
    return [pk for pk, each in standing.items() if belongs(AUDIENCE[kind], each)]


def unwritten(call: Call, kind: MessageKind, applications: list[int]) -> Any:
    """Return the applications of an audience to whose candidates no such letter is written."""
    written = Letter.objects.filter(call=call, kind=kind)
    decision = decision_of(call) if kind in AFTER_DECISION else None
    if decision is not None:  # what told of a decision that was set aside told of another one
        written = written.filter(written_at__gte=decision.at)
    told = written.values("candidate")
    return Application.objects.filter(pk__in=applications).exclude(candidate__in=told)
