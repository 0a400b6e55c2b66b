"""The commands that measure other outcomes straight from a survey."""

from pathlib import Path
from typing import Annotated

import typer

from jalon.messages import marked as _
from jalon.messages import terminal_language, translator

File = Annotated[Path, typer.Argument(help="The file of the measure (TOML).", metavar="FILE")]
Out = Annotated[
    Path | None, typer.Option(help="Write the table and what it rests on into this folder.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of measures to the command line."""
    measure = typer.Typer(
        help=(
            "What does the survey itself say? Rates, costs and categories with errors by the"
            " survey's design, for both sexes and for each."
        ),
        no_args_is_help=True,
    )
    measure.command("child-labour")(child_labour)
    measure.command("forced-labour")(forced_labour)
    measure.command("recruitment-cost")(recruitment_cost)
    measure.command("migrant-workers")(migrant_workers)
    app.add_typer(measure, name="measure")


def child_labour(file: File, out: Out = None) -> None:
    """Measure child labour by one of the official rules."""
    _measure("child-labour", file, out)


def forced_labour(file: File, out: Out = None) -> None:
    """Measure forced labour: involuntary and coerced, over the reference period of the file."""
    _measure("forced-labour", file, out)


def recruitment_cost(file: File, out: Out = None) -> None:
    """Measure what migrant workers paid for their job, in months of its pay (SDG 10.7.1)."""
    _measure("recruitment-cost", file, out)


def migrant_workers(file: File, out: Out = None) -> None:
    """Measure the categories of migrant workers, and their outcomes against others'."""
    _measure("migrant-workers", file, out)


def _measure(name: str, path: Path, out: Path | None) -> None:
    from jalon.engine.measure.file import load_measure, require_measure
    from jalon.engine.measure.run import measure, write_measured
    from jalon.engine.measure.words import as_text
    from jalon.engine.runs.folder import writing

    file = load_measure(path)
    require_measure(file, name)
    measured = measure(file)
    language = terminal_language()
    typer.echo(as_text(measured, language))
    if out is not None:
        with writing(out):
            write_measured(measured, out)
        text = translator(language).gettext(_("Written: %(folder)s."))
        typer.echo(text % {"folder": out})
