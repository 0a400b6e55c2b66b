"""Sites of their own, in the kind of database that is under test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factories.sites import Site, places_for_sites


@pytest.fixture(scope="module")
def place(django_db_setup: None) -> Iterator[Callable[[Path], Site]]:
    """Give a function that makes an empty place for a site in a folder."""
    with places_for_sites() as make:
        yield make
