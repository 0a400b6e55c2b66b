"""The commands as they are typed."""

import signal
from pathlib import Path

import pytest

from jalon import cli


def jalon(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """Type a command; return its exit code."""
    monkeypatch.setattr("sys.argv", ["jalon", *map(str, words)])
    try:
        cli.main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JALON_LANGUAGE", "en")


def test_check_says_what_was_read_and_what_comes_next(small_study, monkeypatch, capsys) -> None:
    assert jalon(monkeypatch, "risk", "check", small_study.path) == 0
    told = capsys.readouterr().out
    assert "2400 rows read" in told
    assert "jalon risk run" in told


def test_run_says_where_everything_is(small_study, monkeypatch, capsys) -> None:
    out = small_study.folder / "out"
    assert jalon(monkeypatch, "risk", "run", small_study.path, "--out", out, "--no-sheets") == 0
    told = capsys.readouterr().out
    assert "12 areas" in told
    assert "This country is invented" in told
    assert "report.html" in told
    assert (out / "report.html").exists()


def test_a_run_that_is_stopped_says_what_it_keeps(small_study, monkeypatch, capsys) -> None:
    def stop(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("jalon.engine.runs.whole.fit_model", stop)
    out = small_study.folder / "out"
    assert jalon(monkeypatch, "risk", "run", small_study.path, "--out", out, "--no-sheets") == 130
    assert "What was counted of the census is kept" in " ".join(capsys.readouterr().err.split())
    assert [path.name for path in out.iterdir()] == ["confidential"]
    # It is no run yet, and those who ask for one are told so.
    assert jalon(monkeypatch, "risk", "report", out) == cli.NEEDS_MENDING
    assert "manifest.json" in capsys.readouterr().err


def test_quiet_is_quiet(small_study, monkeypatch, capsys) -> None:
    out = small_study.folder / "out"
    words = ("risk", "run", small_study.path, "--out", out, "--no-sheets", "--quiet")
    assert jalon(monkeypatch, *words) == 0
    assert capsys.readouterr() == ("", "")


def test_sheets_and_a_comparison_of_two_runs(small_study, monkeypatch, capsys) -> None:
    first, second = small_study.folder / "a", small_study.folder / "b"
    jalon(monkeypatch, "risk", "run", small_study.path, "--out", first, "--no-sheets", "-q")
    small_study.edit('terms = ["sex", "zone", "age_group"]', 'terms = ["sex", "zone"]')
    jalon(monkeypatch, "risk", "run", small_study.path, "--out", second, "--no-sheets", "-q")
    assert jalon(monkeypatch, "risk", "compare", first, second, "--out", first / "moved") == 0
    assert "noise" in capsys.readouterr().out
    assert list((first / "moved").glob("*.csv"))
    words = ("risk", "sheet", first, "--area", "102", "--language", "en")
    assert jalon(monkeypatch, *words) == 0
    assert (first / "sheets" / "en" / "102.pdf").exists()
    assert jalon(monkeypatch, "risk", "sheet", first, "--area", "999") == 3


def test_a_first_study_asks_what_it_cannot_guess(small_study, monkeypatch, capsys) -> None:
    out = small_study.folder / "mine.toml"
    words = (
        *("risk", "new", "--out", out),
        *("--survey", small_study.folder / "survey.csv"),
        *("--census", small_study.folder / "census.csv"),
        *("--areas", small_study.folder / "areas.csv"),
    )
    assert jalon(monkeypatch, *words) == 0
    text = out.read_text(encoding="utf-8")
    assert 'weight = "weight"  # guessed from its name' in text
    assert "[variables.sex]  # guessed from its name" in text
    assert jalon(monkeypatch, "risk", "check", out) == 3
    told = capsys.readouterr().err
    for key in ("title", "survey.source", "survey.year", "census.source", "census.year"):
        assert f"{key}: " in told
    # Answered, it runs: what could not be guessed are the outcome, the title, sources and years.
    text = text.replace('title = "?"', 'title = "A first study"').replace('"?"', '"invented"')
    text = text.replace("year = 0", "year = 2024")
    text = text.replace('rule = "sdg-8.7.1"', 'rule = "employment"')
    begin, end = text.index("economic_hours ="), text.index("[areas]")
    out.write_text(text[:begin] + 'worked = "worked"\n\n' + text[end:], encoding="utf-8")
    assert jalon(monkeypatch, "risk", "check", out) == 0, capsys.readouterr().err
    assert jalon(monkeypatch, *words) == 5  # not overwritten


def test_the_schema_is_printed(monkeypatch, capsys) -> None:
    assert jalon(monkeypatch, "risk", "schema") == 0
    assert '"title": "Jalon study"' in capsys.readouterr().out


def test_a_wrong_command_is_told_apart(monkeypatch, capsys) -> None:
    assert jalon(monkeypatch, "risk", "rum") == 2
    assert "rum" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["new", "check", "run", "demo", "sheet", "compare", "schema"])
def test_help_teaches(command: str, monkeypatch, capsys) -> None:
    assert jalon(monkeypatch, "risk", command, "--help") == 0
    assert len(capsys.readouterr().out.split()) > 15


def test_the_demonstration_runs_and_tells_how_close_it_came(
    tmp_path: Path, monkeypatch, capsys
) -> None:
    out = tmp_path / "demo"
    assert jalon(monkeypatch, "risk", "demo", "--out", out, "--no-sheets") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "300 areas" in told
    assert "intervals hold it" in told
    assert (tmp_path / "demo-data" / "study.toml").exists()
    for language in ("es", "fr", "ar"):
        assert (out / f"report.{language}.html").exists()
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "synthetic" in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_a_command_leaves_the_handling_of_signals_as_it_was(monkeypatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    assert jalon(monkeypatch, "--version") == 0
    assert signal.getsignal(signal.SIGTERM) == before
