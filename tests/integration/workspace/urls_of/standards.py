"""The standards catalogue: everybody with a role reads it, few change it."""

import tempfile
from pathlib import Path
from typing import Any

from django.utils import timezone

from factories.places import make_country
from factories.standards import load_small
from integration.workspace.urls_of.kinds import Access, InOffice, WithAnyGrant, World
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.standards.models import Instrument, Proposal

READ = WithAnyGrant(Permission.CATALOGUE_VIEW)
CHANGE = InOffice(Permission.CATALOGUE_LOAD)
TABLE: dict[str, Access] = {
    "overview": READ,
    "instruments": READ,
    "instrument": READ,
    "countries": READ,
    "country": READ,
    "country-part": READ,
    "agendas": READ,
    "agenda": READ,
    "item": READ,
    "interventions": READ,
    "intervention": READ,
    "questionnaires": READ,
    "questionnaire": READ,
    "loads": READ,
    "load": READ,
    "file": READ,
    "retire": CHANGE,
    "restore": InOffice(Permission.CATALOGUE_LOAD, method="post"),
    "hand-in": CHANGE,
    "update": CHANGE,
    "apply-update": InOffice(Permission.CATALOGUE_LOAD, method="post"),
    "discard-update": InOffice(Permission.CATALOGUE_LOAD, method="post"),
}


def arguments(world: World) -> dict[str, list[Any]]:
    for iso3 in ("MAR", "MEX", "DZA"):
        make_country(iso3)
    with tempfile.TemporaryDirectory() as folder:
        load = load_small(Path(folder))
    proposal = Proposal.objects.create(
        at=timezone.now(),
        by=world.by_role(Role.ADMINISTRATOR),
        file_name="terms.csv",
        files={},
        difference={"added": [], "changed": [], "kept": {}, "counts": {}, "refused": []},
        digest="0" * 64,
    )
    return {
        "instrument": ["C900"],
        "country": ["MAR"],
        "country-part": ["MAR"],
        "agenda": ["GOALS"],
        "item": ["GOALS", "8.7"],
        "intervention": ["INT01"],
        "questionnaire": ["ASK"],
        "load": [load.pk],
        "file": ["terms"],
        "retire": ["instruments", Instrument.objects.get(key="C900").pk],
        "restore": ["instruments", Instrument.objects.get(key="C901").pk],
        "update": [proposal.pk],
        "apply-update": [proposal.pk],
        "discard-update": [proposal.pk],
    }
