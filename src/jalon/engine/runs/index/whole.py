"""One run of the index, from a study to a folder."""

import tomllib
from pathlib import Path

from jalon.engine.prepare.indicators import prepare_index
from jalon.engine.runs.folder import appearing, writing
from jalon.engine.runs.index.found import FoundIndex
from jalon.engine.runs.index.frames import index_frames
from jalon.engine.runs.index.making import make_index
from jalon.engine.runs.index.results import IndexResults
from jalon.engine.runs.index.write import write_index_run
from jalon.engine.study import IndexStudy, parse_index_study
from jalon.engine.watch import Watch
from jalon.errors import BadInput


def run_index(study: IndexStudy, folder: Path | str, *, watch: Watch | None = None) -> IndexResults:
    """Run a study of vulnerability and write its results.

    Parameters
    ----------
    study : IndexStudy
        From `load_index_study`.
    folder : Path
        Where the results go; an earlier run there is replaced once this one is complete.
    watch : Watch, optional
        Is told of each step.

    Raises
    ------
    Problems, BadInput
        Something of the study or its files needs mending.
    CannotEstimate
        The data do not support the index.
    CannotWrite
        The folder cannot be written, or holds something else.
    """
    folder, watch = Path(folder), watch or Watch()
    again = parse_index_study(tomllib.loads(study.text), folder=study.folder, text=study.text)
    if again != study:
        raise BadInput("study-changed-in-memory", name=study.name)
    with appearing(folder) as work:
        found = find_index(study, watch=watch)
        with writing(folder):
            write_index_run(found, work, watch=watch)
    return IndexResults(study, folder, found.frames, dict(watch.seconds))


def find_index(study: IndexStudy, *, watch: Watch | None = None) -> FoundIndex:
    """Run a study of vulnerability in memory; errors as in `run_index`."""
    watch = watch or Watch()
    found = make_index(prepare_index(study, watch=watch), watch)
    found.frames.update(index_frames(found))
    return found
