"""A small invented catalogue, and the people who read and change it."""

from pathlib import Path
from typing import Any

from factories.accounts import make_user
from factories.programmes import give
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.standards.models import CatalogueLoad
from jalon.workspace.standards.services import load_catalogue

FOLDER = Path(__file__).parent / "small_catalogue"
SMALL = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.csv"))}


def write_catalogue(folder: Path, **replaced: str) -> Path:
    """Write the small catalogue; a table given by name stands instead of its own."""
    for name, text in SMALL.items():
        written = replaced.get(name.removesuffix(".csv"), text)
        (folder / name).write_text(written, encoding="utf-8")
    (folder / "catalogue.toml").write_text('version = "test"\n', encoding="utf-8")
    return folder


def load_small(folder: Path, **replaced: str) -> CatalogueLoad:
    return load_catalogue(write_catalogue(folder, **replaced), by=None)


def make_loader(name: str = "Nadia", **fields: Any) -> User:
    """Make a person who may change the catalogue of the whole office."""
    user = make_user(name, **fields)
    give(user, Role.ADMINISTRATOR, None)
    return user
