"""What calls keep of a person of the team, and what of them stands in a country."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import ngettext

from jalon.errors import RuleBroken
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.recruitment.models import Amendment, Appeal, Call
from jalon.workspace.recruitment.rules.calls import RUNNING, CallState

OF_CALL = ("programme__code", "number", "title", "state", "begun_at")


def calls_of(person: Any) -> dict[str, list[dict[str, Any]]]:
    """Return the calls that somebody answers for, and the amendments that they published."""
    calls = Call.objects.filter(responsible=person).order_by("pk")
    amended = Amendment.objects.filter(by=person).order_by("pk")
    return {
        "calls": list(calls.values(*OF_CALL)),
        "amendments": list(amended.values("call", "number", "what", "reason", "at")),
    }


def calls_in(programme: Programme, country: Country) -> Iterator[str]:
    """Yield how many calls that nobody has cancelled are of a country."""
    rows = Call.objects.filter(programme=programme, country=country)
    if count := rows.exclude(state=CallState.CANCELLED).count():
        yield ngettext("%(count)s call", "%(count)s calls", count) % {"count": count}


def check_no_call_runs(programme: Programme) -> None:
    """Refuse to archive a programme while candidates wait: nobody could open what they send."""
    if count := Call.objects.filter(programme=programme, state__in=RUNNING).count():
        raise RuleBroken("programme-calls-run", count=count)


def check_no_appeal_is_open(programme: Programme) -> None:
    """Refuse to archive a programme while an appeal waits: nobody could record its answer."""
    rows = Appeal.objects.filter(decision__call__programme=programme, answered_date=None)
    if count := rows.count():
        raise RuleBroken("programme-appeals-open", count=count)
