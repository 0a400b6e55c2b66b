"""What the search finds of the catalogue."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace.narratives import text_of
from jalon.workspace.searchable import Source, register
from jalon.workspace.standards.models import (
    AgendaItem,
    Instrument,
    Intervention,
    Provision,
    Questionnaire,
)
from jalon.workspace.standards.permissions import can_view
from jalon.workspace.tags import article


def _visible(found: "models.QuerySet[Any]", user: Any) -> "models.QuerySet[Any]":
    return found if can_view(user) else found.none()


SOURCES = (
    Source(
        model="standards.instrument",
        title=_("Instruments"),
        columns=("key", "title"),
        visible=lambda user: _visible(Instrument.objects.filter(retired_date=None), user),
        link=lambda row: reverse("standards:instrument", args=[row.key]),
        label=lambda row: f"{row.key} {text_of(row.title)}",
        order=400,
    ),
    Source(
        model="standards.provision",
        title=_("Provisions"),
        columns=("article", "duty"),
        visible=lambda user: _visible(
            Provision.objects.filter(
                retired_date=None, instrument__retired_date=None
            ).select_related("instrument"),
            user,
        ),
        link=lambda row: (
            reverse("standards:instrument", args=[row.instrument.key]) + f"#provision-{row.pk}"
        ),
        label=lambda row: f"{row.instrument.key} {article(row.article)}: {text_of(row.duty)}",
        order=410,
    ),
    Source(
        model="standards.agendaitem",
        title=_("Agenda items"),
        columns=("code", "title"),
        visible=lambda user: _visible(
            AgendaItem.objects.filter(retired_date=None).select_related("agenda"), user
        ),
        link=lambda row: reverse("standards:item", args=[row.agenda.key, row.code]),
        label=lambda row: f"{row.agenda.key} {row.code}: {text_of(row.title)}",
        order=420,
    ),
    Source(
        model="standards.intervention",
        title=_("Interventions"),
        columns=("key", "name", "evidence_note"),
        visible=lambda user: _visible(Intervention.objects.filter(retired_date=None), user),
        link=lambda row: reverse("standards:intervention", args=[row.key]),
        label=lambda row: f"{row.key} {text_of(row.name)}",
        order=430,
    ),
    Source(
        model="standards.questionnaire",
        title=_("Questionnaires"),
        columns=("key", "title"),
        visible=lambda user: _visible(Questionnaire.objects.all(), user),
        link=lambda row: reverse("standards:questionnaire", args=[row.key]),
        label=lambda row: text_of(row.title),
        order=440,
    ),
)


def register_sources() -> None:
    """Let the search find the catalogue's rows."""
    for source in SOURCES:
        register(source)
