"""Prove that the trail is as it was written."""

from collections.abc import Iterator
from dataclasses import dataclass

from jalon.errors import BadInput, Problem
from jalon.workspace.audit.models import Event, Head
from jalon.workspace.audit.rules import START, Erasure, Written, fault

CHUNK = 2000
FACTS = (
    "number",
    "at",
    "actor_id",
    "on_behalf_of_id",
    "what",
    "target_model",
    "target_id",
    "programme_id",
    "before",
    "after",
    "reason",
    "personal_digest",
    "previous",
)
UNSAID = "trail-erased-unsaid"
ONE_EVENT = "audit.event-erased"
ABOUT_SOMEBODY = ("audit.person-erased", "audit.contact-erased")
PERSONAL = ("salt", "actor_name", "address", "before", "after")


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of the chain found; `digest` and `last` can be kept elsewhere as a witness."""

    events: int  # found in order before the first fault
    erased: int
    last: int
    digest: str
    fault: Problem | None = None

    @property
    def whole(self) -> bool:
        return self.fault is None


def read_witness(text: str) -> tuple[int, str]:
    """Return number and digest of what an earlier check printed."""
    number, _colon, digest = text.strip().partition(":")
    if not number.isdigit() or len(digest) != len(START):
        raise BadInput("witness-unreadable", given=text)
    return int(number), digest


def verify(witness: tuple[int, str] | None = None) -> Report:
    """Read the chain from its first event and name the first that is not as it was written.

    `witness` is the number and digest of an event that an earlier check gave: a chain that was
    written anew from some point on differs from it.
    """
    erasures = _erasures()
    number, digest, erased = 0, START, 0
    problem: Problem | None = None
    more = True
    while more:  # people go on writing: read on until nothing is new, or the end is as it was said
        more = False
        for event in _events(number):
            problem = fault(event, number=number + 1, previous=digest, erasures=erasures)
            if problem and problem.code == UNSAID:  # it may have been said since
                erasures = _erasures()
                problem = fault(event, number=number + 1, previous=digest, erasures=erasures)
            problem = problem or _against(witness, event)
            if problem:
                return Report(number, erased, number, digest, problem)
            number, digest, more = number + 1, event.digest, True
            erased += event.erased
        problem = _at_the_end(number, digest, witness)
        more = more and problem is not None
    return Report(events=number, erased=erased, last=number, digest=digest, fault=problem)


def _against(witness: tuple[int, str] | None, event: Written) -> Problem | None:
    if witness is None or event.facts["number"] != witness[0] or event.digest == witness[1]:
        return None
    return Problem(str(witness[0]), "trail-witness-differs")


def _at_the_end(number: int, digest: str, witness: tuple[int, str] | None) -> Problem | None:
    head = Head.objects.filter(pk=1).first()
    if (head.number, head.digest) != (number, digest) if head else number > 0:
        return Problem(str(number), "trail-head-differs", {"said": head.number if head else 0})
    if witness is not None and witness[0] > number:
        return Problem(str(witness[0]), "trail-number-missing", {"found": number})
    return None


def _events(after: int) -> Iterator[Written]:
    rows = Event.objects.filter(number__gt=after).select_related("personal").order_by("number")
    for event in rows.iterator(chunk_size=CHUNK):
        values = getattr(event, "personal", None)
        yield Written(
            facts={name: getattr(event, name) for name in FACTS},
            digest=event.digest,
            personal=None if values is None else {n: getattr(values, n) for n in PERSONAL},
            erased=values is not None and values.erased_at is not None,
        )


def _erasures() -> list[Erasure]:
    told = Event.objects.filter(what__in=(ONE_EVENT, *ABOUT_SOMEBODY))
    return [
        Erasure(
            number=event.number,
            actor_id=event.after.get("actor_id"),
            target=(event.target_model, event.target_id) if event.what in ABOUT_SOMEBODY else None,
            events=frozenset({event.after["number"]} if "number" in event.after else ()),
        )
        for event in told.order_by("number")
    ]
