"""Write a first study file from the columns of the user's files.

What a column is, is guessed from its name and marked as a guess. What cannot be guessed is
written as ``"?"``, which `check` then asks for: nothing is guessed in silence.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.sources.boundaries import boundary_columns
from jalon.engine.sources.columns import as_text
from jalon.engine.sources.tables import Table, open_table
from jalon.errors import CannotWrite

ASK = "?"
GUESSED = "  # guessed from its name"
MOST_LEVELS = 8
SHOWN_VALUES = 6

# Words in column names of Latin American, African and international files; the first that is
# found decides: as a whole name, or as a part between underscores and digits.
ROLES: Mapping[str, str] = {
    "weight": r"fep|factor|peso|pond|pondera|weight|wgt|wt|fexp|poids|chweight",
    "psu": r"upm|psu|conglomerado|cluster|ua|grappe|hh1|ea",
    "strata": r"estrato|strata|stratum|strate",
    "age": r"edad|age|eda",
    "area": (
        r"muni_code|area_code|cod_mun|geocode|code|muni|municipio|mun|mupio|codmun|municipality"
        r"|district|distrito|canton|commune|dam2|area"
    ),
    "region": (r"depto|departamento|dep|provincia|region|estado|ent|state|province|dam"),
    "count": r"n|count|personas|casos|freq",
    "name": r"name|nombre|nom|municipality|municipio",
    "economic_hours": r"horas|hours|hrs|heures|econ_hours|cl3",
    "chore_hours": r"quehaceres|chores|chore_hours|h_qd|cl13",
}

# What survey and census often share under different names.
SHARED: Mapping[str, str] = {
    "sex": r"sexo?|gender|genero|sexe",
    "zone": r"zona|zone|urban|rural|clase|milieu|urbrur|area_ee|area",
    "ethnicity": r"etnia|etnia_ee|indigenous|indigena|ethnic|ethnie|pueblo",
    "schooling": r"escolaridad|school|schooling|asiste|attendance|nivel",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """A file's columns, and the values of those that have few."""

    file: Path
    names: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]]

    def find(self, pattern: str) -> str | None:
        """Return the first column whose name holds one of the pattern's words."""
        plain = {name: _plain(name) for name in self.names}
        for form in (r"^{}$", r"(?:^|_){}(?:_|\d|$)"):
            for word in pattern.split("|"):
                test = re.compile(form.format(word))
                for name, text in plain.items():
                    if test.search(text):
                        return name
        return None


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip().replace(" ", "_")


def columns_of(path: Path) -> Columns:
    """Look at a file's columns and at the values of its first hundred thousand rows."""
    table = open_table(path)
    first = next(
        iter(table.batches(table.columns, size=100_000)), pl.DataFrame(schema=table.schema)
    )
    values = {}
    for name in first.columns:
        distinct = first[name].drop_nulls().unique()
        if 1 < distinct.len() <= MOST_LEVELS:
            values[name] = tuple(sorted((as_text(v) for v in distinct), key=_order))
    return Columns(path, table.columns, values, _labels(table))


def _labels(table: Table) -> Mapping[str, Mapping[str, str]]:
    return {name: dict(values) for name, values in table.labels.items()}


def _order(text: str) -> tuple[int, float, str]:
    number = re.fullmatch(r"-?\d+(?:\.\d+)?", text)
    return (0, float(text), "") if number else (1, 0.0, text)


def write_first_study(*, survey: Path, census: Path, areas: Path | None = None, out: Path) -> Path:
    """Write a study file to begin with.

    Raises
    ------
    BadInput
        A file cannot be read.
    CannotWrite("file-exists" | "folder-unwritable")
        The study file is already there: it is not overwritten.
    """
    if out.exists():
        raise CannotWrite("file-exists", file=str(out))
    text = first_study(
        columns_of(survey), columns_of(census), areas_of(areas) if areas else None, out
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise CannotWrite("folder-unwritable", folder=str(out.parent), reason=reason) from None
    return out


def areas_of(path: Path) -> Columns:
    """Look at a register of areas, which may be a file of boundaries."""
    if path.suffix.lower() not in {".geojson", ".topojson", ".gpkg", ".shp", ".zip", ".fgb"}:
        return columns_of(path)
    return Columns(path, boundary_columns(path), {}, {})


def first_study(survey: Columns, census: Columns, areas: Columns | None, out: Path) -> str:
    """Return the text of a first study file."""
    name = re.sub(r"[^a-z0-9]+", "-", _plain(out.stem)).strip("-") or "study"
    variables = shared_variables(survey, census)
    terms = ["age_group", *(name for name, _, _ in variables)]
    parts = [
        _head(name),
        _outcome(survey),
        _areas(areas, out),
        _survey(survey, out),
        _census(census, out),
        _age_group(survey, census),
        *(_variable(*found, survey, census) for found in variables),
        f"[model]\nterms = [{', '.join(_quoted(term) for term in terms)}]\n",
        _left_over(survey, census, variables),
    ]
    return "\n".join(parts)


def shared_variables(survey: Columns, census: Columns) -> list[tuple[str, str, str]]:
    """Return (name, survey column, census column) of categories that both files seem to have."""
    found: dict[str, tuple[str, str]] = {}
    for name, pattern in SHARED.items():
        pair = survey.find(pattern), census.find(pattern)
        if pair[0] in survey.values and pair[1] in census.values:
            found[name] = pair  # type: ignore[assignment]
    taken = {column for pair in found.values() for column in pair}
    roles = {survey.find(pattern) for role, pattern in ROLES.items() if role != "name"}
    by_name = {_plain(column): column for column in census.names}
    for column in survey.names:
        other = by_name.get(_plain(column))
        known = column in survey.values and other in census.values
        if known and column not in taken | roles and other not in taken:
            key = re.sub(r"\W+", "_", _plain(column)).strip("_")
            found[key if key[:1].isalpha() else f"v_{key}"] = (column, str(other))
    return [(name, *pair) for name, pair in found.items()]


def _head(name: str) -> str:
    return f"""\
# A first study, made from the columns of your files. Answer each "?" and check each guess.
# What every key means: docs/how-to/write-a-study.md. Then: jalon risk check {name}.toml
format = 1
name = "{name}"
title = "?"
languages = ["es", "en"]
seed = 1

[population]
ages = [5, 17]
label = {{ es = "niñas, niños y adolescentes de 5 a 17 años", en = "children aged 5-17" }}
"""


def _outcome(survey: Columns) -> str:
    return f"""\
[outcome]
# Rules: {", ".join(RULES)};
# or a condition of your own instead: sql = "..."
rule = "sdg-8.7.1"
label = {{ es = "trabajo infantil", en = "child labour" }}
[outcome.columns]
economic_hours = {_answer(survey, "economic_hours")}
chore_hours = {_answer(survey, "chore_hours")}
"""


def _areas(areas: Columns | None, out: Path) -> str:
    if areas is None:
        where = ASK
        code = name = _quoted(ASK)
        region = ""
    else:
        where = _path(areas.file, out)
        code, name = _answer(areas, "area"), _answer(areas, "name")
        region = _optional(areas, "region")
    boundaries = ""
    if areas is not None and areas.file.suffix.lower() != ".csv":
        code_only = code.split("  #")[0]
        boundaries = f"\n[boundaries]\nfile = {_quoted(where)}\ncode = {code_only}\n"
    return f"""\
[areas]
file = {_quoted(where)}
code = {code}
name = {name}
{region}{boundaries}"""


def _survey(survey: Columns, out: Path) -> str:
    psu = survey.find(ROLES["psu"])
    strata = survey.find(ROLES["strata"])
    guess = GUESSED if psu else ""
    strata_line = f"strata = [{_quoted(strata)}]{GUESSED}\n" if strata else "# strata = []\n"
    return f"""\
[survey]
file = {_quoted(_path(survey.file, out))}
source = "?"
year = 0  # year of the fieldwork
age = {_answer(survey, "age")}
area = {_answer(survey, "area")}
[survey.design]
weight = {_answer(survey, "weight")}
psu = [{_quoted(psu or ASK)}]{guess}
{strata_line}lonely_psu = "fail"  # or remove, adjust, average, certainty
"""


def _census(census: Columns, out: Path) -> str:
    age = census.find(ROLES["age"])
    lines = [f"age = {_quoted(age)}{GUESSED}" if age else '# age = "?"  # or a condition: where']
    if count := census.find(ROLES["count"]):
        lines.append(f"count = {_quoted(count)}{GUESSED}: one row per cell")
    return f"""\
[census]
file = {_quoted(_path(census.file, out))}
source = "?"
year = 0
area = {_answer(census, "area")}
{chr(10).join(lines)}
"""


def _age_group(survey: Columns, census: Columns) -> str:
    bands = '{ "5-11" = [5, 11], "12-14" = [12, 14], "15-17" = [15, 17] }'
    ages = [_quoted(columns.find(ROLES["age"]) or ASK) for columns in (survey, census)]
    return f"""\
[variables.age_group]
label = {{ es = "Edad", en = "Age" }}
levels = ["5-11", "12-14", "15-17"]
survey = {{ column = {ages[0]}, bands = {bands} }}
census = {{ column = {ages[1]}, bands = {bands} }}
"""


def _variable(name: str, left: str, right: str, survey: Columns, census: Columns) -> str:
    lines = [f"[variables.{name}]{GUESSED}", f"label = {_quoted(name)}"]
    values = survey.values[left]
    same = set(values) == set(census.values[right]) and left not in survey.labels
    if same:
        lines.append(f"levels = [{', '.join(_quoted(value) for value in values)}]")
        lines.append(f"survey = {_quoted(left)}")
        lines.append(f"census = {_quoted(right)}")
        return "\n".join(lines) + "\n"
    levels = [_level(survey.labels.get(left, {}).get(value, value)) for value in values]
    lines.append(f"levels = [{', '.join(_quoted(level) for level in dict.fromkeys(levels))}]")
    lines.append(
        f"survey = {{ column = {_quoted(left)}, recode = {{ {_recode(values, levels)} }} }}"
    )
    others = census.values[right]
    labelled = census.labels.get(right, {})
    guesses = [_level(labelled.get(value, value)) for value in others]
    answers = [guess if guess in levels else ASK for guess in guesses]
    lines.append(
        f"census = {{ column = {_quoted(right)}, recode = {{ {_recode(others, answers)} }} }}"
    )
    return "\n".join(lines) + "\n"


def _level(text: str) -> str:
    return text.strip().lower()


def _recode(values: Sequence[str], levels: Sequence[str]) -> str:
    pairs = zip(values, levels, strict=True)
    return ", ".join(f"{_quoted(value)} = {_quoted(level)}" for value, level in pairs)


def _left_over(survey: Columns, census: Columns, used: list[tuple[str, str, str]]) -> str:
    """List the columns with few values that the study does not use yet."""
    lines = ["# Other columns with few values, to make variables of:"]
    taken = {column for _, *pair in used for column in pair}
    for title, columns in (("survey", survey), ("census", census)):
        lines += [
            f"#   {title}: {name} = {', '.join(values[:SHOWN_VALUES])}"
            for name, values in columns.values.items()
            if name not in taken
        ]
    return "\n".join(lines) + "\n"


def _answer(columns: Columns, role: str) -> str:
    found = columns.find(ROLES[role])
    if found is not None:
        return _quoted(found) + GUESSED
    return f"{_quoted(ASK)}  # one of: {', '.join(columns.names[:30])}"


def _optional(columns: Columns, role: str) -> str:
    found = columns.find(ROLES[role])
    return f"region = {_quoted(found)}{GUESSED}\n" if found else '# region = "?"\n'


def _path(file: Path, out: Path) -> str:
    """Return the path as the study file will see it: from its own folder where that is above."""
    folder = out.absolute().parent
    file = file.absolute()
    return (file.relative_to(folder) if file.is_relative_to(folder) else file).as_posix()


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
