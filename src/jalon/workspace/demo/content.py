"""Read what was invented: text in four languages, in files beside this one."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "content"
MONTHS_RUN = 19  # how long the programmes have run, whenever the demonstration is loaded


@dataclass(frozen=True)
class Content:
    """One programme's file."""

    values: dict[str, Any]

    @cached_property
    def programme(self) -> dict[str, Any]:
        found: dict[str, Any] = self.values["programme"]
        return found

    @property
    def code(self) -> str:
        return str(self.programme["code"])

    @property
    def language(self) -> str:
        """The first language of its reports: what stands in one language only is in it."""
        return str(self.programme["report_languages"][0])

    def span(self, today: date) -> tuple[date, date]:
        """Return first and last day: as long as in the file, moved so that it runs today."""
        start = date.fromisoformat(self.programme["start"])
        end = date.fromisoformat(self.programme["end"])
        length = months_between(start, end) + 1
        first, step = self.programme["first_month"], self.programme["period_months"]
        begun = months_before(today.replace(day=1), MONTHS_RUN)
        while (begun.month - first) % step:
            begun = months_before(begun, 1)
        return begun, months_before(begun, -length) - (date(2, 1, 2) - date(2, 1, 1))


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    language: str
    time_zone: str
    roles: tuple[tuple[str, ...], ...]

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


@dataclass(frozen=True)
class People:
    password: str
    people: tuple[Person, ...]
    candidate: Person


def read_content(name: str) -> Content:
    return Content(_read(name))


def read_people() -> People:
    found = _read("people")
    return People(
        found["password"],
        tuple(_person(each) for each in found["people"]),
        _person(found["candidate"]),
    )


def _person(said: dict[str, Any]) -> Person:
    return Person(
        key=said["key"],
        name=said["name"],
        language=said["language"],
        time_zone=said["time_zone"],
        roles=tuple(tuple(role) for role in said.get("roles", [])),
    )


@cache
def read_calls() -> dict[str, Any]:
    return _read("calls")


@cache
def read_candidates() -> dict[str, Any]:
    return _read("candidates")


@cache
def read_assessment() -> dict[str, Any]:
    return _read("assessment")


def months_before(day: date, months: int) -> date:
    """Return the first of the month so many months earlier."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)
