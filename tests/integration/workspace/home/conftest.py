"""An index of programmes and organisations only, so that other apps' sources do not matter."""

import pytest

from jalon.workspace import searchable
from jalon.workspace.home import index
from jalon.workspace.programmes.models import Organisation
from jalon.workspace.programmes.permissions import visible_programmes
from jalon.workspace.searchable import Source

PROGRAMMES = Source(
    model="programmes.programme",
    title="Programmes",
    columns=("code", "title", "summary"),
    visible=visible_programmes,
    link=lambda programme: f"/programmes/{programme.code}/",
    label=str,
)
ORGANISATIONS = Source(
    model="programmes.organisation",
    title="Organisations",
    columns=("acronym", "name"),
    visible=lambda _user: Organisation.objects.all(),
    link=lambda organisation: f"/programmes/organisations/{organisation.pk}/",
    label=str,
)


@pytest.fixture
def sources(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the index for these two sources, inside the test's transaction."""
    registered = {source.model: source for source in (PROGRAMMES, ORGANISATIONS)}
    monkeypatch.setattr(searchable, "_SOURCES", registered)
    index.rebuild()
