"""What has been set of a call: what its next step still lacks."""

from collections.abc import Collection

from jalon.workspace.accounts.rules import Permission
from jalon.workspace.programmes.permissions import holders_of
from jalon.workspace.recruitment.models import Call, CallText, Requirement
from jalon.workspace.recruitment.queries.checks import leaves_unsaid
from jalon.workspace.recruitment.queries.standing import is_cleared
from jalon.workspace.recruitment.rules.calls import CallFacts, CallStep, Missing, missing_for
from jalon.workspace.recruitment.rules.editing import WITHOUT_GRADE
from jalon.workspace.recruitment.rules.kinds import CallKind
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

OPENING = (CallStep.SCREEN,)


def facts_of(call: Call, step: CallStep) -> CallFacts:
    """Return what has been set, as far as `step` asks for it."""
    texts, requirements = list(call.texts.all()), list(call.requirements.all())
    opening = step in OPENING
    return CallFacts(
        title=bool(texts) and all(call.title.get(text.language) for text in texts),
        vacancy_number=bool(call.number),
        grade=bool(call.grade) or CallKind(call.kind) in WITHOUT_GRADE,
        duty_station=bool(call.duty_station),
        contract_type=bool(call.contract_type),
        languages=_everywhere(texts, "languages"),
        duties=_everywhere(texts, "duties"),
        deadline=call.closes_at is not None,
        audience=RequirementKind.AUDIENCE in _kinds(requirements),
        requirements=bool(_kinds(requirements) - {RequirementKind.AUDIENCE}),
        statements=bool(texts) and not leaves_unsaid(texts),
        clearance=is_cleared(call),
        criteria=call.criteria_fixed_at is not None,
        panel=opening and call.panel.seated().exists(),
        decider=opening and bool(holders_of(Permission.CALL_DECIDE, call.programme_id)),
    )


def lacking(call: Call, step: CallStep) -> tuple[Missing, ...]:
    """Return what must still be set before `step`."""
    return missing_for(step, facts_of(call, step))


def _everywhere(texts: Collection[CallText], part: str) -> bool:
    return bool(texts) and all(getattr(text, part) for text in texts)


def _kinds(rows: Collection[Requirement]) -> set[str]:
    return {row.kind for row in rows}
