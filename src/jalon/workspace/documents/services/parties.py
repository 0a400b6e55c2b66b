"""See that who owes a paper, who receives it and which country it is of belong together."""

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.documents.queries.parties import organisations_of, people_of
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Organisation, Programme


def check_owed(
    programme: Programme,
    *,
    country: Country | None,
    owed_by_user: User | None,
    owed_by_organisation: Organisation | None,
    owed_to_organisation: Organisation | None,
) -> None:
    """Insist on somebody who owes, and on parties of this programme."""
    if owed_by_user is None and owed_by_organisation is None:
        raise RuleBroken("owed-by-nobody")
    if country is not None and not programme.covers.filter(country=country).exists():
        raise RuleBroken("country-not-covered", country=country, programme=programme)
    if owed_by_user is not None:
        check_person(programme, owed_by_user)
    parties = [o for o in (owed_by_organisation, owed_to_organisation) if o is not None]
    if parties:
        known = set(organisations_of(programme).values_list("pk", flat=True))
        for party in parties:
            if party.pk not in known:
                raise RuleBroken("party-of-another-programme", name=party, programme=programme)


def check_person(programme: Programme, user: User) -> None:
    """Insist that `user` works in this programme today."""
    if not people_of(programme).filter(pk=user.pk).exists():
        raise RuleBroken("person-of-another-programme", name=user, programme=programme)
