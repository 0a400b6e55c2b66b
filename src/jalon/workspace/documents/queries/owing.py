"""Who owes the papers of a list, and for which countries."""

from django.db.models import QuerySet

from jalon.workspace.accounts.models import User
from jalon.workspace.documents.models.obligations import ObligationQuerySet
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Organisation


def owing_people(papers: ObligationQuerySet) -> QuerySet[User]:
    return User.objects.filter(pk__in=papers.values("owed_by_user")).order_by("name", "pk")


def owing_organisations(papers: ObligationQuerySet) -> QuerySet[Organisation]:
    keys = papers.values("owed_by_organisation")
    return Organisation.objects.filter(pk__in=keys).order_by("acronym", "pk")


def countries_owed_for(papers: ObligationQuerySet) -> QuerySet[Country]:
    return Country.objects.filter(pk__in=papers.values("country")).order_by("iso3")
