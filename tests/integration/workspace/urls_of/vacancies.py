"""The public face: notices for everybody, and what candidates do."""

from typing import Any

from integration.workspace.recruitment import urls_assessment, urls_candidates, urls_notices
from integration.workspace.urls_of.kinds import Access, World

TABLE: dict[str, Access] = {
    **urls_notices.TABLE,
    **urls_candidates.TABLE,
    **urls_assessment.SITTINGS,
}


def arguments(world: World) -> dict[str, list[Any]]:
    return {
        **urls_notices.arguments(world),
        **urls_candidates.arguments(world),
        **urls_assessment.sitting_arguments(world),
    }
