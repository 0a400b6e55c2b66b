"""The command line: options in, one call, one result out.

Each command loads what it needs when it is called, so that ``--help`` does not wait for the
statistics.

Exit codes: 0 done; 1 a fault of Jalon's own; 2 the command was typed wrongly; 3 a study or a file
needs mending; 4 the data do not support the estimate; 5 the results cannot be written; 130 stopped.
"""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

import jalon
from jalon import site
from jalon.errors import CannotEstimate, CannotWrite, ReadableError
from jalon.messages import marked as _
from jalon.messages import terminal_language, translator

if TYPE_CHECKING:
    from jalon.engine.study import Study

NEEDS_MENDING, CANNOT_ESTIMATE, CANNOT_WRITE, STOPPED = 3, 4, 5, 130

app = typer.Typer(
    help="Jalon carries a labour-rights programme from evidence to report.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
risk = typer.Typer(
    help=(
        "Where is the risk? From a household survey and a census to the rate of child labour in"
        " every municipality, with its error, class, factors, a map and fact sheets."
    ),
    epilog="Begin with: jalon risk demo. Your own data: jalon risk new, then check, then run.",
    no_args_is_help=True,
)
app.add_typer(risk, name="risk")
site.add_to(app)

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show nothing but errors.")]
StudyFile = Annotated[Path, typer.Argument(help="The study file (TOML).", metavar="STUDY")]
RunFolder = Annotated[Path, typer.Argument(help="The folder that a run has written.")]


@app.callback(invoke_without_command=True)
def about(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Show the version, if asked."""
    if version:
        typer.echo(f"jalon {jalon.__version__}")
        raise typer.Exit


@risk.command("new")
def new(
    survey: Annotated[Path, typer.Option(help="Household survey: csv, parquet, dta, sav.")],
    census: Annotated[Path, typer.Option(help="Census or registry, one row per person or cell.")],
    areas: Annotated[
        Path | None, typer.Option(help="Register of areas, or boundaries with their codes.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The study file to write.")] = Path("study.toml"),
) -> None:
    """Write a first study file from the columns of your files.

    What a column is, is guessed from its name and values, and each guess is marked as one. What
    cannot be guessed is left as a question; `jalon risk check` lists what remains to be answered.
    """
    from jalon.engine.new import write_first_study

    path = write_first_study(survey=survey, census=census, areas=areas, out=out)
    _say(_("Written: %(file)s. Answer its questions, then: jalon risk check %(file)s"), file=path)


@risk.command("check")
def check(study: StudyFile) -> None:
    """Read everything, run nothing, and name all that is wrong at once."""
    from jalon.display import show_problems
    from jalon.engine.check import check_study

    report = check_study(study)
    if report.problems:
        show_problems(Console(stderr=True), report.problems, terminal_language())
        raise typer.Exit(NEEDS_MENDING)
    for line in report.lines(terminal_language()):
        typer.echo(line)


@risk.command("run")
def run_study(
    study: StudyFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results. [default: runs/NAME]")
    ] = None,
    sheets: Annotated[bool, typer.Option(help="Write a fact sheet per area.")] = True,
    quiet: Quiet = False,
) -> None:
    """Run a study: from its files to a folder with tables, map, report and fact sheets.

    The folder appears only when everything is in it; a run that is stopped leaves nothing.
    """
    from jalon.engine.study import load_study

    loaded = load_study(study)
    _run(out or Path("runs") / loaded.name, lambda: loaded, sheets=sheets, quiet=quiet)


@risk.command("demo")
def demo(
    out: Annotated[Path, typer.Option(help="Folder of the results.")] = Path("runs/demo"),
    sheets: Annotated[bool, typer.Option(help="Write a fact sheet per area.")] = True,
    quiet: Quiet = False,
) -> None:
    """Run the study of a synthetic country, whose true rates are known.

    Everything in it is invented, and says so. The survey, the census and the study file are
    written beside the results, to look at and to change.
    """
    from jalon.engine.demo import write_demo
    from jalon.engine.runs.folder import writing
    from jalon.engine.study import Study, load_study

    data = out.parent / f"{out.name}-data"

    def study() -> Study:
        with writing(data):
            return load_study(write_demo(data))

    _run(out, study, sheets=sheets, quiet=quiet)


@risk.command("sheet")
def sheet(
    folder: RunFolder,
    area: Annotated[
        list[str] | None, typer.Option(help="Code of an area; repeat for more. [default: all]")
    ] = None,
    language: Annotated[str, typer.Option(help="es, fr or en.")] = "es",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the sheets. [default: FOLDER/sheets]")
    ] = None,
) -> None:
    """Write fact sheets of a finished run again: other areas, another language."""
    from jalon.engine.runs import write_more_sheets

    paths = write_more_sheets(folder, areas=area, language=language, out=out)
    _say(_("%(count)s fact sheets are in %(folder)s."), count=len(paths), folder=paths[0].parent)


@risk.command("compare")
def compare_runs(
    first: RunFolder,
    second: RunFolder,
    out: Annotated[Path | None, typer.Option(help="Write the tables as csv here.")] = None,
) -> None:
    """Set two runs side by side: what moved, and whether it is more than noise."""
    from jalon.engine.compare import as_text, compare, write_comparison
    from jalon.engine.runs.folder import writing

    comparison = compare(first, second)
    typer.echo(as_text(comparison, terminal_language()))
    if out is not None:
        with writing(out):
            write_comparison(comparison, out)


@risk.command("schema")
def schema() -> None:
    """Print the JSON schema of study files, by which an editor completes and checks them."""
    from jalon.engine.study import study_schema_text

    typer.echo(study_schema_text())


def _run(out: Path, study: Callable[[], "Study"], *, sheets: bool, quiet: bool) -> None:
    from jalon.display import TerminalDisplay, show_results
    from jalon.engine.runs import run
    from jalon.engine.watch import Watch

    language = terminal_language()
    with TerminalDisplay(Console(stderr=True), language, quiet=quiet) as display:
        watch = Watch(display)
        with watch.step("study"):
            loaded = study()
        try:
            results = run(loaded, out, sheets=sheets, watch=watch)
        except KeyboardInterrupt:
            _tell(_("Stopped. Nothing was written."))
            raise typer.Exit(STOPPED) from None
    if not quiet:
        show_results(Console(), results, language)


def _tell(text: str) -> None:
    typer.echo(translator(terminal_language()).gettext(text), err=True)


def _say(text: str, **facts: object) -> None:
    typer.echo(translator(terminal_language()).gettext(text) % facts)


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise KeyboardInterrupt


def exit_code(error: ReadableError) -> int:
    """Return the exit code that tells a script what kind of error it was."""
    match error:
        case CannotWrite():
            return CANNOT_WRITE
        case CannotEstimate():
            return CANNOT_ESTIMATE
        case _:
            return NEEDS_MENDING


def main() -> None:
    """Run the command line; errors that a person can mend are said in words."""
    # Asked to end, a run cleans up as when it is interrupted at the keyboard.
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        app()
    except ReadableError as error:
        from jalon.display import show_error

        show_error(Console(stderr=True), error, terminal_language())
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    finally:
        signal.signal(signal.SIGTERM, before)
