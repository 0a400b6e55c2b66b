"""Objectives of the Global Compact from a text, and copies that repeat themselves."""

import pytest

from jalon.errors import BadInput
from jalon.workspace.standards.rules.objectives import objective_rows, read_objectives

TEXT = """\
# Objective 1
## Title: Count people well
## Associated actions
- a. Ask everybody
- b. Ask again

# Objective 2
## Title: Minimize The Adverse Drivers Of Departure
## Associated actions
- a. Invest in places
- b. Invest in people

# Objective 3
## Title: {title}
## Associated actions
- a. {first}
- b. {second}
"""


def refused(title: str, first: str, second: str) -> list[str]:
    text = TEXT.format(title=title, first=first, second=second)
    return [row.code for row in objective_rows("gcm.md", text)[1]]


def test_objectives_and_their_actions_become_rows() -> None:
    text = TEXT.format(title="Inform everybody", first="Write", second="Speak")
    rows, wrong = objective_rows("gcm.md", text)
    assert wrong == []
    assert [row.values["code"] for row in rows][:4] == ["1", "1(a)", "1(b)", "2"]
    assert rows[1].values["parent"] == "1"
    assert rows[3].values["title_en"] == "Minimize the adverse drivers of departure"
    assert (rows[4].line, rows[4].values["title_en"]) == (10, "Invest in places")


def test_an_objective_with_the_title_of_another_is_refused_with_its_actions() -> None:
    text = TEXT.format(
        title="minimize the adverse drivers of departure", first="Write", second="Speak"
    )
    rows, wrong = objective_rows("gcm.md", text)
    assert [(row.line, row.code, row.params) for row in wrong] == [
        (13, "objective-repeats-title", {"number": 3, "other": 2})
    ]
    assert {row.values["code"][0] for row in rows} == {"1", "2"}


def test_an_objective_with_the_actions_of_another_is_refused() -> None:
    found = refused("Send money cheaply", "Invest in places", "Invest in people")
    assert found == ["objective-repeats-actions"]
    assert refused("Send money cheaply", "Invest in places", "Compare prices") == []


def test_an_objective_that_stands_twice_or_has_no_title_is_refused() -> None:
    twice = "# Objective 1\n## Title: One\n# Objective 1\n## Title: Another\n# Objective 2\n"
    assert [row.code for row in objective_rows("gcm.md", twice)[1]] == [
        "objective-twice",
        "objective-without-title",
    ]


def test_a_text_without_objectives_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        read_objectives("notes.md", "# Notes\n\nNothing.\n")
    assert refusal.value.code == "objectives-not-found"
