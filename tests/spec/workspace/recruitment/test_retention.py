"""Personal data: who sees a field, and until when it is kept."""

from datetime import date

import pytest

from jalon.errors import RuleBroken
from jalon.workspace.recruitment.rules.applications import FIELDS as FORM
from jalon.workspace.recruitment.rules.applications import ROWS
from jalon.workspace.recruitment.rules.representation import (
    RepresentationList,
    check_list,
    list_on,
    named,
)
from jalon.workspace.recruitment.rules.retention import (
    FIELD,
    FIELDS,
    Viewer,
    later,
    may_see,
    purge_on,
    purgeable,
)

#   field                        candidate recruiter screener scorer panel decider scoring
SEES = """
    contact.name                 yes       yes       no       no     yes   yes     no
    contact.sex                  yes       no        no       no     no    no      no
    contact.birth_date           yes       yes       no       no     no    no      no
    nationality.nationalities    yes       yes       yes      no     no    yes     no
    employment                   yes       yes       yes      yes    yes   yes     yes
    files                        yes       yes       no       no     yes   yes     no
    accommodation                yes       yes       no       no     no    no      no
    script                       yes       no        no       no     yes   yes     no
"""
COLUMNS = ("candidate", "recruiter", "screener", "scorer", "panel", "decider")


@pytest.mark.parametrize("row", [line.split() for line in SEES.strip().splitlines()], ids=" ".join)
def test_who_sees_what(row: list[str]) -> None:
    seen = ["yes" if may_see(Viewer(viewer), row[0]) else "no" for viewer in COLUMNS]
    assert seen == row[1:7]
    for viewer in (Viewer.SCORER, Viewer.PANEL):
        assert may_see(viewer, row[0], scoring=True) == (row[7] == "yes")


def test_every_field_of_the_form_has_its_rule() -> None:
    for section, fields in FORM.items():
        whole = section.value in FIELD
        assert whole or all(f"{section.value}.{name}" in FIELD for name in fields)
        assert whole or section not in ROWS
    assert len(FIELD) == len(FIELDS)


def test_scorers_see_nothing_by_which_somebody_is_known() -> None:
    seen = {field.name for field in FIELDS if may_see(Viewer.SCORER, field.name)}
    assert seen == {"education", "employment", "languages"}


#   day         months  later
LATER = """
    2026-01-31  1       2026-02-28
    2028-01-31  1       2028-02-29
    2028-02-29  12      2029-02-28
    2026-12-15  1       2027-01-15
    2026-11-30  13      2027-12-30
    2026-06-15  0       2026-06-15
"""


@pytest.mark.parametrize("row", [line.split() for line in LATER.strip().splitlines()], ids=" ".join)
def test_later(row: list[str]) -> None:
    assert later(date.fromisoformat(row[0]), int(row[1])) == date.fromisoformat(row[2])


DECIDED = date(2026, 9, 1)


def test_an_appeal_and_a_reserve_list_put_the_purge_off() -> None:
    assert purge_on("contact.phone", decided=DECIDED) == date(2027, 3, 1)
    assert purge_on("contact.phone", decided=DECIDED, appeal_until=date(2028, 1, 1)) == date(
        2028, 1, 2
    )
    assert purge_on("contact.phone", decided=DECIDED, reserve_until=date(2026, 10, 1)) == date(
        2027, 3, 1
    )


def test_what_is_purged_when() -> None:
    names = ["contact.phone", "contact.name", "accommodation"]
    assert purgeable(names, today=date(2030, 1, 1), decided=None) == ()
    assert purgeable(names, today=DECIDED, decided=DECIDED) == ("accommodation",)
    day = date(2027, 3, 1)
    assert purgeable(names, today=day, decided=DECIDED) == ("contact.phone", "accommodation")
    assert purgeable(names, today=date(2029, 1, 1), decided=DECIDED) == tuple(names)
    appeal = date(2029, 2, 1)
    assert purgeable(names, today=appeal, decided=DECIDED, appeal_until=appeal) == ()
    next_day = date(2029, 2, 2)
    assert purgeable(names, today=next_day, decided=DECIDED, appeal_until=appeal) == tuple(names)


def test_a_list_of_two_years_is_whole_on_its_last_day() -> None:
    last = later(DECIDED, 24)
    assert purge_on("contact.name", decided=DECIDED, reserve_until=last) == date(2028, 9, 2)


OLD = RepresentationList(date(2024, 1, 1), frozenset({"AA", "BB"}), "list of January 2024")
NEW = RepresentationList(date(2026, 1, 1), frozenset({"BB"}), "list of January 2026")


def test_the_list_that_held_on_the_day_counts() -> None:
    assert list_on([NEW, OLD], date(2025, 12, 31)) == OLD
    assert list_on([NEW, OLD], date(2026, 1, 1)) == NEW
    assert list_on([NEW, OLD], date(2023, 1, 1)) is None
    assert named({"BB", "CC", "AA"}, OLD) == ("AA", "BB")
    check_list(NEW)


@pytest.mark.parametrize(
    ("source", "country", "code"),
    [
        (" ", "AA", "without-source"),
        ("x", "aa", "country-unknown"),
        ("x", "AAA", "country-unknown"),
    ],
)
def test_a_list_names_its_source_and_countries(source: str, country: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=f"representation-{code}"):
        check_list(RepresentationList(date(2026, 1, 1), frozenset({country}), source))
