"""How many people stood at each stage of a call, in all, by sex and by region."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.recruitment.models import (
    Application,
    Call,
    Interview,
    Listing,
    Sitting,
    Submission,
)
from jalon.workspace.recruitment.queries.countries import region_of
from jalon.workspace.recruitment.queries.decided import decision_of
from jalon.workspace.recruitment.rules.applications import ApplicationState
from jalon.workspace.recruitment.rules.kinds import ListKind

APPLIED, LONG, SHORT, CHOSEN = "applied", "long", "short", "chosen"
# Counts only fall from one to the next, so that a table of them can be made safe to show.
STEPS: dict[str, str | Promise] = {
    APPLIED: _("handed in"),
    LONG: _("on the long list"),
    SHORT: _("on the short list"),
    CHOSEN: _("chosen"),
}
NOT_SAID = "not-said"
# What was handed in last: a form that was changed since and not handed in again counts for nothing.
CONTACT = Subquery(
    Submission.objects.filter(application=OuterRef("pk"))
    .order_by("-number")
    .values("content__sections__contact")[:1]
)


@dataclass(frozen=True, slots=True)
class Person:
    """What the counts look at: how far somebody came, their sex, the region they grew up in."""

    reached: int  # how many of the steps
    sex: str
    region: str
    withdrew: bool = False


def everybody_of(call: Call) -> list[Person]:
    """Return everybody who handed in, also who withdrew since; three queries."""
    listed = _listed(call)
    long_, short = listed[ListKind.LONG], listed[ListKind.SHORT]
    decision = decision_of(call)
    chosen = decision.chosen_id if decision else None
    states = (ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN)
    rows = Application.objects.filter(call=call, state__in=states, submitted_at__isnull=False)
    return [
        Person(
            1 + (pk in long_) + (pk in short and pk in long_) + (pk == chosen),
            *_said(contact or {}),
            withdrew=state == ApplicationState.WITHDRAWN,
        )
        for pk, contact, state in rows.values_list("pk", CONTACT, "state")
    ]


def staying(people: Sequence[Person]) -> list[Person]:
    """Return those who did not withdraw."""
    return [person for person in people if not person.withdrew]


def _listed(call: Call) -> dict[str, set[int]]:
    """Return who is on each list."""
    listed: dict[str, set[int]] = {which.value: set() for which in ListKind}
    rows = Listing.objects.filter(application__call=call, is_on=True)
    for which, application in rows.values_list("which", "application_id"):
        listed[which].add(application)
    return listed


def _said(contact: Mapping[str, Any]) -> tuple[str, str]:
    return contact.get("sex") or NOT_SAID, region_of(contact.get("region") or "") or NOT_SAID


def counts_by(people: Sequence[Person], attribute: str) -> dict[str, tuple[int, ...]]:
    """Return, for each group, how many reached each step."""
    groups: dict[str, Counter[int]] = {}
    for person in people:
        counter = groups.setdefault(getattr(person, attribute), Counter())
        for step in range(person.reached):
            counter[step] += 1
    return {
        group: tuple(counter[step] for step in range(len(STEPS)))
        for group, counter in sorted(groups.items())
    }


def stages_of(call: Call, people: Sequence[Person]) -> list[tuple[str | Promise, int]]:
    """Return how many stood at each stage, in the order of the call."""
    states = Counter(Application.objects.filter(call=call).values_list("state", flat=True))
    held = Interview.objects.filter(application__call=call, held_at__isnull=False).count()
    sat = Sitting.objects.filter(application__call=call, began_at__isnull=False).count()
    reached = [person.reached for person in staying(people)]
    return [
        (_("began and did not hand in"), states["draft"] + states["expired"]),
        (_("withdrew"), states["withdrawn"]),
        (STEPS[APPLIED], len(reached)),
        (STEPS[LONG], sum(each >= 2 for each in reached)),
        (STEPS[SHORT], sum(each >= 3 for each in reached)),
        (_("wrote the test"), sat),
        (_("were heard"), held),
        (STEPS[CHOSEN], sum(each >= 4 for each in reached)),
    ]
