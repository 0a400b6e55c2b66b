"""jalon notice read, as it is typed."""

import json
from pathlib import Path

import pytest

from jalon import cli

NOTICE = """\
Project Officer - P3

Grade: P3
Vacancy no.: DC/DJIBOUTI/P/2025/07
Publication date: 10 July 2025
Application deadline (midnight): 23 July 2025
Location: Djibouti
"""


def jalon(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Type a command; return its exit code."""
    monkeypatch.setattr("sys.argv", ["jalon", *map(str, words)])
    monkeypatch.setenv("JALON_LANGUAGE", "en")
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_a_notice_becomes_json(file: Path, monkeypatch, capsys) -> None:
    assert jalon(monkeypatch, "notice", "read", file) == 0
    told = json.loads(capsys.readouterr().out)
    fields = told["fields"]
    assert fields["title"]["value"] == "Project Officer - P3"
    [[start, end]] = fields["grade"]["spans"]
    assert told["text"][start:end] == "P3"
    assert fields["grade"]["sureness"] == "sure"
    assert fields["deadline"]["value"]["too_late_at"] is None
    assert "which zone" in fields["deadline"]["question"]["text"]
    assert fields["duties"]["value"] is None


def test_the_zone_answers_for_the_deadline(file: Path, monkeypatch, capsys) -> None:
    words = ("notice", "read", file, "--zone", "Africa/Djibouti", "--format", "json")
    assert jalon(monkeypatch, *words) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["fields"]["deadline"]["value"]["too_late_at"] == "2025-07-23T21:00:00Z"


@pytest.mark.parametrize(
    ("content", "words", "told"),
    [
        (b"", (), "holds no words"),
        (b"%PDF-1.7 nothing", (), "damaged"),
        (b"\x89PNG\r\n\x1a\n", (), "neither text, a web page, PDF nor Word"),
        (b"Grade: P3", ("--zone", "Mars/Base"), "not a time zone"),
    ],
)
def test_what_cannot_be_read_is_said(
    file: Path, monkeypatch, capsys, content: bytes, words: tuple[str, ...], told: str
) -> None:
    file.write_bytes(content)
    assert jalon(monkeypatch, "notice", "read", file, *words) == cli.NEEDS_MENDING
    assert told in " ".join(capsys.readouterr().err.split())


def test_a_file_that_is_not_there(tmp_path: Path, monkeypatch, capsys) -> None:
    assert jalon(monkeypatch, "notice", "read", tmp_path / "none.txt") == cli.NEEDS_MENDING
    assert "There is no file" in capsys.readouterr().err
    assert jalon(monkeypatch, "notice", "read", tmp_path) == cli.NEEDS_MENDING
