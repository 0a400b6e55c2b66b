"""My day, the search, and how one reads the site."""

from typing import Any

from integration.workspace.urls_of.kinds import Access, Open, SignedIn, World

TABLE: dict[str, Access] = {
    "day": Open(),  # a stranger gets the way in
    "programmes": SignedIn(),
    "search": SignedIn(data={"q": "programme"}),
    "gallery": SignedIn(),
    "set-theme": Open(method="post", data={"theme": "dark"}),
}


def arguments(_world: World) -> dict[str, list[Any]]:
    return {}
