"""What results give to the rest of the site: panels, words, what is found, copied, handed over."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jalon.workspace import leaving, panels, searchable
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.audit.words import register_words
from jalon.workspace.documents.files import readers
from jalon.workspace.programmes import copying, renewing, standing
from jalon.workspace.programmes.models import Programme
from jalon.workspace.programmes.permissions import has_permission
from jalon.workspace.results.models import Actual, Indicator, Result, Risk
from jalon.workspace.results.queries.standing import figures_in
from jalon.workspace.results.services.calendar import renew_periods
from jalon.workspace.results.services.common import begin_results
from jalon.workspace.results.services.copying import copy_results
from jalon.workspace.results.services.leaving import hand_over
from jalon.workspace.results.words import EVENTS


def register_results() -> None:
    """Register all of it, once, when the app is loaded."""
    register_words(EVENTS)
    for key, title, name, part, order in (
        ("results", _("Results"), "results:tree", "results:overview", 20),
        ("matrix", _("Matrix"), "results:matrix", "", 30),
    ):
        panels.register(
            "programme",
            panels.Panel(
                key=key,
                title=title,
                url=partial(_address, name),
                visible=_sees_results,
                order=order,
                part=partial(_address, part) if part else None,
            ),
        )
    for source in _sources():
        searchable.register(source)
    readers.register("results.evidence", evidence_for)
    leaving.register("results", hand_over)
    renewing.register("results", renew_periods)
    standing.register("results", figures_in)
    copying.register("results", copy_results)
    copying.register_start("results", begin_results)


def _address(name: str, programme: Programme) -> str:
    return reverse(name, args=[programme.code])


def evidence_for(user: Any, ids: Collection[int]) -> set[int]:
    """Return which of the files prove a figure that `user` may see."""
    rows = Actual.objects.visible_to(user).filter(evidence__in=ids)
    return set(rows.values_list("evidence_id", flat=True))


def _sees_results(user: Any, programme: Programme) -> bool:
    return has_permission(user, Permission.RESULT_VIEW, programme, anywhere=True)


def _results(user: Any) -> QuerySet[Any]:
    return Result.objects.visible_to(user).select_related("programme")


def _indicators(user: Any) -> QuerySet[Any]:
    return Indicator.objects.visible_to(user).select_related("programme")


def _risks(user: Any) -> QuerySet[Any]:
    return Risk.objects.visible_to(user).select_related("programme")


def _sources() -> list[searchable.Source]:
    return [
        searchable.Source(
            model="results.indicator",
            title=_("Indicators"),
            columns=("code", "donor_code", "title", "definition"),
            visible=_indicators,
            link=lambda row: reverse("results:indicator", args=[row.programme.code, row.pk]),
            label=str,
            order=30,
        ),
        searchable.Source(
            model="results.result",
            title=_("Results"),
            columns=("code", "title", "description"),
            visible=_results,
            link=lambda row: reverse("results:result", args=[row.programme.code, row.pk]),
            label=str,
            order=31,
        ),
        searchable.Source(
            model="results.risk",
            title=_("Risks"),
            columns=("text", "mitigation"),
            visible=_risks,
            link=lambda row: reverse("results:risks", args=[row.programme.code]),
            label=str,
            order=32,
        ),
    ]
