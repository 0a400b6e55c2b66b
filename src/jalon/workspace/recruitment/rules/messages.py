"""What is sent to candidates, to whom, and the reference by which they can check it.

A message never asks for money or for bank details. Its reference stands in the mail and in the
candidate's record; two check digits tell a slip of the finger from a message that was never sent.
They are those of ISO 7064 (MOD 97-10), with every sign as two digits: where letters take two digits
and figures one, as in an IBAN, one wrong sign may go unseen.
"""

from dataclasses import dataclass
from enum import StrEnum

from jalon.errors import RuleBroken

PREFIX = "R"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
TOKEN_LENGTH = 8
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class MessageKind(StrEnum):
    """Kinds of messages to candidates."""

    ACCOUNT = "account"
    RECEIPT = "receipt"
    WITHDRAWN = "withdrawn"
    DEADLINE_NEAR = "deadline-near"
    AMENDED = "amended"
    EXTENDED = "extended"
    EXCEPTION = "exception"
    NOT_ELIGIBLE = "not-eligible"
    NOT_SHORT_LISTED = "not-short-listed"
    TEST = "test"
    CENTRE = "centre"
    INTERVIEW = "interview"
    REFERENCES = "references"
    RESERVE = "reserve"
    OFFER = "offer"
    NOT_SELECTED = "not-selected"
    CANCELLED = "cancelled"


class Audience(StrEnum):
    """Who of a call gets a message."""

    ONE = "one"
    BEGUN = "begun"
    CONCERNED = "concerned"
    APPLIED = "applied"
    NOT_ELIGIBLE = "not-eligible"
    NOT_SHORT_LISTED = "not-short-listed"
    SHORT_LISTED = "short-listed"
    TESTED = "tested"
    NOT_SELECTED = "not-selected"
    RESERVE = "reserve"
    CHOSEN = "chosen"


M, A = MessageKind, Audience

AUDIENCE: dict[MessageKind, Audience] = {
    M.ACCOUNT: A.ONE,
    M.RECEIPT: A.ONE,
    M.WITHDRAWN: A.ONE,
    M.EXCEPTION: A.ONE,
    M.REFERENCES: A.ONE,
    M.DEADLINE_NEAR: A.BEGUN,
    M.AMENDED: A.CONCERNED,
    M.EXTENDED: A.CONCERNED,
    M.CANCELLED: A.CONCERNED,
    M.NOT_ELIGIBLE: A.NOT_ELIGIBLE,
    M.NOT_SHORT_LISTED: A.NOT_SHORT_LISTED,
    M.TEST: A.SHORT_LISTED,
    M.CENTRE: A.TESTED,
    M.INTERVIEW: A.TESTED,
    M.NOT_SELECTED: A.NOT_SELECTED,
    M.RESERVE: A.RESERVE,
    M.OFFER: A.CHOSEN,
}
# Sent by the site at once; every other kind is a draft that a person reviews first. The words of an
# amendment were passed with the amendment.
AUTOMATIC = frozenset({M.ACCOUNT, M.RECEIPT, M.WITHDRAWN, M.DEADLINE_NEAR, M.AMENDED, M.EXTENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidature:
    """How one candidate stands in a call; None is "not decided"."""

    begun: bool = False
    applied: bool = False
    withdrawn: bool = False
    eligible: bool | None = None
    short_listed: bool | None = None
    tested: bool = False
    chosen: bool | None = None
    reserve: bool = False


def belongs(audience: Audience, standing: Candidature) -> bool:
    """Tell whether a candidate gets a message to an audience; who withdrew is left in peace."""
    s = standing
    if s.withdrawn:
        return False
    return {
        A.ONE: True,
        A.BEGUN: s.begun and not s.applied,
        A.CONCERNED: s.begun or s.applied,
        A.APPLIED: s.applied,
        A.NOT_ELIGIBLE: s.applied and s.eligible is False,
        A.NOT_SHORT_LISTED: s.eligible is True and s.short_listed is False,
        A.SHORT_LISTED: s.short_listed is True,
        A.TESTED: s.tested and s.short_listed is True,  # one may be taken off since
        A.NOT_SELECTED: s.short_listed is True and s.chosen is False and not s.reserve,
        A.RESERVE: s.reserve and s.chosen is not True,
        A.CHOSEN: s.chosen is True,
    }[audience]


def reference(token: bytes) -> str:
    """Return the reference made of random bytes, such as R-7K3M-9QTX-42."""
    if len(token) < 5:
        raise ValueError("a reference needs five random bytes, or it can be guessed")
    number = int.from_bytes(token[:5])
    letters = []
    for _ in range(TOKEN_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    text = "".join(letters)
    return f"{PREFIX}-{text[:4]}-{text[4:]}-{check_digits(PREFIX + text)}"


def check_digits(text: str) -> str:
    """Return the two check digits: the whole number with them leaves 1 when divided by 97."""
    return f"{98 - _number(text) * 100 % 97:02d}"


def _number(text: str) -> int:
    return int("".join(f"{int(sign, 36):02d}" for sign in text))


def read_reference(typed: str) -> str:
    """Return a reference as it is kept; refuse what its check digits do not fit."""
    signs = "".join(typed.upper().split()).replace("-", "").replace("–", "")
    text, digits = PREFIX + signs[1:-2].translate(MISREAD), signs[-2:].translate(MISREAD)
    fits = (
        signs[:1] == PREFIX
        and len(signs) == 1 + TOKEN_LENGTH + 2
        and all(sign in LETTERS for sign in text[1:])
        and digits.isascii()
        and digits.isdigit()
    )
    if not fits or check_digits(text) != digits:
        raise RuleBroken("reference-mistyped")
    return f"{PREFIX}-{text[1:5]}-{text[5:]}-{digits}"
