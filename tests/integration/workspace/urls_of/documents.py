"""Papers: what is owed and its texts; files, questions, the guide and calendars beside them."""

from typing import Any

from integration.workspace.documents import urls_papers, urls_plus
from integration.workspace.urls_of.kinds import Access, World

TABLE: dict[str, Access] = {**urls_plus.TABLE, **urls_papers.TABLE}


def arguments(world: World) -> dict[str, list[Any]]:
    return {**urls_plus.arguments(world), **urls_papers.arguments(world)}
