"""Accounts for one person in each role, and their grants."""

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.audit.services import record
from jalon.workspace.demo.content import People, read_people
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Grant, Organisation, Programme
from jalon.workspace.programmes.permissions import forget

Team = dict[str, User]


def open_accounts(found: People) -> dict[str, User]:
    """Make everybody, by key; all share one password, hashed once."""
    password = make_password(found.password)
    people = {}
    for person in found.people:
        user = User(
            email=person.email,
            name=person.name,
            language=person.language,
            time_zone=person.time_zone,
            password=password,
        )
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        record(by=None, what="accounts.opened", target=user, after={"name": user.name})
        people[person.key] = user
        for role in person.roles:
            if not role[1]:
                _give(user, role[0], None)
    return people


def give_roles(code: str, people: dict[str, User], programme: Programme) -> Team:
    """Grant what the file says of this programme; return the team by role (or key)."""
    team: Team = {}
    for person in read_people().people:
        for role, of, *country in person.roles:
            if of != code:
                continue
            user = people[person.key]
            where = Country.objects.get(iso3=country[0]) if country else None
            organisation = _organisation(programme, role)
            _give(user, role, programme, where, organisation)
            team[f"{role}-{country[0]}" if country else role] = user
            team[person.key] = user
    return team


def _organisation(programme: Programme, role: str) -> Organisation | None:
    if role == Role.DONOR:
        return programme.agreement.donor
    if role == Role.PARTNER:
        found = programme.participations.filter(role="4").order_by("-pk").first()
        return found.organisation if found else None
    return None


def _give(
    user: User,
    role: str,
    programme: Programme | None,
    country: Country | None = None,
    organisation: Organisation | None = None,
) -> None:
    held, created = Grant.objects.get_or_create(
        user=user, role=role, programme=programme, country=country, organisation=organisation
    )
    if created:
        record(
            by=None,
            what="programmes.granted",
            target=held,
            programme_id=programme.pk if programme else None,
            after={"user": user.pk, "role": role},
        )
    forget(user)
