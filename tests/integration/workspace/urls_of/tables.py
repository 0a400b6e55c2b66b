"""All tables together, all URLs of the site, and a world in which to ask them."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from factories.accounts import make_user
from factories.programmes import give, make_programme
from integration.workspace.urls_of.kinds import Access, Person, Where, World
from jalon.workspace.accounts.rules import Role

FOLDER = Path(__file__).parent
NO_TABLES = {"__init__", "kinds", "tables"}
NO_NAMESPACE = "sign_in"  # allauth's names have none
# Of allauth and Django: their answer is the same for everybody, and none of those of a table.
NOT_ASKED = {
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_login_error",
    "socialaccount_signup",
}


def tables() -> dict[str, ModuleType]:
    names = sorted(path.stem for path in FOLDER.glob("*.py"))
    return {
        name: importlib.import_module(f"integration.workspace.urls_of.{name}")
        for name in names
        if name not in NO_TABLES
    }


TABLES = tables()
LINES: dict[str, Access] = {
    (name if app == NO_NAMESPACE else f"{app}:{name}"): access
    for app, table in TABLES.items()
    for name, access in table.TABLE.items()
}


def every_url(resolver: URLResolver | None = None, inside: str = "") -> Iterator[str]:
    """Yield the full name of every URL of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{inside}{pattern.namespace}:" if pattern.namespace else inside
            yield from every_url(pattern, space)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{inside}{pattern.name}"


def make_world() -> World:
    """Make a programme, another one, and a person for each role and each place it can reach."""
    programme = make_programme("WORLD")
    other = make_programme("ELSEWHERE")
    people = [Person(Where.OUTSIDE), Person(Where.NOWHERE, None, make_user("Without Grants"))]
    for role in Role:
        for where, given in (
            (Where.PROGRAMME, programme),
            (Where.OFFICE, None),
            (Where.OTHER, other),
        ):
            if where is Where.OTHER and role is not Role.DIRECTOR:
                continue
            user = make_user(f"{role.value} {where.value}")
            give(user, role, given)
            people.append(Person(where, role, user))
    return World(programme, people)


def make_arguments(world: World) -> dict[str, list[Any]]:
    """Make something of every kind in `world`; return how the URLs name it."""
    return {
        (name if app == NO_NAMESPACE else f"{app}:{name}"): values
        for app, table in TABLES.items()
        for name, values in table.arguments(world).items()
    }
