"""Invented candidates: names put together at random, and what they write into the form."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jalon.workspace.demo.content import read_candidates
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.rules.candidate import DegreeLevel
from jalon.workspace.recruitment.rules.languages import SKILLS
from jalon.workspace.recruitment.rules.requirement_data import RequirementKind

COUNTRIES = {
    "es": ("MX", "MX", "MX", "GT", "HN"),
    "en": ("BZ",),
    "fr": ("DZ",),
    "ar": ("DZ",),
}
# What of the requirements somebody lacks, and how many in 100 do.
LACKS = ("ties", "experience", "degree", "language", "retired")
ZONES = {"es": "America/Mexico_City", "en": "America/Belize"}


@dataclass(frozen=True)
class Person:
    """One candidate: who, how good at the work (0 to 1), and what they lack."""

    name: str
    email: str
    sex: str
    language: str
    country: str
    skill: float
    lack: str = ""
    half_said: bool = False  # says of the language only "very good": a person must judge
    hashed: str = "!"  # the password as it is kept: none, unless somebody shall sign in

    @property
    def time_zone(self) -> str:
        return ZONES.get(self.language, "Africa/Algiers")


def crowd(drawn: random.Random, languages: str) -> Iterator[Person]:
    """Yield candidates without end, no name twice; `languages` go round, as "es es en"."""
    taken: set[str] = set()
    rounds = languages.split()
    number = 0
    while True:
        language = rounds[number % len(rounds)]
        sex = drawn.choice(("female", "female", "male"))
        name = _name(drawn, language, sex)
        if name in taken:
            continue
        taken.add(name)
        number += 1
        yield Person(
            name=name,
            email=f"{_address(name) or language}.{drawn.randrange(10**6):06}@applicant.example",
            sex=sex if drawn.random() < 0.8 else "",
            language=language,
            country=drawn.choice(COUNTRIES[language]),
            skill=drawn.betavariate(2.4, 2.0),
        )


def _name(drawn: random.Random, language: str, sex: str) -> str:
    words = read_candidates()[language]
    families = drawn.sample(words["family"], 2 if language == "es" else 1)
    return " ".join([drawn.choice(words[sex]), *families])


def _address(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return ".".join("".join(filter(str.isalpha, word)).lower() for word in plain.split())


def sections_of(person: Person, call: Call, drawn: random.Random) -> dict[str, Any]:
    """Return what a candidate fills in for a call, lacking what they lack."""
    assert call.closes_at is not None
    day = call.closes_at.date()
    words = read_candidates()[person.language]
    return {
        "contact": _contact(person, drawn),
        "nationality": _nationality(person, call),
        "education": _education(person, words, drawn, day),
        "employment": _employment(person, words, drawn, day),
        "languages": _languages(person, call),
        "eligibility": {"group": _group(drawn), "declared": _declared(person, call)},
        "letter": {"text": " ".join(drawn.sample(words["letter"], 3))},
        "consent": {"truth": True, "privacy": True},
    }


def _contact(person: Person, drawn: random.Random) -> dict[str, Any]:
    said = {
        "name": person.name,
        "email": person.email,
        "phone": f"+52 55 5550 {drawn.randrange(10_000):04}",
    }
    return {**said, "sex": person.sex, "region": person.country} if person.sex else said


def _nationality(person: Person, call: Call) -> dict[str, Any]:
    place = call.country.iso2 if call.country else person.country
    if person.lack == "ties":
        return {"nationalities": ["CO"], "residence": "CO", "permits": []}
    if person.country == place:
        return {"nationalities": [place], "residence": place, "permits": []}
    return {"nationalities": [person.country], "residence": place, "permits": [place]}


def _education(
    person: Person, words: dict[str, Any], drawn: random.Random, day: date
) -> list[dict[str, Any]]:
    level = (
        DegreeLevel.SECONDARY if person.lack == "degree" else drawn.choice((5, 6, 6, 6, 7, 7, 8))
    )
    return [
        {
            "row": "e1",
            "level": int(level),
            "title": drawn.choice(words["degrees"]),
            "institution": drawn.choice(words["schools"]),
            "country": person.country,
            "year": day.year - drawn.randint(8, 20),
            "completed": True,
        }
    ]


def _employment(
    person: Person, words: dict[str, Any], drawn: random.Random, day: date
) -> list[dict[str, Any]]:
    months = drawn.randint(5, 14) if person.lack == "experience" else 70 + int(person.skill * 90)
    spans = [months] if months < 40 else [months // 3, months - months // 3]
    rows, end = [], day - timedelta(days=drawn.randint(10, 40))
    for number, span in enumerate(spans, 1):
        start = end - timedelta(days=span * 31)
        rows.append(
            {
                "row": f"w{number}",
                "employer": drawn.choice(words["employers"]),
                "title": drawn.choice(words["posts"]),
                "country": person.country,
                "start": start.isoformat(),
                "end": end.isoformat(),
                "duties": words["duties"],
                "settings": ["national"],
                "share": 100,
            }
        )
        end = start - timedelta(days=drawn.randint(2, 90))
    return rows


def _languages(person: Person, call: Call) -> list[dict[str, Any]]:
    asked = "fr" if call.texts.filter(language="es").count() == 0 else "es"
    if person.lack == "language":
        level = {"wording": "basic"}
    elif person.half_said:
        level = {"wording": "very-good"}
    elif person.language == asked:
        level = {"wording": "native"}
    else:
        level = dict.fromkeys(SKILLS, "C1")
    rows = [{"row": "l1", "language": asked, **level}]
    second = "en" if person.skill > 0.3 else "fr"
    rows.append({"row": "l2", "language": second, **dict.fromkeys(SKILLS, "B2")})
    return rows


def _group(drawn: random.Random) -> str:
    return "internal" if drawn.random() < 0.05 else "external"


def _declared(person: Person, call: Call) -> dict[str, bool]:
    """Answer as the notice wishes, but for who has retired."""
    rows = call.requirements.filter(kind=RequirementKind.DECLARED)
    return {
        str(row.pk): bool(row.parameters["passes"]) is not (person.lack == "retired")
        for row in rows
    }
