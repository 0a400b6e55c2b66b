"""What a run found, in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from jalon.engine.outputs.model import ModelFile
from jalon.engine.study import Study, in_language
from jalon.messages import marked as _
from jalon.messages import translator


@dataclass(frozen=True, slots=True)
class Results:
    """The tables of a run by name, the model, and the folder where everything is written.

    The tables and their columns are described in ``dictionary.csv``, in the folder.
    """

    study: Study
    folder: Path
    frames: Mapping[str, pl.DataFrame]
    model: ModelFile
    seconds: Mapping[str, float]

    @property
    def areas(self) -> pl.DataFrame:
        return self.frames["areas"]

    def summary(self, language: str) -> list[str]:
        """Return what was found, in a few lines."""
        words = translator(language)
        nation = self.frames["national"].row(0, named=True)
        rates = self.areas["rate"].drop_nulls().drop_nans().to_numpy()
        lines = [
            in_language(self.study.title, language),
            words.gettext(
                "%(areas)s areas: %(rate).1f %% of %(children)s children "
                "(%(low).1f to %(high).1f); areas from %(least).1f to %(most).1f %%."
            )
            % {
                "areas": self.areas.height,
                "rate": 100 * nation["rate"],
                "children": f"{nation['children']:,.0f}",
                "low": 100 * nation["low95"],
                "high": 100 * nation["high95"],
                "least": 100 * float(rates.min()),
                "most": 100 * float(rates.max()),
            },
        ]
        if self.study.synthetic:
            lines.append(words.gettext("This country is invented: its figures are about nobody."))
        if "true_rate" in self.areas.columns:
            lines.append(self._closeness(language))
        return lines

    def _closeness(self, language: str) -> str:
        frame = self.areas.drop_nulls("true_rate")
        inside = frame.select(pl.col("true_rate").is_between("low95", "high95").mean()).item()
        gap = (frame["rate"] - frame["true_rate"]).to_numpy()
        text = _(
            "Truth known: %(inside).0f %% of the 95 %% intervals hold it; the typical error is "
            "%(rmse).1f points."
        )
        facts = {"inside": 100 * inside, "rmse": 100 * float(np.sqrt(np.mean(gap**2)))}
        return translator(language).gettext(text) % facts

    def places(self) -> list[tuple[str, Path]]:
        """Return where the report, the map, the tables and the sheets are."""
        found = [
            (_("Report"), self.folder / "report.html"),
            (_("Map"), self.folder / "map.svg"),
            (_("Tables"), self.folder / "areas.xlsx"),
            (_("Fact sheets"), self.folder / "sheets"),
            (_("Everything"), self.folder),
        ]
        return [(name, path) for name, path in found if path.exists()]
