"""How far grants reach: pure functions over plain values."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from jalon.workspace.accounts.rules import POWERS, Permission, Role, Sees


@dataclass(frozen=True, slots=True)
class Reach:
    """One grant as it stands today; a deputy holds those of the person who is away."""

    role: Role
    programme: int | None = None  # None: the whole office
    country: int | None = None  # None: every country of the programme
    organisation: int | None = None
    on_behalf_of: int | None = None
    absent: str = field(default="", compare=False)  # the name of whom they stand in for

    def allows(self, permission: Permission) -> bool:
        return permission in POWERS[self.role].permissions

    @property
    def sees(self) -> Sees:
        return POWERS[self.role].sees


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows of one programme somebody sees."""

    everything: bool = False
    countries: frozenset[int] = frozenset()  # all rows of these countries, if not everything
    own: bool = False  # rows that they answer for
    organisations: frozenset[int] = frozenset()  # rows that these organisations answer for
    submitted: bool = False  # rows that were handed over

    @property
    def nothing(self) -> bool:
        return not (self.everything or self.countries or self.own or self.submitted)


def allowed(
    reaches: Iterable[Reach],
    permission: Permission,
    *,
    programme: int | None,
    country: int | None = None,
    anywhere: bool = False,
) -> bool:
    """Tell whether any grant allows `permission`.

    Without a programme: in the whole office. With a programme and no country: in every country of
    it, or with `anywhere` in at least one. With a country: in that one.
    """
    return any(
        reach.allows(permission)
        and reach.programme in {None, programme}
        and (reach.country is None or reach.country == country or (anywhere and country is None))
        for reach in reaches
    )


def scope_of(reaches: Iterable[Reach], permission: Permission, *, programme: int | None) -> Scope:
    """Return which rows of `programme` the grants that allow `permission` show."""
    found = [r for r in reaches if r.allows(permission) and r.programme in {None, programme}]
    whole = [reach for reach in found if reach.sees is Sees.ALL]
    own = [reach for reach in found if reach.sees is Sees.OWN]
    return Scope(
        everything=any(reach.country is None for reach in whole),
        countries=frozenset(reach.country for reach in whole if reach.country is not None),
        own=bool(own),
        organisations=frozenset(r.organisation for r in own if r.organisation is not None),
        submitted=any(reach.sees is Sees.SUBMITTED for reach in found),
    )


def absent_behind(reaches: Iterable[Reach], *, programme: int | None) -> int | None:
    """Return for whom a deputy holds powers there that their own grants do not give them."""
    there = [reach for reach in reaches if reach.programme in {None, programme}]
    own = [reach for reach in there if reach.on_behalf_of is None]
    for lent in there:
        if lent.on_behalf_of is not None and not _covered(lent, own):
            return lent.on_behalf_of
    return None


def _covered(lent: Reach, own: Iterable[Reach]) -> bool:
    """Tell whether grants give all that a lent one gives, wherever it gives it."""
    as_far = [reach for reach in own if reach.country in {None, lent.country}]
    held = {power for reach in as_far for power in POWERS[reach.role].permissions}
    return POWERS[lent.role].permissions <= held
