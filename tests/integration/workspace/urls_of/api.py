"""The API: the same rows to the same people, by token."""

from datetime import date
from functools import partial
from typing import Any

from django.utils import timezone

from factories.documents import make_document, make_obligation
from factories.places import make_country
from factories.results import make_actual, make_indicator, make_period
from integration.workspace.urls_of.kinds import (
    Access,
    Answer,
    InProgramme,
    Missing,
    Open,
    SignedIn,
    WithAnyGrant,
    World,
)
from jalon.workspace.accounts.rules import Permission, Role
from jalon.workspace.standards.models import Agenda, Instrument

ANY = SignedIn(by_token=True)
CATALOGUE = WithAnyGrant(Permission.CATALOGUE_VIEW, by_token=True)
OF_PROGRAMME = partial(InProgramme, by_token=True)
TABLE: dict[str, Access] = {
    "api-root": Missing(stranger=Answer.MISSING),
    "openapi-json": Open(),
    "me": ANY,
    "programmes": ANY,
    "programme": OF_PROGRAMME(Permission.PROGRAMME_VIEW),
    "results": OF_PROGRAMME(Permission.RESULT_VIEW),
    "indicators": OF_PROGRAMME(Permission.RESULT_VIEW),
    "matrix": OF_PROGRAMME(Permission.RESULT_VIEW),
    "actuals": OF_PROGRAMME(Permission.RESULT_VIEW),
    "actual": OF_PROGRAMME(Permission.RESULT_VIEW),
    "report": OF_PROGRAMME(
        Permission.ACTUAL_REPORT,
        method="put",
        data={"cells": [{"value": "5"}]},
        headers={"If-None-Match": "*"},
    ),
    "step": OF_PROGRAMME(
        Permission.ACTUAL_VERIFY,
        method="post",
        data={"step": "verify"},
        headers={"If-Match": '"1"'},
    ),
    "obligations": OF_PROGRAMME(Permission.DOCUMENT_VIEW),
    "obligation": OF_PROGRAMME(Permission.DOCUMENT_VIEW),
    "documents": OF_PROGRAMME(Permission.DOCUMENT_VIEW),
    "document": OF_PROGRAMME(Permission.DOCUMENT_VIEW),
    "countries": CATALOGUE,
    "areas": CATALOGUE,
    "instruments": CATALOGUE,
    "provisions": CATALOGUE,
    "ratifications": CATALOGUE,
    "items": CATALOGUE,
}


def arguments(world: World) -> dict[str, list[Any]]:
    programme = world.programme
    writer = world.by_role(Role.OFFICER)
    indicator = make_indicator(programme)
    actual = make_actual(
        make_period(indicator), status="submitted", reported_by=writer, submitted_at=timezone.now()
    )
    obligation = make_obligation(programme, writer)
    document = make_document(writer, obligation)
    sourced = {"source": "x", "certainty": "unverified"}
    agenda = Agenda.objects.create(key="api", title={"en": "API"}, **sourced)
    instrument = Instrument.objects.create(
        key="C999",
        kind="convention",
        title={"en": "C"},
        adopted_date=date(2020, 1, 1),
        category="technical",
        topic="x",
        set="ilo",
        **sourced,
    )
    of_programme = (
        "programme",
        "results",
        "indicators",
        "matrix",
        "obligations",
        "documents",
    )
    return {
        **{name: [programme.code] for name in of_programme},
        "actuals": [actual.period_id],
        "report": [make_period(indicator, 1).pk],
        **{name: [actual.pk] for name in ("actual", "step")},
        "obligation": [obligation.pk],
        "document": [document.pk],
        **{name: [make_country().iso3] for name in ("areas", "ratifications")},
        "provisions": [instrument.key],
        "items": [agenda.key],
    }
