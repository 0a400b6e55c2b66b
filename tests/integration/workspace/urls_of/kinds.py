"""Kinds of access, and what each kind of person is answered."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import POWERS, Permission, Role, Sees
from jalon.workspace.programmes.models import Programme


class Where(StrEnum):
    """Where a person's role reaches."""

    PROGRAMME = "in the programme"
    OFFICE = "in the office"
    OTHER = "in another programme"
    NOWHERE = "without grants"
    OUTSIDE = "not signed in"


class Answer(StrEnum):
    """What the site says; a form that was refused has been let in all the same."""

    OK = "ok"
    SIGN_IN = "sign in first"
    FORBIDDEN = "403"
    MISSING = "404"
    UNAUTHORISED = "401"
    WRONG = "wrong"  # 405 and 5xx: nobody should ever see them


@dataclass(frozen=True)
class Person:
    where: Where
    role: Role | None = None
    user: User | None = None

    def __str__(self) -> str:
        return f"{self.role or 'someone'} {self.where}"

    def holds(self, permission: Permission) -> bool:
        return self.role is not None and permission in POWERS[self.role].permissions

    @property
    def narrow(self) -> bool:
        return self.role is not None and POWERS[self.role].sees is not Sees.ALL


@dataclass(frozen=True)
class World:
    """What there is to ask for, and who asks."""

    programme: Programme
    people: list[Person]

    def by_role(self, role: Role) -> User:
        """Return who holds `role` in the programme."""
        found = [p.user for p in self.people if (p.where, p.role) == (Where.PROGRAMME, role)]
        assert found[0] is not None
        return found[0]


REFUSED = frozenset({Answer.FORBIDDEN, Answer.MISSING})
LET_IN = frozenset({Answer.OK})


@dataclass(frozen=True)
class Access:
    """How a URL is asked, and what is answered to whom."""

    method: str = field(default="get", kw_only=True)
    data: dict[str, Any] = field(default_factory=dict, kw_only=True)
    stranger: Answer = field(default=Answer.SIGN_IN, kw_only=True)
    headers: dict[str, str] = field(default_factory=dict, kw_only=True)
    by_token: bool = field(default=False, kw_only=True)  # the API; `data` goes as JSON

    def expected(self, person: Person) -> frozenset[Answer]:
        if self.by_token and person.where in {Where.OUTSIDE, Where.NOWHERE}:
            return frozenset({Answer.UNAUTHORISED})
        if person.where is Where.OUTSIDE:
            return frozenset({self.stranger})
        return self.signed_in(person)

    def signed_in(self, _person: Person) -> frozenset[Answer]:
        raise NotImplementedError


@dataclass(frozen=True)
class Open(Access):
    """Everybody may ask, strangers too."""

    stranger: Answer = field(default=Answer.OK, kw_only=True)

    def signed_in(self, _person: Person) -> frozenset[Answer]:
        return LET_IN


@dataclass(frozen=True)
class SignedIn(Access):
    """Whoever is signed in may ask; what they see is theirs."""

    def signed_in(self, _person: Person) -> frozenset[Answer]:
        return LET_IN


@dataclass(frozen=True)
class OfTeam(Access):
    """Who sees all of a programme, or of the office; not partners, consultants and donors."""

    def signed_in(self, person: Person) -> frozenset[Answer]:
        return LET_IN if person.role and not person.narrow else frozenset({Answer.FORBIDDEN})


@dataclass(frozen=True)
class Missing(Access):
    """There is nothing for who asks here: the object is somebody else's, or not made yet."""

    def signed_in(self, _person: Person) -> frozenset[Answer]:
        return frozenset({Answer.MISSING})


@dataclass(frozen=True)
class InProgramme(Access):
    """The permission is needed in the programme; for people of others it does not exist.

    Narrow roles (partner, consultant, donor) may find that the object is not for them to see,
    unless `narrow_too`.
    """

    permission: Permission
    narrow_too: bool = False

    def signed_in(self, person: Person) -> frozenset[Answer]:
        if person.where in {Where.OTHER, Where.NOWHERE}:
            return frozenset({Answer.MISSING})
        if not person.holds(self.permission):
            return REFUSED
        if person.narrow and not self.narrow_too:
            return LET_IN | REFUSED
        return LET_IN


@dataclass(frozen=True)
class InOffice(Access):
    """The permission is needed in the whole office."""

    permission: Permission

    def signed_in(self, person: Person) -> frozenset[Answer]:
        office = person.where is Where.OFFICE
        return LET_IN if office and person.holds(self.permission) else REFUSED


@dataclass(frozen=True)
class WithAnyGrant(Access):
    """The permission is needed in any programme: catalogues that everybody reads."""

    permission: Permission

    def signed_in(self, person: Person) -> frozenset[Answer]:
        return LET_IN if person.holds(self.permission) else REFUSED
