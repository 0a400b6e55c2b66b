"""Write docs/reference from the code: rules, tables, permissions, errors, command line.

Run without arguments after changing one of them (`make reference`). A test compares the pages with
what this script would write.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import django
import typer.main
from django.utils import translation

from jalon.cli import CANNOT_ESTIMATE, CANNOT_WRITE, NEEDS_MENDING, STOPPED, app
from jalon.engine.outcomes.child_labour import RULES, OutcomeRule
from jalon.engine.outcomes.measures import MEASURES, Measure
from jalon.engine.outputs.dictionary import TABLES, WORDS
from jalon.engine.small_area.precision import SCHEMES, Precision
from jalon.messages import LOCALE, read_rooms

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
GENERATED = "*Generated from the code by `make reference`; do not edit.*"


def table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    for cells in (list(heading), None, *rows):
        if cells is None:
            yield "|" + "---|" * len(list(heading))
        else:
            texts = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
            yield f"| {' | '.join(texts)} |"


def outcome_rules() -> Iterator[str]:
    """Yield the page of the outcome rules."""
    yield "# Outcome rules"
    yield f"\n{GENERATED}\n"
    yield "A study names one under `outcome.rule`, the survey's columns for its answers under"
    yield "`outcome.columns`, other values of its parameters under `outcome.parameters`. What the"
    yield "rules mean, and what they rest on, is in [the methods](../methods/outcomes.md)."
    yield from each_rule(RULES.values())
    yield "\n# Measures\n"
    yield "What `jalon measure` reads besides these: see"
    yield "[the methods](../methods/other-outcomes.md)."
    yield from each_rule(MEASURES.values())


def each_rule(rules: Iterable[OutcomeRule | Measure]) -> Iterator[str]:
    """Yield each rule's columns and parameters."""
    for rule in rules:
        yield f"\n## `{rule.name}`\n"
        yield f"{rule.title}. Source: {rule.reference}.\n"
        answers = ((f"`{c.name}`", c.meaning, "yes" if c.required else "") for c in rule.columns)
        yield from table(("column", "what it holds", "required"), answers)
        yield ""
        yield from table(("parameter", "what it sets", "default", "source"), parameters_of(rule))


def parameters_of(rule: OutcomeRule | Measure) -> Iterator[tuple[str, str, str, str]]:
    """Yield a rule's parameters with their labels, defaults and sources."""
    defaults = rule.parameters()
    for item, (label, value, source) in zip(fields(defaults), defaults.describe(), strict=True):
        yield f"`{item.name}`", label, value, source


def publication_rules() -> Iterator[str]:
    """Yield the page of the publication rules."""
    yield "# Publication rules"
    yield f"\n{GENERATED}\n"
    yield "A study names one for direct estimates and one for the model's under `precision`. How"
    yield "they judge is in [the methods](../methods/precision.md).\n"
    degrees = [degree.value for degree in Precision]
    rows = ((f"`{s.name}`", s.title, *s.words, s.source) for s in SCHEMES.values())
    heading = ("name", "rule", *(f"its word for *{degree}*" for degree in degrees), "source")
    yield from table(heading, rows)


def tables() -> Iterator[str]:
    """Yield the page of the result tables."""
    yield "# Tables of a run"
    yield f"\n{GENERATED}\n"
    yield "Each table is a CSV file and a sheet of the workbook; `areas` is a Parquet file and a"
    yield "GeoPackage too. CSV and Parquet keep the words below as they are; workbook and"
    yield "GeoPackage say them in the study's first language. Missing values are empty.\n"
    yield f"Words that stand in cells: {', '.join(f'*{text}*' for text in WORDS)}."
    for each in TABLES.values():
        yield f"\n## `{each.name}`: {each.title}\n"
        rows = ((f"`{c.name}`", c.kind.value, c.label, c.meaning) for c in each.columns)
        yield from table(("column", "kind", "label", "meaning"), rows)
        if each.name == "areas":
            yield "\n`probability_1`, `probability_2`, ... for the classes follow `certainty`."


def permissions() -> Iterator[str]:
    """Yield the page of the roles and permissions."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jalon.workspace.config.settings")
    django.setup()
    described = import_module("jalon.workspace.accounts.descriptions")
    with translation.override("en"):
        yield "# Roles and permissions"
        yield f"\n{GENERATED}\n"
        yield "A role is given to a person in a programme, in all or one of its countries, until a"
        yield "day or for good; or in the whole office. The site says so at `/people/permissions/`."
        yield "\n## Roles\n"
        roles = described.roles()
        rows = ((f"`{r.role.value}`", r.title, r.description, r.sees) for r in roles)
        yield from table(("role", "name", "what it is", "sees"), rows)
        yield "\n## Permissions\n"
        heading = ("permission", "what it allows", *(f"{role.title}" for role in roles))
        matrix = (
            (f"`{row.permission.value}`", row.title, *("●" if held else "" for held in row.held))
            for row in described.matrix()
        )
        yield from table(heading, matrix)


def errors() -> Iterator[str]:
    """Yield the page of the errors."""
    yield "# Errors"
    yield f"\n{GENERATED}\n"
    yield "What can be wrong, by the room that says so. `%(name)s` stands for a fact of the case."
    for room, texts in read_rooms(LOCALE / "messages.toml").items():
        yield f"\n## {room}\n"
        rows = ((f"`{code}`", text.replace("%%", "%")) for code, text in texts.items())
        yield from table(("code", "message"), rows)


def command_line() -> Iterator[str]:
    """Yield the page of the command line."""
    yield "# Command line"
    yield f"\n{GENERATED}\n"
    yield "`jalon --version` shows the version; `--help` after any command explains it. Messages"
    yield "come in the language of `JALON_LANGUAGE` (es, fr, en, ar), or of the system.\n"
    codes = (
        (0, "done"),
        (1, "a fault of Jalon's own"),
        (2, "the command was typed wrongly"),
        (NEEDS_MENDING, "a study or a file needs mending"),
        (CANNOT_ESTIMATE, "the data do not support the estimate"),
        (CANNOT_WRITE, "the results cannot be written"),
        (STOPPED, "stopped from the keyboard"),
    )
    yield from table(("exit code", "meaning"), codes)
    yield from commands_of(typer.main.get_command(app), ("jalon",))


def commands_of(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    """Yield the section of every command that does something."""
    below = getattr(command, "commands", {})
    for name, each in below.items():
        yield from commands_of(each, (*path, name))
    if below:
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    shown = " ".join([*path, *(str(p.metavar or p.name).upper() for p in arguments)])
    yield f"\n## `{shown}`\n"
    yield re.sub(r" *\n *", "\n", command.help.strip())
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    if options:
        yield ""
        rows = (
            (
                ", ".join(f"`{name}`" for name in (*p.opts, *p.secondary_opts)),
                (p.help or "").replace("[default: ", "(default: ").replace("]", ")"),
            )
            for p in options
        )
        yield from table(("option", "what it does"), rows)


def catalogue() -> Iterator[str]:
    """Yield the page of the standards catalogue."""
    yield "# Standards catalogue"
    yield f"\n{GENERATED}\n"
    yield from import_module("jalon.workspace.standards.reference").lines()


PAGES = {
    "catalogue.md": catalogue,
    "command-line.md": command_line,
    "outcome-rules.md": outcome_rules,
    "publication-rules.md": publication_rules,
    "tables.md": tables,
    "permissions.md": permissions,
    "errors.md": errors,
}


def index() -> Iterator[str]:
    """Yield the list of the pages."""
    yield "# Reference"
    yield f"\n{GENERATED}\n"
    for name, page in PAGES.items():
        yield f"- [{next(page()).removeprefix('# ')}]({name})"
    yield "- [JSON schema of study files](study.schema.json), for editors"


def pages() -> dict[str, str]:
    """Return the text of every page by file name."""
    made = {"README.md": index, **PAGES}
    return {name: "\n".join(page()) + "\n" for name, page in made.items()}


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
