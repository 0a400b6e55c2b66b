"""What of an indicator may still change once figures of it are known."""

from collections.abc import Collection, Mapping
from typing import Any

from jalon.errors import RuleBroken

# What verified figures mean: another indicator has other figures.
FIXED = frozenset({"measure", "crossed", "direction", "over_periods", "over_places"})
# What they are compared with and divided by: changed with a reason.
EXPLAINED = frozenset(
    {
        "baseline_value",
        "baseline_numerator",
        "baseline_denominator",
        "baseline_year",
        "dimensions",
    }
)
COUNTED = ("definition", "unit", "calculation")  # what earlier figures may no longer follow


def check_change(changed: Collection[str], *, verified: bool, reason: str) -> None:
    """Raise if figures that were verified forbid a change, or ask for a reason."""
    if not verified:
        return
    if fixed := FIXED.intersection(changed):
        raise RuleBroken("indicator-is-fixed", fields=sorted(fixed))
    if EXPLAINED.intersection(changed) and not reason.strip():
        raise RuleBroken("reason-needed")


def is_redefined(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether what is counted was put in other words; another translation is none."""
    return any(
        text and text != (after[name] or {}).get(language)
        for name in COUNTED
        if name in after
        for language, text in (before[name] or {}).items()
    )
