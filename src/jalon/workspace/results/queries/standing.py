"""Figures that stand in the way of dropping a country from a programme."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, Target


def figures_in(programme: Programme, country: Country) -> Iterator[str]:
    """Yield how many reports and targets are of the country."""
    there = {"period__indicator__programme": programme, "country": country}
    if count := Actual.objects.filter(**there).count():
        yield ngettext("%(count)s report", "%(count)s reports", count) % {"count": count}
    if count := Target.objects.filter(**there).count():
        yield ngettext("%(count)s target", "%(count)s targets", count) % {"count": count}
