"""The manifest: what went into a run and what came out of it, so that anyone can repeat it."""

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jalon
from jalon.engine.sources.parts import parts_of
from jalon.errors import BadInput

MANIFEST = "manifest.json"

# The libraries whose numbers end up in a table; another version may change the last digits.
LIBRARIES = ("numba", "numpy", "polars", "pyogrio", "pyreadstat", "scipy", "shapely")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read; `role` is the study's key (survey, census, boundaries...)."""

    role: str
    file: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that was written; `file` is relative to the folder of the run."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that a run depends on, and the fingerprints of what it wrote."""

    study: str  # the text of the study file, as it was read
    study_sha256: str
    seed: int
    inputs: tuple[InputFile, ...]
    outputs: tuple[OutputFile, ...]
    jalon: str
    python: str
    libraries: Mapping[str, str]
    notes: tuple[str, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)  # seconds per step


def sha256_of(path: Path) -> str:
    """Return the fingerprint of a file, read in pieces; of a folder, that of its parts' own."""
    if path.is_dir():
        parts = "".join(sha256_of(part) for part in parts_of(path))
        return hashlib.sha256(parts.encode()).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def input_file(role: str, path: Path, *, relative_to: Path | None = None) -> InputFile:
    """Describe a file that was read.

    Its path is kept relative to the study's folder where it lies beside or below it, otherwise
    only its name: a manifest says nothing of the machine.
    """
    shown = Path(path.name)
    if relative_to is not None and path.resolve().is_relative_to(relative_to.resolve()):
        shown = path.resolve().relative_to(relative_to.resolve())
    size = sum(part.stat().st_size for part in parts_of(path))
    return InputFile(role, shown.as_posix(), sha256_of(path), size)


def output_files(folder: Path, paths: Iterable[Path]) -> tuple[OutputFile, ...]:
    """Describe the files of a run, in the order of their names."""
    files = [
        OutputFile(path.relative_to(folder).as_posix(), sha256_of(path), path.stat().st_size)
        for path in paths
    ]
    return tuple(sorted(files, key=lambda each: each.file))


def make_manifest(
    *,
    study: str,
    seed: int,
    inputs: Sequence[InputFile],
    outputs: Sequence[OutputFile],
    notes: Sequence[str] = (),
    timings: Mapping[str, float] | None = None,
) -> Manifest:
    """Describe a run by this installation; `timings` alone differ when it is repeated."""
    return Manifest(
        study=study,
        study_sha256=hashlib.sha256(study.encode()).hexdigest(),
        seed=seed,
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        jalon=jalon.__version__,
        python=platform.python_version(),
        libraries={name: version(name) for name in LIBRARIES},
        notes=tuple(notes),
        timings={step: round(seconds, 3) for step, seconds in (timings or {}).items()},
    )


def write_manifest(folder: Path, manifest: Manifest) -> Path:
    """Write ``manifest.json``."""
    path = folder / MANIFEST
    _write_json(path, asdict(manifest))
    return path


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a run.

    Raises
    ------
    BadInput("no-manifest")
        The folder is not one that a run has written.
    BadInput("manifest-unreadable")
        The file is there but is not a manifest of this kind.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BadInput("no-manifest", folder=folder)
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        inputs = tuple(InputFile(**each) for each in facts.pop("inputs"))
        outputs = tuple(OutputFile(**each) for each in facts.pop("outputs"))
        notes = tuple(facts.pop("notes"))
        return Manifest(**facts, inputs=inputs, outputs=outputs, notes=notes)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInput("manifest-unreadable", file=path) from error


def changed_outputs(folder: Path) -> tuple[str, ...]:
    """Return the files of a run that are gone, or are no longer as the run wrote them."""
    return tuple(
        each.file
        for each in read_manifest(folder).outputs
        if not (folder / each.file).is_file() or sha256_of(folder / each.file) != each.sha256
    )


def _write_json(path: Path, facts: Mapping[str, Any]) -> None:
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")
