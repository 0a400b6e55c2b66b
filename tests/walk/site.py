"""A site that is full: the catalogues, the demonstration, and one of everything else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from integration.workspace.urls_of.kinds import World
from integration.workspace.urls_of.tables import make_arguments, make_world
from jalon.workspace.accounts.models import User
from jalon.workspace.config.catalogues import load_catalogues
from jalon.workspace.demo import load_demo

# Who walks: together they may open everything that the demonstration holds.
WALKERS = ("administrator", "director", "officer", "coordinator-algiers", "donor", "partner")


@dataclass(frozen=True)
class Site:
    """What there is: people of the demonstration, and how URLs name one of each thing."""

    world: World
    arguments: dict[str, list[Any]]

    def walkers(self) -> list[User]:
        return [User.objects.get(email=f"{key}@demo.example") for key in WALKERS]


@transaction.atomic
def build_site() -> Site:
    """Load everything; takes some seconds, so do it once for many questions."""
    load_catalogues()
    load_demo()
    world = make_world()
    return Site(world, make_arguments(world))


@contextmanager
def quietly() -> Iterator[None]:
    """Write no log of refusals while many addresses are tried as many people."""
    before = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        yield
    finally:
        logging.disable(before)
