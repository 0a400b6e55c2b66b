"""From the file of a measure to its tables."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

import jalon
from jalon.engine.measure.answers import Answered, read_answers
from jalon.engine.measure.estimate import estimate
from jalon.engine.measure.file import MeasureFile
from jalon.engine.outputs.manifest import input_file

TABLE, ABOUT = "table.csv", "about.json"


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """A finished measure; the columns of `table` are those of `estimate`."""

    file: MeasureFile
    answered: Answered
    table: pl.DataFrame


def measure(file: MeasureFile) -> Measured:
    """Read the survey and estimate every quantity in every domain.

    Raises
    ------
    Problems, BadInput, CannotEstimate
        See `read_answers` and `estimate`.
    """
    answered = read_answers(file)
    return Measured(file, answered, estimate(file, answered))


def write_measured(measured: Measured, folder: Path) -> tuple[Path, Path]:
    """Write the table, and what anyone needs to repeat it, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    table, about = folder / TABLE, folder / ABOUT
    measured.table.write_csv(table)
    text = json.dumps(about_measured(measured), ensure_ascii=False, indent=2)
    about.write_text(text + "\n", encoding="utf-8", newline="\n")
    return table, about


def about_measured(measured: Measured) -> dict[str, Any]:
    """Say what was measured, by which rule and thresholds, from which file and design."""
    file, answered = measured.file, measured.answered
    of, source = file.of, file.survey
    survey = input_file("survey", file.resolve(source.file), relative_to=file.folder)
    return {
        "measure": file.measure,
        "name": file.name,
        "title": file.title,
        "rule": of.name,
        "reference": of.reference,
        "parameters": [
            {"parameter": label, "value": value, "source": origin}
            for label, value, origin in file.settings.describe()
        ],
        "survey": {
            "file": survey.file,
            "sha256": survey.sha256,
            "source": source.source,
            "year": source.year,
            "rows": answered.rows_read,
            "population": int(answered.population.sum()),
            "psus": answered.design.n_psu,
            "strata": answered.design.n_strata,
            "degrees_of_freedom": answered.design.degrees_of_freedom(answered.population),
            "lonely_psu": source.design.lonely_psu,
        },
        "precision": file.precision,
        "smallest_group": file.smallest_group,
        "caveats": list(file.caveats),
        "file_sha256": hashlib.sha256(file.text.encode()).hexdigest(),
        "jalon": jalon.__version__,
    }
