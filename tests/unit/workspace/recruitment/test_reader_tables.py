"""The reader's own tables agree with those of the world."""

import importlib.resources
from zoneinfo import available_timezones

import pytest

from jalon.messages import MESSAGES
from jalon.workspace.recruitment.reader.grades import grade_at
from jalon.workspace.recruitment.reader.words import LANGUAGES, rows, tables


def test_each_city_lies_in_the_country_of_its_zone() -> None:
    tab = importlib.resources.files("tzdata") / "zoneinfo" / "zone.tab"
    lines = [line.split("\t") for line in tab.read_text().splitlines() if line[:1] != "#"]
    countries = {line[2]: line[0] for line in lines}
    assert {
        row["city"] for row in rows("cities.csv") if countries[row["zone"]] != row["country"]
    } == set()


def test_each_named_zone_exists_and_each_row_has_its_source() -> None:
    assert {row["zone"] for row in rows("zones.csv")} <= available_timezones()
    for name in ("cities.csv", "countries.csv", "languages.csv", "zones.csv"):
        assert all(row["source"] for row in rows(name))


def test_every_language_has_the_same_tables() -> None:
    shapes = []
    for language in LANGUAGES:
        kinds = {name: table for name, table in tables(language).items() if name != "languages"}
        shapes.append({name: set(t) for name, t in kinds.items() if isinstance(t, dict)})
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("P3", "P3"), ("P.3", "P3"), ("P-5", "P5"), ("P.1/P.2", "P1 P2"), ("P2-P3", "P2 P3"),
     ("P-4/5", "P4 P5"), ("NO-B", "NOB"), ("NOA", "NOA"), ("G.6", "G6"), ("GS-5", "G5"),
     ("D1", "D1"), ("IPSA-10", "IPSA10"), ("P9", ""), ("NO 7", ""), ("Grade", "")],
)  # fmt: skip
def test_grades(text: str, codes: str) -> None:
    found = grade_at(text, 0, len(text))
    assert (found[0].codes if found else ()) == tuple(codes.split())


def test_questions_have_words() -> None:
    assert len([code for code in MESSAGES if code.startswith("notice-")]) > 20
