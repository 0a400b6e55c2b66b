"""The commands of an office whose census may not leave it."""

from pathlib import Path
from typing import Annotated

import typer

from jalon.messages import terminal_language


def add_to(app: typer.Typer) -> None:
    """Add the commands of a census to the command line."""
    census = typer.Typer(
        help="For an office that cannot share its census: what may leave.",
        no_args_is_help=True,
    )
    census.callback()(_about)
    census.command("cells")(cells)
    app.add_typer(census, name="census")


def _about() -> None:
    """For an office that cannot share its census: what may leave."""


def cells(
    file: Annotated[Path, typer.Argument(help="The census's columns (TOML, kind = cells).")],
    out: Annotated[Path, typer.Option(help="Folder of what may leave.")],
    cache: Annotated[
        Path | None,
        typer.Option(help="Where counts are kept. [default: confidential, beside FILE]"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show nothing but errors.")] = False,
) -> None:
    """Count a census in cells that are large enough to leave an office.

    No study, survey or model is needed. Small cells give up the detail that the file says may be
    given up; what is still small is left out. The cells are a census for jalon risk run.
    """
    from rich.console import Console

    from jalon.display import TerminalDisplay, show_results
    from jalon.engine.cells import write_cells
    from jalon.engine.watch import Watch

    language = terminal_language()
    with TerminalDisplay(Console(stderr=True), language, quiet=quiet) as display:
        watch = Watch(display)
        with watch.step("census") as advance:
            written = write_cells(file, out, cache=cache, advance=advance)
    if not quiet:
        show_results(Console(), written, language)
