"""Papers that stand in the way of dropping a country from a programme."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Programme

WITHDRAWN = "withdrawn"


def papers_in(programme: Programme, country: Country) -> Iterator[str]:
    """Yield how many papers that nobody has withdrawn are of the country."""
    there = {"programme": programme, "country": country}
    owed = Obligation.objects.filter(**there).exclude(state=WITHDRAWN).count()
    free = Document.objects.filter(**there, obligation=None).exclude(state=WITHDRAWN).count()
    if count := owed + free:
        yield ngettext("%(count)s paper", "%(count)s papers", count) % {"count": count}
