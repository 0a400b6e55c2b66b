"""The desk of an assessment: what has been done, what comes next, what the reader has to do."""

from dataclasses import dataclass
from typing import Any

from jalon.workspace.recruitment.models.words import CALL_STATES, MISSING
from jalon.workspace.recruitment.queries.facts import lacking
from jalon.workspace.recruitment.queries.seen import Reader, handed_in
from jalon.workspace.recruitment.queries.standing import TONES
from jalon.workspace.recruitment.rules.access import OPENED
from jalon.workspace.recruitment.rules.calls import CallState, CallStep


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the assessment is."""

    words: Any
    tone: str
    count: int
    long: int
    short: int
    lacks: tuple[Any, ...]
    is_opened: bool
    is_closed: bool
    is_screening: bool
    is_assessment: bool
    must_declare: bool
    is_excluded: bool


def desk_of(reader: Reader) -> Desk:
    """Return where the assessment of a call is, for this reader."""
    call = reader.call
    state = CallState(call.state)
    rows = handed_in(call)
    lacks = lacking(call, CallStep.SCREEN) if reader.edits and state is CallState.CLOSED else ()
    return Desk(
        words=CALL_STATES[state],
        tone=TONES[state],
        count=rows.count(),
        long=rows.filter(listings__which="long", listings__is_on=True).count(),
        short=rows.filter(listings__which="short", listings__is_on=True).count(),
        lacks=tuple(MISSING[each] for each in lacks),
        is_opened=state in OPENED,
        is_closed=state is CallState.CLOSED,
        is_screening=state is CallState.SCREENING,
        is_assessment=state is CallState.ASSESSMENT,
        must_declare=reader.member is not None and not reader.standing.declared and state in OPENED,
        is_excluded=reader.standing.excluded,
    )
