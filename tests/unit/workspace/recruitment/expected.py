"""What a notice of ours says, written by a person, and what the reader makes of it."""

import tomllib
from pathlib import Path
from typing import Any

from jalon.workspace.recruitment.reader.notice import FIELDS, Notice
from jalon.workspace.recruitment.reader.read import read_notice

NOTICES = Path(__file__).parent / "notices"
HELD_OUT = Path(__file__).parent / "held_out"
TEXTS = {"introduction"}  # told by how they begin
LISTS = {"duties"}
SUBSETS = {"eligibility", "notices", "remarks"}


def expected(path: Path) -> dict[str, Any]:
    """Return field -> value as it should be read; a field that is not there must stay empty."""
    found = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    if deadline := found.get("deadline"):
        found["deadline"] = (str(deadline["day"]), deadline["zone"], deadline.get("too_late_at"))
    return found


def reading(path: Path) -> dict[str, Any]:
    """Return field -> value as it was read."""
    return compared(read_notice(path.read_text(encoding="utf-8")))


def compared(notice: Notice) -> dict[str, Any]:
    """Return a reading in the form of `expected`."""
    values = {name: getattr(notice, name).value for name in FIELDS}
    deadline, contract = values["deadline"], values["contract_type"]
    station, experience = values["duty_station"], values["experience"]
    return {
        "language": notice.language,
        "label_language": notice.label_language,
        "title": values["title"],
        "grades": list(values["grade"].codes) if values["grade"] else [],
        "vacancy_number": values["vacancy_number"],
        "publication_date": values["publication_date"],
        "deadline": (str(deadline.day), deadline.zone, deadline.too_late_at) if deadline else None,
        "job_id": values["job_id"],
        "department": values["department"],
        "unit": values["unit"],
        "duty_station": [station.city, station.country] if station else None,
        "contract_kind": contract.kind if contract else None,
        "months": values["contract_duration"].months if values["contract_duration"] else None,
        "eligibility": [one.kind for one in values["eligibility"].statements]
        if values["eligibility"]
        else [],
        "introduction": values["introduction"],
        "duties": [duty.passage.text for duty in values["duties"] or ()],
        "education": values["education"].level if values["education"] else None,
        "years": experience.years if experience else None,
        "international": experience.international if experience else False,
        "languages": [_language(need) for need in values["languages"] or ()],
        "competencies": len(values["competencies"] or ()),
        "process": len(values["process"] or ()),
        "notices": [one.kind for one in values["notices"] or ()],
        "remarks": [problem.code for problem in notice.remarks],
    }


def _language(need: Any) -> str:
    verdict = "required" if need.required else "desirable"
    one_of = " one-of" if need.one_of else ""
    return f"{need.language} {need.level} {verdict}{one_of}"


ASKED = (
    *("title", "grades", "vacancy_number", "publication_date", "deadline", "job_id"),
    *("department", "unit", "duty_station", "contract_kind", "months", "eligibility"),
    *("introduction", "duties", "education", "years", "international", "languages"),
    *("competencies", "process", "notices", "remarks"),
)
NOTHING: dict[str, Any] = {
    "grades": [], "eligibility": [], "duties": [], "languages": [], "notices": [], "remarks": [],
    "international": False, "competencies": 0, "process": 0,
}  # fmt: skip


def is_right(field: str, want: Any, got: Any) -> bool:
    """Tell whether a field was read as it should be."""
    if field in TEXTS:
        return bool(got) == bool(want) and (not want or str(got).startswith(want))
    if field in LISTS:
        return len(want) == len(got) and all(
            one.startswith(start) for start, one in zip(want, got, strict=True)
        )
    if field in SUBSETS:
        return set(want) == set(got)
    return bool(want == got)


def mistakes(path: Path) -> dict[str, tuple[Any, Any]]:
    """Return the fields read wrongly: what was wanted, what was read."""
    want, got = expected(path), reading(path)
    fields = {*ASKED, *want}
    return {
        field: (want.get(field, NOTHING.get(field)), got[field])
        for field in sorted(fields)
        if not is_right(field, want.get(field, NOTHING.get(field)), got[field])
    }
