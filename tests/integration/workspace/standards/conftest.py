"""The small catalogue, its countries, and somebody who may change it."""

from pathlib import Path

import pytest

from factories.places import make_country
from factories.standards import load_small, make_loader
from jalon.workspace.accounts.models import User
from jalon.workspace.places.models import Country
from jalon.workspace.standards.models import CatalogueLoad


@pytest.fixture
def countries(db: None) -> dict[str, Country]:
    return {iso3: make_country(iso3) for iso3 in ("MEX", "MAR", "DZA", "GTM")}


@pytest.fixture
def small(countries: dict[str, Country], tmp_path: Path) -> CatalogueLoad:
    return load_small(tmp_path)


@pytest.fixture
def nadia(db: None) -> User:
    return make_loader()
