"""Write a first study file from the columns of the user's files.

What a column is, is guessed from its name and marked as a guess. What cannot be guessed is
written as ``"?"``, which `check` then asks for: nothing is guessed in silence.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jalon.engine.outcomes.child_labour import RULES
from jalon.engine.prepare.areas import BOUNDARY_KINDS
from jalon.engine.sources.boundaries import boundary_columns
from jalon.engine.sources.columns import as_text
from jalon.engine.sources.tables import Table, open_table
from jalon.engine.study.checked import ASK
from jalon.errors import CannotWrite

GUESSED = "  # guessed from its name"
MOST_LEVELS = 8
SHOWN_VALUES = 6

AGE_GROUP = "age_group"

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

# Roles that each file may have, in the order in which columns are given to them: none twice.
SURVEY_ROLES = ("weight", "psu", "strata", "age", "area", "economic_hours", "chore_hours")
CENSUS_ROLES = ("age", "area", "count")
AREA_ROLES = ("area", "name", "region")
# A number of persons is told by its whole name only: n_rooms is none.
WHOLE_NAME = frozenset({"count"})

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

    def find(self, pattern: str, *, whole: bool = False, taken: Collection[str] = ()) -> str | None:
        """Return the first column whose name is, or holds, one of the pattern's words."""
        plain = {name: _plain(name) for name in self.names if name not in taken}
        forms = (r"^{}$",) if whole else (r"^{}$", r"(?:^|_){}(?:_|\d|$)")
        for form in forms:
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
    if path.suffix.lower() not in BOUNDARY_KINDS:
        return columns_of(path)
    return Columns(path, boundary_columns(path), {}, {})


def roles_of(columns: Columns, roles: Sequence[str]) -> dict[str, str]:
    """Guess which column has which role; a column has one at most."""
    found: dict[str, str] = {}
    for role in roles:
        whole = role in WHOLE_NAME
        column = columns.find(ROLES[role], whole=whole, taken=found.values())
        if column is not None:
            found[role] = column
    return found


def first_study(survey: Columns, census: Columns, areas: Columns | None, out: Path) -> str:
    """Return the text of a first study file."""
    name = re.sub(r"[^a-z0-9]+", "-", _plain(out.stem)).strip("-") or "study"
    surveyed, counted = roles_of(survey, SURVEY_ROLES), roles_of(census, CENSUS_ROLES)
    variables = shared_variables(survey, census, surveyed.values(), counted.values())
    terms = [AGE_GROUP, *(name for name, _, _ in variables)]
    parts = [
        _head(name),
        _outcome(survey, surveyed),
        _areas(areas, out),
        _survey(survey, surveyed, out),
        _census(census, counted, out),
        _age_group(surveyed, counted),
        *(_variable(*found, survey, census) for found in variables),
        f"[model]\nterms = [{', '.join(_quoted(term) for term in terms)}]\n",
        _left_over(survey, census, variables),
    ]
    return "\n".join(parts)


def shared_variables(
    survey: Columns, census: Columns, surveyed: Collection[str], counted: Collection[str]
) -> list[tuple[str, str, str]]:
    """Return (name, survey column, census column) of categories that both files seem to have.

    Columns that have a role already (`surveyed`, `counted`) are left alone, and no name is used
    twice: what is left is listed at the end of the study file.
    """
    found: dict[str, tuple[str, str]] = {}
    left, right = set(surveyed), set(counted)

    def add(name: str, one: str | None, other: str | None) -> None:
        free = one not in left and other not in right and name not in {*found, AGE_GROUP}
        if free and one in survey.values and other in census.values:
            assert one is not None
            assert other is not None
            found[name] = (one, other)
            left.add(one)
            right.add(other)

    for name, pattern in SHARED.items():
        add(name, survey.find(pattern, taken=left), census.find(pattern, taken=right))
    by_name = {_plain(column): column for column in census.names}
    for column in survey.names:
        key = re.sub(r"\W+", "_", _plain(column), flags=re.ASCII).strip("_")
        add(key if key[:1].isalpha() else f"v_{key}", column, by_name.get(_plain(column)))
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


def _outcome(survey: Columns, roles: Mapping[str, str]) -> str:
    return f"""\
[outcome]
# Rules: {", ".join(RULES)};
# or a condition of your own instead: sql = "..."
rule = "sdg-8.7.1"
label = {{ es = "trabajo infantil", en = "child labour" }}
[outcome.columns]
economic_hours = {_answer(survey, roles, "economic_hours")}
chore_hours = {_answer(survey, roles, "chore_hours")}
"""


def _areas(areas: Columns | None, out: Path) -> str:
    if areas is None:
        where = ASK
        code = name = _quoted(ASK)
        region = ""
    else:
        where = _path(areas.file, out)
        roles = roles_of(areas, AREA_ROLES)
        code, name = _answer(areas, roles, "area"), _answer(areas, roles, "name")
        region = _optional(roles, "region")
    boundaries = ""
    if areas is not None and areas.file.suffix.lower() in BOUNDARY_KINDS:
        code_only = code.split("  #")[0]
        boundaries = f"\n[boundaries]\nfile = {_quoted(where)}\ncode = {code_only}\n"
    return f"""\
[areas]
file = {_quoted(where)}
code = {code}
name = {name}
{region}{boundaries}"""


def _survey(survey: Columns, roles: Mapping[str, str], out: Path) -> str:
    psu, strata = roles.get("psu"), roles.get("strata")
    guess = GUESSED if psu else ""
    strata_line = f"strata = [{_quoted(strata)}]{GUESSED}\n" if strata else "# strata = []\n"
    return f"""\
[survey]
file = {_quoted(_path(survey.file, out))}
source = "?"
year = 0  # year of the fieldwork
age = {_answer(survey, roles, "age")}
area = {_answer(survey, roles, "area")}
[survey.design]
weight = {_answer(survey, roles, "weight")}
psu = [{_quoted(psu or ASK)}]{guess}
{strata_line}lonely_psu = "fail"  # or remove, adjust, average, certainty
"""


def _census(census: Columns, roles: Mapping[str, str], out: Path) -> str:
    age = roles.get("age")
    lines = [f"age = {_quoted(age)}{GUESSED}" if age else '# age = "?"  # or a condition: where']
    if count := roles.get("count"):
        lines.append(f"count = {_quoted(count)}{GUESSED}: one row per cell")
    return f"""\
[census]
file = {_quoted(_path(census.file, out))}
source = "?"
year = 0
area = {_answer(census, roles, "area")}
{chr(10).join(lines)}
"""


def _age_group(survey: Mapping[str, str], census: Mapping[str, str]) -> str:
    bands = '{ "5-11" = [5, 11], "12-14" = [12, 14], "15-17" = [15, 17] }'
    ages = [_quoted(roles.get("age", ASK)) for roles in (survey, census)]
    return f"""\
[variables.{AGE_GROUP}]
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


def _answer(columns: Columns, roles: Mapping[str, str], role: str) -> str:
    if role in roles:
        return _quoted(roles[role]) + GUESSED
    return f"{_quoted(ASK)}  # one of: {', '.join(columns.names[:30])}"


def _optional(roles: Mapping[str, str], role: str) -> str:
    return f"region = {_quoted(roles[role])}{GUESSED}\n" if role in roles else '# region = "?"\n'


def _path(file: Path, out: Path) -> str:
    """Return the path as the study file will see it: from its own folder where that is above."""
    folder = out.absolute().parent
    file = file.absolute()
    return (file.relative_to(folder) if file.is_relative_to(folder) else file).as_posix()


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's: a value may hold quotes or a new line.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
