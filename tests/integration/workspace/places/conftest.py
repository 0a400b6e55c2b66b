"""An administrator, and files of areas."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories.accounts import make_user
from factories.places import make_country
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.places.models import Country


@pytest.fixture
def mexico(db: None) -> Country:
    return make_country("MEX")


@pytest.fixture
def dora(db: None) -> User:
    """Administers the office."""
    user = make_user("Dora")
    give(user, Role.ADMINISTRATOR, None)
    return user


@pytest.fixture
def as_dora(client: Client, dora: User) -> Client:
    client.force_login(dora)
    return client


@pytest.fixture(autouse=True)
def files_of_their_own(settings: Any, tmp_path: Any) -> None:
    settings.FILES = tmp_path / "files"


def square(x: float, y: float, **properties: Any) -> dict[str, Any]:
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: dict[str, Any], name: str = "areas.geojson") -> SimpleUploadedFile:
    content = {"type": "FeatureCollection", "features": list(features)}
    return SimpleUploadedFile(name, json.dumps(content).encode())
