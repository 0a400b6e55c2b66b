"""Recruitment, for the team: calls, assessment, decisions."""

from typing import Any

from integration.workspace.recruitment import (
    urls_assessment,
    urls_calls,
    urls_decisions,
    urls_exceptions,
)
from integration.workspace.urls_of.kinds import Access, World

TABLE: dict[str, Access] = {
    **urls_calls.TABLE,
    **urls_assessment.TABLE,
    **urls_decisions.TABLE,
    **urls_exceptions.TABLE,
}


def arguments(world: World) -> dict[str, list[Any]]:
    return {
        **urls_calls.arguments(world),
        **urls_assessment.arguments(world),
        **urls_decisions.arguments(world),
        **urls_exceptions.arguments(world),
    }
