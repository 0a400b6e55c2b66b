"""What a programme may be called, and when it may run."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from jalon.errors import RuleBroken

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# Addresses below /programmes/, and below /documents/, that are not a programme's
RESERVED = frozenset(
    {
        "new",
        "office",
        "contacts",
        "organisations",
        "calendars",
        "leave",
        "leaving",
        "from-spreadsheet",
    }
    | {"delays", "files", "uploads", "guide", "calendar"}
)
EARLIEST, LATEST = date(1970, 1, 1), date(2150, 12, 31)


def checked_code(code: str) -> str:
    """Return a code that can be part of an address."""
    code = code.strip()
    if not CODE.fullmatch(code):
        raise RuleBroken("programme-code-unusable", given=code)
    if code.lower() in RESERVED:
        raise RuleBroken("programme-code-reserved", given=code)
    return code


def check_dates(start: date, end: date) -> None:
    if end <= start:
        raise RuleBroken("programme-ends-before-it-starts")
    if start < EARLIEST or end > LATEST:
        raise RuleBroken("programme-dates-far", earliest=EARLIEST.year, latest=LATEST.year)


def check_title(title: Mapping[str, str]) -> None:
    if not any(text.strip() for text in title.values()):
        raise RuleBroken("title-needed")


def check_shares(shares: Mapping[str, Decimal | None]) -> None:
    """Refuse shares of the money that cannot be: they are given for all or none, and make 100."""
    given = [share for share in shares.values() if share is not None]
    if not given:
        return
    missing = [country for country, share in shares.items() if share is None]
    if missing:
        raise RuleBroken("shares-missing", countries=", ".join(sorted(missing)))
    if any(share < 0 for share in given) or sum(given) != 100:
        raise RuleBroken("shares-not-100", total=sum(given))


def check_covered(kept: Collection[str], needed: Collection[str]) -> None:
    """Refuse to drop countries that grants or focal points still name."""
    if dropped := sorted(set(needed) - set(kept)):
        raise RuleBroken("country-still-named", countries=", ".join(dropped))
