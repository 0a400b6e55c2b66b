"""What the command line shows: progress, problems, and where the results are."""

from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from jalon.errors import Problem, Problems, ReadableError
from jalon.messages import explain, translator
from jalon.messages import marked as _

if TYPE_CHECKING:
    from jalon.engine.watch import Advance

STEPS = {
    "study": _("Study"),
    "areas": _("Areas and boundaries"),
    "survey": _("Survey"),
    "census": _("Census"),
    "direct": _("Direct estimates"),
    "harmonisation": _("Survey against census"),
    "fit": _("Model"),
    "estimates": _("Estimates per area"),
    "classes": _("Classes"),
    "factors": _("Associated factors"),
    "assessment": _("Assessment"),
    "alternatives": _("Alternative runs"),
    "coefficient-errors": _("Errors of the coefficients"),
    "what-if": _("What if"),
    "indicators": _("Indicators"),
    "index": _("Index"),
    "robustness": _("Other choices, drawn at random"),
    "choice": _("Choice of areas"),
    "frontier": _("Other budgets"),
    "tables": _("Tables and map"),
    "report": _("Report"),
    "sheets": _("Fact sheets"),
    "bootstrap": _("Refits on invented surveys"),
    "surveys-by-model": _("Surveys invented by the model"),
    "surveys-by-resampling": _("Surveys drawn from the survey"),
}


class Shown(Protocol):
    """What a run of any kind has to say at its end."""

    def summary(self, language: str) -> list[str]: ...

    def places(self) -> list[tuple[str, Path]]: ...


class TerminalDisplay:
    """Progress bars on standard error; nothing at all when quiet."""

    def __init__(self, console: Console, language: str, *, quiet: bool = False) -> None:
        self._words = translator(language)
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=quiet,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, step: str) -> "Advance":
        name = self._words.gettext(STEPS.get(step, step))
        task = self._progress.add_task(name, total=None)
        self._tasks[step] = task

        def advance(share: float) -> None:
            self._progress.update(task, total=1.0, completed=share)

        return advance

    def end(self, step: str, seconds: float) -> None:
        del seconds
        self._progress.update(self._tasks[step], total=1.0, completed=1.0)


def show_error(console: Console, error: ReadableError, language: str) -> None:
    """Show an error in words."""
    problems = (
        error.problems if isinstance(error, Problems) else (Problem("", error.code, error.params),)
    )
    show_problems(console, problems, language)


def show_problems(console: Console, problems: tuple[Problem, ...], language: str) -> None:
    """Show everything that needs mending, one thing a paragraph."""
    words = translator(language)
    if len(problems) > 1:
        heading = words.gettext("%(count)s things need mending.") % {"count": len(problems)}
        console.print(f"[bold red]{heading}[/]")
    for problem in problems:
        console.print(
            explain(problem, language),
            style="red" if len(problems) == 1 else "",
            markup=False,
            soft_wrap=True,
            highlight=False,
        )


def show_results(console: Console, results: Shown, language: str) -> None:
    """Say what was found, in one breath, and where everything is."""
    words = translator(language)
    console.print()
    for line in results.summary(language):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    places = [(words.gettext(name), str(_shown(path))) for name, path in results.places()]
    width = max(len(name) for name, _path in places)
    for name, path in places:
        # Never cut or broken: a path is there to be copied.
        console.print(f"{name:{width}}  {path}", highlight=False, markup=False, soft_wrap=True)


def _shown(path: Path) -> Path:
    """Return a path from here where it lies below here: shorter to read and to copy."""
    here = Path.cwd()
    path = path.resolve()
    return path.relative_to(here) if path.is_relative_to(here) else path
