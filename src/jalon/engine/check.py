"""Read everything that a study names, estimate nothing, and say what is wrong."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jalon.engine.prepare.collect import Collector
from jalon.engine.prepare.everything import Prepared, prepare
from jalon.engine.prepare.indicators import prepare_index
from jalon.engine.prepare.reading import Reading
from jalon.engine.runs.agreement import compare_with_census
from jalon.engine.runs.alternatives import with_changes
from jalon.engine.runs.direct import direct_frame
from jalon.engine.runs.fitting import survey_encoding
from jalon.engine.runs.index.making import make_index
from jalon.engine.study import is_index_study, load_index_study, load_study
from jalon.engine.watch import Watch
from jalon.errors import CannotEstimate, Problem, Problems
from jalon.messages import marked as _
from jalon.messages import translator


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What is wrong with a study; when nothing is, what was read."""

    problems: tuple[Problem, ...]
    readings: tuple[Reading, ...] = ()
    prepared: Prepared | None = None

    def lines(self, language: str) -> list[str]:
        """Return what was read, in words."""
        words = translator(language)
        if not self.readings:
            return []
        text = _("%(file)s: %(read)s rows read, %(used)s used.")
        lines = [
            words.gettext(text) % {"file": r.file, "read": r.rows_read, "used": r.rows_used}
            for r in self.readings
        ]
        return [*lines, words.gettext("Nothing to mend. Next: jalon risk run.")]


def check_study(path: Path | str) -> CheckReport:
    """Read a study and all its files, and gather every problem.

    Beside the files: the terms, the design (a stratum of one sampling unit), the outcome (the same
    for all), survey against census, and each alternative. What only a fit can tell, such as
    separation, is left to the run.
    """
    try:
        if is_index_study(path):
            return _check_index(path)
        prepared = prepare(load_study(path))
    except Problems as error:
        return CheckReport(error.problems)
    collector = Collector()
    collector.attempt("model.terms", lambda: survey_encoding(prepared))
    collector.attempt("survey.design", lambda: direct_frame(prepared))
    collector.attempt("outcome", lambda: _outcome_varies(prepared))
    collector.attempt("harmonisation", lambda: compare_with_census(prepared))
    for alternative in prepared.study.alternatives:
        collector.attempt("alternatives", partial(with_changes, prepared.study, alternative))
    readings = (prepared.sample.reading, prepared.census.reading)
    return CheckReport(tuple(collector.problems), readings, prepared)


def _check_index(path: Path | str) -> CheckReport:
    """Read a study of vulnerability, and make its index: all that can fail is known then."""
    prepared = prepare_index(load_index_study(path))
    collector = Collector()
    collector.attempt("index", lambda: make_index(prepared, Watch()))
    return CheckReport(tuple(collector.problems), prepared.readings)


def _outcome_varies(prepared: Prepared) -> None:
    known = prepared.sample.outcome[prepared.sample.known]
    if known.size and (known == known[0]).all():
        raise CannotEstimate("outcome-constant", value=int(known[0]))
