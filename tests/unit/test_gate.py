"""The gate runs all its parts and fails if one has failed, whichever it is."""

import pytest
from scripts import gate

GOOD, BAD = ("python", "-c", "print('I ran')"), ("python", "-c", "exit('I was wrong')")


@pytest.mark.parametrize(
    ("first", "others", "code"),
    [
        (GOOD, (GOOD, GOOD), 0),
        (BAD, (GOOD, GOOD), 1),
        (GOOD, (BAD, GOOD), 1),
        (GOOD, (GOOD, BAD), 1),
    ],
)
def test_every_part_runs_and_is_told(
    first: gate.Command,
    others: tuple[gate.Command, ...],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(gate, "LONGEST", {"tests": first})
    monkeypatch.setattr(gate, "OTHERS", dict(zip(("lint", "types"), others, strict=True)))
    assert gate.main() == code
    said = "".join(capfd.readouterr())
    commands = [first, *others]
    assert said.count("I ran") == commands.count(GOOD)
    assert said.count("I was wrong") == commands.count(BAD)
    told = said.split("The gate:")[1]
    assert all(part in told for part in ("tests", "lint", "types"))
    assert told.count("FAILED") == commands.count(BAD)
