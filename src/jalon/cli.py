"""The command line: options in, one call, one result out.

Each command loads what it needs when it is called, so that ``--help`` does not wait for the
statistics.

Exit codes: 0 done; 1 a fault of Jalon's own; 2 the command was typed wrongly; 3 a study or a file
needs mending; 4 the data do not support the estimate; 5 the results cannot be written; 130 stopped.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

import jalon
from jalon import census_commands, measure_commands, notices, site
from jalon.errors import CannotEstimate, CannotWrite, ReadableError
from jalon.messages import marked as _
from jalon.messages import terminal_language, translator

if TYPE_CHECKING:
    from jalon.display import Shown
    from jalon.engine.sources.cluster import Cluster
    from jalon.engine.study import Study
    from jalon.engine.watch import Watch

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
measure_commands.add_to(app)
census_commands.add_to(app)
notices.add_to(app)


class Backend(StrEnum):
    """Where a census is scanned."""

    LOCAL = "local"
    SPARK = "spark"


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
    backend: Annotated[
        Backend, typer.Option(help="Where the census is scanned: here, or on a Spark cluster.")
    ] = Backend.LOCAL,
    master: Annotated[
        str, typer.Option(help="With --backend spark: the cluster, such as spark://host:7077.")
    ] = "local[*]",
) -> None:
    """Run a study: from its files to a folder with tables, map, report and fact sheets.

    A study of vulnerability (kind = "index") gives an index instead of rates, and no fact sheets.
    The results appear only when all of them are there; a run that is stopped leaves none. What was
    counted of the census is kept, and the same command goes on from there.
    """
    from jalon.engine.study import is_index_study, load_index_study, load_study

    if is_index_study(study):
        from jalon.engine.runs.index import run_index

        index = load_index_study(study)
        folder = out or Path("runs") / index.name
        _show_run(lambda watch: run_index(index, folder, watch=watch), quiet=quiet)
        return
    loaded = load_study(study)
    cluster = None
    if backend is Backend.SPARK:
        from jalon.engine.sources.cluster import SparkCluster

        cluster = SparkCluster(master)
    folder = out or Path("runs") / loaded.name
    _run(folder, lambda: loaded, sheets=sheets, quiet=quiet, cluster=cluster)


@risk.command("names")
def names(
    study: StudyFile,
    table: Annotated[
        str | None, typer.Option(help="Table of the study. [default: the only one without codes]")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write. [default: the one the study names]")
    ] = None,
) -> None:
    """Propose which area each name of a table means, for somebody to review.

    For a study of vulnerability whose table has names and no codes. Guesses stand on top, the
    least alike first; write "yes" in the column `reviewed` of each that is right, and correct the
    others. A run takes no guess that nobody has confirmed.
    """
    from jalon.engine.names import write_names

    path, waiting = write_names(study, table=table, out=out)
    _say(_("Written: %(file)s. %(count)s rows wait for your review."), file=path, count=waiting)


@risk.command("validate")
def validate(
    study: StudyFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results. [default: runs/NAME-validation]")
    ] = None,
    surveys: Annotated[
        int, typer.Option(help="Surveys to simulate in each way; 500 for publication.")
    ] = 100,
    quiet: Quiet = False,
) -> None:
    """Simulate surveys whose truth is known and show how far the study's estimates hold it.

    The report compares the synthetic estimate with the prediction that uses each area's own
    respondents: bias, error, coverage of the intervals, and how well the highest areas are found.
    """
    from jalon.engine.study import load_study
    from jalon.engine.validate import validate_study

    loaded = load_study(study)
    folder = out or Path("runs") / f"{loaded.name}-validation"
    with _watching(quiet=quiet) as watch:
        validate_study(loaded, folder, surveys=surveys, watch=watch)
    _say(_("The validation is in %(folder)s."), folder=folder / "validation.html")
    _say(SHOW_IN_REPORT, option=f"--validation {folder}")


@risk.command("bootstrap")
def bootstrap(
    study: StudyFile,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results. [default: runs/NAME-bootstrap]")
    ] = None,
    replicates: Annotated[
        int, typer.Option(help="Surveys to invent and refit; 500 for publication.")
    ] = 200,
    threads: Annotated[int, typer.Option(min=1, help="Refits at a time.")] = 1,
    quiet: Quiet = False,
) -> None:
    """Measure the error of predicted rates by refitting the model to invented surveys.

    Interrupt it at any time: it goes on where it stopped. The number of threads changes nothing in
    the results.
    """
    from jalon.engine.runs.bootstrapping import TABLE, bootstrap_study
    from jalon.engine.study import load_study

    loaded = load_study(study)
    folder = out or Path("runs") / f"{loaded.name}-bootstrap"
    kept = _("Stopped. The refits that were made are kept: start again, and it goes on.")
    with _watching(quiet=quiet, stopped=kept) as watch:
        bootstrap_study(loaded, folder, replicates=replicates, threads=threads, watch=watch)
    _say(_("The errors by refits are in %(folder)s."), folder=folder / TABLE)
    _say(SHOW_IN_REPORT, option=f"--bootstrap {folder}")


@risk.command("report")
def report(
    folder: RunFolder,
    validation: Annotated[
        Path | None, typer.Option(help="Folder of a validation. [default: FOLDER-validation]")
    ] = None,
    bootstrap: Annotated[
        Path | None, typer.Option(help="Folder of refits. [default: FOLDER-bootstrap]")
    ] = None,
) -> None:
    """Show in a run's report what was made from the run: a choice of areas, validation, refits.

    Their pages are copied into the run's folder and linked, so that it can be passed on whole. The
    rest of the report stays as it is. `jalon risk target` does it by itself.
    """
    from jalon.engine.follow_up import show_in_report

    shown = show_in_report(folder, validation=validation, bootstrap=bootstrap)
    _say(_("Shown in %(file)s: %(parts)s."), file=shown.report, parts=", ".join(shown.parts) or "–")


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


@risk.command("target")
def target_areas(
    folder: RunFolder,
    budget: Annotated[float, typer.Option(help="Money that may be spent.")],
    cost_area: Annotated[float, typer.Option(help="Cost of a programme in any area.")] = 0.0,
    cost_child: Annotated[float, typer.Option(help="Cost per child in risk reached.")] = 0.0,
    costs: Annotated[
        Path | None, typer.Option(help="Table with area, cost_area, cost_child where they differ.")
    ] = None,
    coverage: Annotated[
        float, typer.Option(help="Share of an area's children in risk who are reached.")
    ] = 1.0,
    must: Annotated[list[str] | None, typer.Option(help="Code of an area to be chosen.")] = None,
    never: Annotated[list[str] | None, typer.Option(help="Code of an area not to be.")] = None,
    least: Annotated[
        list[str] | None, typer.Option(help="Least areas of a region, as CODE=NUMBER.")
    ] = None,
    most: Annotated[
        list[str] | None, typer.Option(help="Most areas of a region, as CODE=NUMBER.")
    ] = None,
    most_areas: Annotated[int | None, typer.Option(help="Most areas in all.")] = None,
    class_from: Annotated[
        int | None,
        typer.Option("--class", help="Only areas of this class or a higher one; 1 is the lowest."),
    ] = None,
    certainty: Annotated[
        float, typer.Option(help="With --class: least probability of being in it or higher.")
    ] = 0.5,
    tail: Annotated[
        float | None,
        typer.Option(help="Maximise the mean over this worst share of the draws, such as 0.1."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder. [default: FOLDER/target]")] = None,
    quiet: Quiet = False,
) -> None:
    """Choose areas of a finished run under a budget, so that the most children in risk are reached.

    The choice is exact. What cannot hold together is named, and what more or less money would
    reach is drawn.
    """
    from jalon.engine.follow_up import show_in_report
    from jalon.engine.runs.target import Wish, target

    wish = Wish(
        budget=budget,
        cost_area=cost_area,
        cost_child=cost_child,
        coverage=coverage,
        costs=None if costs is None else str(costs),
        must=tuple(must or ()),
        never=tuple(never or ()),
        least=_quotas(least or []),
        most=_quotas(most or []),
        most_areas=most_areas,
        class_from=class_from,
        certainty=certainty,
        tail=tail,
    )

    def choose_and_show(watch: "Watch") -> "Shown":
        targeted = target(folder, wish, out, watch=watch)
        if out is None:
            show_in_report(folder)
        return targeted

    _show_run(choose_and_show, quiet=quiet)


def _quotas(texts: list[str]) -> dict[str, int]:
    """Read CODE=NUMBER."""
    from jalon.errors import BadInput

    quotas = {}
    for text in texts:
        code, equals, number = text.rpartition("=")
        if not (equals and code and number.isdecimal()):
            raise BadInput("target-quota", text=text)
        quotas[code] = int(number)
    return quotas


@risk.command("schema")
def schema() -> None:
    """Print the JSON schema of study files, by which an editor completes and checks them."""
    from jalon.engine.study import study_schema_text

    typer.echo(study_schema_text())


def _run(
    out: Path,
    study: Callable[[], "Study"],
    *,
    sheets: bool,
    quiet: bool,
    cluster: "Cluster | None" = None,
) -> None:
    from jalon.engine.runs import run

    def whole(watch: "Watch") -> "Shown":
        with watch.step("study"):
            loaded = study()
        return run(loaded, out, sheets=sheets, watch=watch, cluster=cluster)

    kept = _(
        "Stopped. No results were written. What was counted of the census is kept: start again, "
        "and it goes on."
    )
    _show_run(whole, quiet=quiet, stopped=kept)


NOTHING_WRITTEN = _("Stopped. Nothing was written.")
SHOW_IN_REPORT = _("To show it in the report of a run: jalon risk report RUN %(option)s")


def _show_run(
    whole: Callable[["Watch"], "Shown"], *, quiet: bool, stopped: str = NOTHING_WRITTEN
) -> None:
    from jalon.display import show_results

    with _watching(quiet=quiet, stopped=stopped) as watch:
        results = whole(watch)
    if not quiet:
        show_results(Console(), results, terminal_language())


@contextmanager
def _watching(*, quiet: bool, stopped: str = NOTHING_WRITTEN) -> Iterator["Watch"]:
    """Show progress; say what became of the work where somebody stops it."""
    from jalon.display import TerminalDisplay
    from jalon.engine.watch import Watch

    with TerminalDisplay(Console(stderr=True), terminal_language(), quiet=quiet) as display:
        try:
            yield Watch(display)
        except KeyboardInterrupt:
            _tell(stopped)
            raise typer.Exit(STOPPED) from None


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
