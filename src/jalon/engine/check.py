"""Read everything that a study names, run nothing, and say what is wrong."""

from dataclasses import dataclass
from pathlib import Path

from jalon.engine.prepare.everything import Prepared, prepare
from jalon.engine.study import load_study
from jalon.errors import Problem, Problems
from jalon.messages import marked as _
from jalon.messages import translator


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is wrong with a study; when nothing is, what was read."""

    problems: tuple[Problem, ...]
    prepared: Prepared | None = None

    def lines(self, language: str) -> list[str]:
        """Return what was read, in words."""
        words = translator(language)
        if self.prepared is None:
            return []
        sample, census = self.prepared.sample.reading, self.prepared.census.reading
        text = _("%(file)s: %(read)s rows read, %(used)s used.")
        lines = [
            words.gettext(text) % {"file": r.file, "read": r.rows_read, "used": r.rows_used}
            for r in (sample, census)
        ]
        return [*lines, words.gettext("Nothing to mend. Next: jalon risk run.")]


def check_study(path: Path | str) -> CheckReport:
    """Read a study and all its files, and gather every problem."""
    try:
        prepared = prepare(load_study(path))
    except Problems as error:
        return CheckReport(error.problems)
    return CheckReport((), prepared)
