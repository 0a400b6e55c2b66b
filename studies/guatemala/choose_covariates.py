"""Choose few area covariates by how they predict departments that the model has not seen.

Forward selection: the covariate that raises the held-out correlation of department rates most is
added, four times. Prints, for each step, the correlation in sample and held out, and the area
under the curve held out; then the same for eleven covariates at once.

    JALON_DATA=... python studies/guatemala/choose_covariates.py
"""

import copy
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from jalon.engine.prepare.areas import read_covariates
from jalon.engine.prepare.everything import Prepared, prepare
from jalon.engine.regression.diagnostics import RegionsHeldOut
from jalon.engine.runs.assess import held_out
from jalon.engine.runs.fitting import fit_model
from jalon.engine.study import parse_study

FOLDER = Path(__file__).parent
CORE = ["age_group", "sex", "zone", "ethnicity", "age_group:sex"]
MOST = 4
ELEVEN = [
    "cropland",
    "night_lights",
    "travel_time",
    "no_sewer",
    "no_electricity",
    "no_piped_water",
    "no_gas",
    "no_internet",
    "earth_floor",
    "illiterate",
    "overcrowded",
]


def judge(contents: dict[str, Any], chosen: list[str], prepared: Prepared | None) -> Prepared:
    """Return the study's files with these covariates; read once, then only exchanged."""
    changed = copy.deepcopy(contents)
    changed["model"] = {"terms": [*CORE, *chosen]}
    study = parse_study(changed, folder=FOLDER)
    if prepared is None:
        return prepare(study)
    return replace(
        prepared,
        study=study,
        covariates=read_covariates(study, prepared.register, tuple(chosen)),
    )


def main() -> None:
    """Print the table."""
    contents = tomllib.loads((FOLDER / "study.toml").read_text(encoding="utf-8"))
    contents.pop("alternatives", None)
    candidates = list(contents["covariates"]["columns"])
    prepared = judge(contents, [], None)

    def measure(chosen: list[str]) -> RegionsHeldOut:
        this = judge(contents, chosen, prepared)
        found = held_out(this, fit_model(this))
        assert found is not None
        return found

    def show(title: str, found: RegionsHeldOut) -> None:
        print(
            f"{title:60} in sample {found.correlation_in_sample:.2f}"
            f"   held out {found.correlation_held_out:.2f}   auc {found.auc:.3f}"
        )

    show("no covariate", measure([]))
    chosen: list[str] = []
    for _ in range(MOST):
        tried = {name: measure([*chosen, name]) for name in candidates if name not in chosen}
        best = max(tried, key=lambda name: tried[name].correlation_held_out)
        chosen.append(best)
        show(", ".join(chosen), tried[best])
    show("eleven", measure(ELEVEN))


if __name__ == "__main__":
    main()
