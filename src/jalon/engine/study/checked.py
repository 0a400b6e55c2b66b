"""A study that has been checked, and how its file becomes one."""

import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass
from pydantic_core import ErrorDetails

from jalon.engine.sources.columns import STRICT
from jalon.engine.study.consistency import contradictions
from jalon.engine.study.index_consistency import index_contradictions
from jalon.engine.study.index_parts import IndexContents
from jalon.engine.study.parts import Areas, Boundaries, Contents
from jalon.errors import BadInput, Problem, Problems


@dataclass(config=STRICT)
class Study(Contents):
    """A whole, reproducible description of a run; it cannot exist when it contradicts itself.

    Raises
    ------
    Problems
        Every contradiction at once, each with the key to mend.
    """

    # Where the study file stands; file names inside it start there.
    folder: Path = field(default=Path())
    # The file as read, for the manifest.
    text: str = ""

    def __post_init__(self) -> None:
        if found := contradictions(self):
            raise Problems(found)

    def resolve(self, file: str) -> Path:
        """Return the path of a file that the study names; `${NAME}` is taken from the environment.

        Raises
        ------
        BadInput("environment-variable-missing")
        """
        return self.folder / expand(file)


@dataclass(config=STRICT)
class IndexStudy(IndexContents):
    """A study of vulnerability, by indicators instead of a survey; see `Study`."""

    folder: Path = field(default=Path())
    text: str = ""

    def __post_init__(self) -> None:
        if found := index_contradictions(self):
            raise Problems(found)

    def resolve(self, file: str) -> Path:
        """Return the path of a file that the study names; see `Study.resolve`."""
        return self.folder / expand(file)


class OfAreas(Protocol):
    """A study of either kind, as far as it speaks of areas."""

    @property
    def areas(self) -> Areas: ...

    @property
    def boundaries(self) -> Boundaries | None: ...

    def resolve(self, file: str) -> Path: ...


Kind = TypeVar("Kind")
_ADAPTER = TypeAdapter(Study)
_INDEX_ADAPTER = TypeAdapter(IndexStudy)

# What `jalon risk new` writes where it cannot guess.
ASK = "?"
YEARS = frozenset({"survey.year", "census.year"})
FIRST_YEAR, LAST_YEAR = 1900, 2100


def expand(file: str) -> str:
    """Fill in `${NAME}` from the environment."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in os.environ:
            raise BadInput("environment-variable-missing", name=name, file=file)
        return os.environ[name]

    return re.sub(r"\$\{(\w+)\}", value, file)


def load_study(path: Path | str) -> Study:
    """Read a study file.

    Raises
    ------
    Problems
        Everything that is wrong with the file, at once; nothing of the data is read yet.
    """
    path = Path(path)
    text, contents = read_contents(path)
    return parse_study(contents, folder=path.parent, text=text)


def load_index_study(path: Path | str) -> IndexStudy:
    """Read the file of a study of vulnerability; see `load_study`."""
    path = Path(path)
    text, contents = read_contents(path)
    return parse_index_study(contents, folder=path.parent, text=text)


def is_index_study(path: Path | str) -> bool:
    """Tell whether a file holds a study of vulnerability (`kind = "index"`); see `load_study`."""
    return read_contents(Path(path))[1].get("kind") == "index"


def read_contents(path: Path) -> tuple[str, dict[str, Any]]:
    """Return the text of a study file and its tables."""
    if not path.is_file():
        raise Problems([Problem(str(path), "study-file-missing", {"file": str(path)})])
    try:
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        facts = {"file": path.name, "byte": error.start}
        raise Problems([Problem(path.name, "study-not-utf8", facts)]) from None
    except tomllib.TOMLDecodeError as error:
        facts = {"file": path.name, "reason": str(error)}
        raise Problems([Problem(path.name, "study-not-toml", facts)]) from None


def parse_study(contents: Mapping[str, Any], *, folder: Path, text: str = "") -> Study:
    """Make a study from the tables of its file; see `load_study`."""
    return parse_as(_ADAPTER, contents, folder, text)


def parse_index_study(contents: Mapping[str, Any], *, folder: Path, text: str = "") -> IndexStudy:
    """Make a study of vulnerability from the tables of its file; see `load_study`."""
    return parse_as(_INDEX_ADAPTER, contents, folder, text)


def parse_as(
    adapter: TypeAdapter[Kind], contents: Mapping[str, Any], folder: Path, text: str
) -> Kind:
    """Make a study of some kind from the tables of its file; see `load_study`."""
    reserved = [
        Problem(key, "study-key-unknown", {"key": key, "hint": ""})
        for key in ("folder", "text")
        if key in contents
    ]
    if reserved:
        raise Problems(reserved)
    open_questions = list(unanswered(contents))
    try:
        study = adapter.validate_python({**contents, "folder": folder, "text": text})
    except ValidationError as error:
        raise Problems([*open_questions, *_besides(open_questions, _as_problems(error))]) from None
    except Problems as error:
        raise Problems([*open_questions, *_besides(open_questions, error.problems)]) from None
    if open_questions:
        raise Problems(open_questions)
    return study


def unanswered(contents: Any, key: str = "") -> Iterator[Problem]:
    """Yield every question that a first study still asks: a "?", or a year that is none."""
    if isinstance(contents, Mapping):
        for name, value in contents.items():
            # The codes of a file may be question marks themselves.
            if name not in {"missing", "none"}:
                yield from unanswered(value, f"{key}.{name}" if key else str(name))
    elif isinstance(contents, list | tuple):
        for i, value in enumerate(contents):
            yield from unanswered(value, f"{key}.{i}")
    else:
        asked = isinstance(contents, str) and contents.strip() == ASK
        number = key in YEARS and type(contents) is int
        if asked or (number and not FIRST_YEAR <= contents <= LAST_YEAR):
            yield Problem(key, "study-unanswered", {"key": key, "value": contents})


def _besides(asked: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """Return what is wrong elsewhere than where a question is still to be answered."""
    return [
        problem
        for problem in found
        if not any(f"{question.where}.".startswith(f"{problem.where}.") for question in asked)
    ]


def study_schema() -> dict[str, Any]:
    """Return the JSON schema of study files, by which editors complete and check them."""
    kinds: dict[str, TypeAdapter[Any]] = {"Study": _ADAPTER, "IndexStudy": _INDEX_ADAPTER}
    _, shared = TypeAdapter.json_schemas(
        [(name, "validation", adapter) for name, adapter in kinds.items()]
    )
    for name in kinds:
        for key in ("folder", "text"):
            del shared["$defs"][name]["properties"][key]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Jalon study",
        "if": {"properties": {"kind": {"const": "index"}}, "required": ["kind"]},
        "then": {"$ref": "#/$defs/IndexStudy"},
        "else": {"$ref": "#/$defs/Study"},
        **shared,
    }


def study_schema_text() -> str:
    """Return the JSON schema of study files as text."""
    return json.dumps(study_schema(), indent=2, ensure_ascii=False)


def _as_problems(error: ValidationError) -> list[Problem]:
    problems = [_as_problem(item) for item in error.errors()]
    return list({(item.where, item.code): item for item in problems}.values())


def _as_problem(item: ErrorDetails) -> Problem:
    # Names of union members ("str", "NumberMap") are no part of the user's file.
    parts = [str(part) for part in item["loc"] if not _is_type_name(part)]
    key = ".".join(parts)
    match item["type"]:
        case "missing" | "missing_argument":
            return Problem(key, "study-key-missing", {"key": key})
        case "extra_forbidden" | "unexpected_keyword_argument":
            return Problem(key, "study-key-unknown", {"key": key, "hint": _hint(parts)})
        case _:
            reason = item["msg"]
            return Problem(
                key,
                "study-value",
                {"key": key, "value": repr(item["input"])[:80], "reason": reason},
            )


def _is_type_name(part: object) -> bool:
    return isinstance(part, str) and (
        part in {"str", "float", "int", "bool", "[key]"} or "[" in part or part.endswith("Map")
    )


def _hint(parts: list[str]) -> str:
    """Name the key that was probably meant."""
    known = _known_keys()
    close = get_close_matches(parts[-1], known, n=1, cutoff=0.7)
    return f" ({close[0]}?)" if close else ""


def _known_keys() -> list[str]:
    tables = study_schema()["$defs"].values()
    return sorted({key for table in tables for key in table.get("properties", {})})
