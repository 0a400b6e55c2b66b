"""Who is kept from a call, and what of the trail from who scores it without names."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from jalon.workspace.recruitment.models import (
    Application,
    ApplicationFile,
    Call,
    Conflict,
    PanelMember,
)
from jalon.workspace.recruitment.queries.my_marks import APART
from jalon.workspace.recruitment.rules.access import AT_WORK
from jalon.workspace.recruitment.rules.panel import SCORING


def is_kept_away(user: Any, call: Call) -> bool:
    """Tell whether somebody has declared what keeps them from a call, also if they left since."""
    ties = Conflict.objects.standing().filter(member__call=call, member__user=user)
    return ties.filter(tie__in=APART).exists()


def events_of_blind_calls(user: Any) -> Q | None:
    """Return the events about applications to calls that `user` scores blind, while they run.

    Candidates act on their applications under their names, and events name both; files are often
    named after who sends them.
    """
    if not user.is_authenticated:
        return None
    seats = PanelMember.objects.seated().filter(
        user=user, role__in=SCORING, call__is_blind=True, call__state__in=AT_WORK
    )
    calls = list(seats.values_list("call", flat=True))
    if not calls:
        return None
    rows = Application.objects.filter(call__in=calls).values_list("pk", flat=True)
    files = ApplicationFile.objects.filter(application__call__in=calls)
    return _about("recruitment.application", rows) | _about(
        "documents.storedfile", files.values_list("file", flat=True)
    )


def _about(model: str, keys: Iterable[int]) -> Q:
    return Q(target_model=model, target_id__in=[str(pk) for pk in keys])
