"""What rows say to whoever scores without names."""

from datetime import date

import pytest

from jalon.workspace.recruitment.rules.blind import untold

TODAY = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("1998-01-01", "2000-12-31", 36),
        ("2026-05-01", None, 2),
        ("2026-06-30", None, 1),
        ("2026-09-01", None, 1),
        ("soon", None, None),
    ],
)
def test_of_an_employment_the_length_is_told_alone(
    start: str, end: str | None, months: int | None
) -> None:
    row = {"row": "w", "title": "Clerk", "country": "TO", "start": start, "end": end}
    assert untold("employment", row, today=TODAY) == {
        "row": "w",
        "title": "Clerk",
        "length": months,
    }


def test_a_mother_tongue_is_a_level_like_others() -> None:
    native = {"row": "l", "language": "es", "wording": "native", "reading": ""}
    other = {"row": "l", "language": "es", "wording": "good"}
    shown = untold("languages", {**native, "reading": "C2"}, today=TODAY)
    assert shown == {
        "row": "l",
        "language": "es",
        **dict.fromkeys(("reading", "writing", "listening", "speaking"), "C2"),
    }
    assert untold("languages", other, today=TODAY) == other


def test_a_degree_has_no_year_and_no_country() -> None:
    row = {"row": "e", "level": 7, "year": 1998, "country": "TO"}
    assert untold("education", row, today=TODAY) == {"row": "e", "level": 7}
