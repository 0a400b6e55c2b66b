"""What a run of the index found, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from jalon.engine.study import IndexStudy, in_language
from jalon.messages import marked as _
from jalon.messages import translator


@dataclass(frozen=True, slots=True)
class IndexResults:
    """The tables of a run by name, and the folder where everything is written.

    The tables and their columns are described in ``dictionary.csv``, in the folder.
    """

    study: IndexStudy
    folder: Path
    frames: Mapping[str, pl.DataFrame]
    seconds: Mapping[str, float]

    @property
    def areas(self) -> pl.DataFrame:
        return self.frames["index"]

    def summary(self, language: str) -> list[str]:
        """Return what was found, in a few lines."""
        words = translator(language)
        index = self.areas["index"].drop_nulls()
        firm = self.areas.filter(pl.col("certainty") == "firm").height
        text = _(
            "%(areas)s areas: index from %(least).1f to %(most).1f; %(firm)s firmly in their class "
            "whatever is chosen."
        )
        facts = {
            "areas": index.len(),
            "least": index.min(),
            "most": index.max(),
            "firm": firm,
        }
        lines = [in_language(self.study.title, language), words.gettext(text) % facts]
        if self.study.synthetic:
            lines.append(words.gettext("This country is invented: its figures are about nobody."))
        return lines

    def places(self) -> list[tuple[str, Path]]:
        """Return where the report, the map and the tables are."""
        found = [
            (_("Report"), self.folder / "report.html"),
            (_("Map"), self.folder / "map.svg"),
            (_("Tables"), self.folder / "index.xlsx"),
            (_("Everything"), self.folder),
        ]
        return [(name, path) for name, path in found if path.exists()]
