"""What binds a country: an instrument it ratified, without the parts that it excluded."""

from enum import StrEnum

from jalon.workspace.standards.rules.words import VERIFIED, Category, InstrumentKind, Status


class Bond(StrEnum):
    """What a provision is to a country."""

    BINDS = "binds"
    UNCLEAR = "unclear"  # the instrument binds; whether this part was excluded is not known
    EXCLUDED = "excluded"
    GUIDANCE = "guidance"  # not ratified as far as is known, or a recommendation


def bond(
    *,
    kind: str,
    status: str | None,
    part: str,
    may_exclude: list[str],
    exclusions: list[str],
    exclusions_certainty: str,
) -> Bond:
    """Return what a provision in `part` of an instrument is to a country of this `status`."""
    if kind == InstrumentKind.RECOMMENDATION or status != Status.RATIFIED:
        return Bond.GUIDANCE
    if part not in may_exclude:
        return Bond.BINDS
    if part in exclusions:
        return Bond.EXCLUDED
    return Bond.BINDS if exclusions_certainty in VERIFIED else Bond.UNCLEAR


def concerns_every_member(category: str) -> bool:
    """Tell whether the 1998 Declaration makes an instrument's principles everybody's concern."""
    return category == Category.FUNDAMENTAL
