"""Fixtures that every kind of test may use."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from django.utils import translation
from hypothesis import settings

if TYPE_CHECKING:
    from walk.kept import Kept

ROOT = Path(__file__).resolve().parents[1]

# No timed tests: a loaded machine is not a fault. The same examples each time, so that a red gate
# is a change's own doing; JALON_EXPLORE=1 draws new ones.
settings.register_profile(
    "jalon", deadline=None, derandomize="JALON_EXPLORE" not in os.environ, print_blob=True
)
settings.load_profile("jalon")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Speak English at the start: a page asked for in Arabic leaves its language behind."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_chain() -> None:
    from one_chain import share_chain

    share_chain()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Give the folder of real data, or skip where this clone has none."""
    folder = Path(os.environ.get("JALON_DATA", ROOT / ".." / "shared" / "data")).resolve()
    if not (folder / "MANIFEST.md").exists():
        pytest.skip(f"no real data at {folder}: name its folder in JALON_DATA")
    return folder


SMALL_STUDY = """\
format = 1
name = "small"
title = { en = "A small country", es = "Un país pequeño" }
languages = ["en", "es"]
seed = 7
synthetic = true
[population]
ages = [5, 17]
label = "children aged 5-17"
[outcome]
label = "child labour"
rule = "employment"
columns = { worked = "worked" }
[areas]
file = "areas.csv"
code = "code"
name = "name"
region = "region"
[boundaries]
file = "areas.geojson"
code = "code"
[survey]
file = "survey.csv"
source = "invented"
year = 2024
age = "age"
area = "area"
[survey.design]
weight = "weight"
psu = ["psu"]
strata = ["region"]
[census]
file = "census.csv"
source = "invented"
year = 2023
age = "age"
area = "area"
[variables.sex]
label = "Sex"
levels = ["male", "female"]
survey = { column = "sex", recode = { 1 = "male", 2 = "female" } }
census = { column = "sex", recode = { 1 = "male", 2 = "female" } }
[variables.zone]
label = "Zone"
levels = ["urban", "rural"]
survey = "zone"
census = "zone"
[variables.age_group]
label = "Age"
levels = ["5-11", "12-17"]
survey = { column = "age", bands = { "5-11" = [5, 11], "12-17" = [12, 17] } }
census = { column = "age", bands = { "5-11" = [5, 11], "12-17" = [12, 17] } }
[model]
terms = ["sex", "zone", "age_group"]
"""


class SmallStudy:
    """A tiny invented country on disk; each file can be spoilt on purpose."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "study.toml"
        self.path.write_text(SMALL_STUDY, encoding="utf-8")
        self._write_areas()
        self._write_people()

    def edit(self, old: str, new: str, file: str = "study.toml") -> None:
        """Replace text in one of the files; the text must be there."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def frame(self, file: str) -> pl.DataFrame:
        return pl.read_csv(self.folder / file)

    def put(self, file: str, frame: pl.DataFrame) -> None:
        frame.write_csv(self.folder / file)

    def _write_areas(self) -> None:
        codes = [100 * (i // 4 + 1) + i % 4 + 1 for i in range(12)]
        self.put(
            "areas.csv",
            pl.DataFrame(
                {
                    "code": codes,
                    "name": [f"Place {code}" for code in codes],
                    "region": [code // 100 for code in codes],
                }
            ),
        )
        features = []
        for i, code in enumerate(codes):
            x, y = i % 4, i // 4
            ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
            shape = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": {"code": code}, "geometry": shape})
        collection = {"type": "FeatureCollection", "features": features}
        (self.folder / "areas.geojson").write_text(json.dumps(collection), encoding="utf-8")

    def _write_people(self) -> None:
        rng = np.random.default_rng(8)
        codes = self.frame("areas.csv")["code"].to_numpy()

        def people(n: int) -> dict[str, np.ndarray]:
            return {
                "area": rng.choice(codes, n),
                "sex": rng.integers(1, 3, n),
                "zone": rng.choice(["urban", "rural"], n),
                "age": rng.integers(3, 20, n),
            }

        found = people(2400)
        eta = -2 + 0.8 * (found["age"] > 11) + 0.6 * (found["zone"] == "rural")
        worked = rng.random(2400) < 1 / (1 + np.exp(-eta))
        psu = found["area"] * 10 + rng.integers(0, 3, 2400)
        self.put(
            "survey.csv",
            pl.DataFrame(
                {
                    **found,
                    "worked": worked.astype(int),
                    "psu": psu,
                    "region": found["area"] // 100,
                    "weight": rng.uniform(5, 15, 2400).round(2),
                }
            ),
        )
        self.put("census.csv", pl.DataFrame(people(6000)))


@pytest.fixture
def small_study(tmp_path: Path) -> SmallStudy:
    """Give a small study that runs as it is."""
    folder = tmp_path / "small"
    folder.mkdir()
    return SmallStudy(folder)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    run_folder: Path,
) -> Iterator[None]:
    """Make the site's database; a test that commits may empty it, trail and all."""
    from django.db import connection

    from factories.audit import let_tests_empty
    from migrated import own_database

    with django_db_blocker.unblock(), own_database(run_folder):
        let_tests_empty(connection)
        with django_db_blocker.block():
            yield


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder that all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any, run_folder: Path) -> Iterator["Kept"]:
    """Bring the full site, whose pages have been found, for the tests of a module."""
    from walk.kept import full_site

    with django_db_blocker.unblock(), full_site(run_folder) as kept:
        yield kept
