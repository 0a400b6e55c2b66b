from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from jalon.engine.charts.content import REQUIRED_COLUMNS, ReportContent
from jalon.engine.outputs.wording import in_words


@pytest.fixture
def content() -> ReportContent:
    """Return the names of a study; its frames are empty but for one region."""
    frames = {
        table: pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        for table, columns in REQUIRED_COLUMNS.items()
    }
    region = {"level": "region", "code": "01", "name": "Alta Verapaz", "rate": 0.1}
    return ReportContent(
        title={"es": "Riesgo"},
        outcome={"es": "trabajo infantil"},
        population={"es": "niñas y niños"},
        country={"es": "Guatemala"},
        area_kind={"es": "municipio"},
        area_kind_plural={"es": "municipios"},
        region_kind={"es": "departamento"},
        areas=frames["areas"],
        national=pl.DataFrame(
            [region | dict.fromkeys(("children", "low95", "high95", "expected"), 0.0)]
        ),
        classes=frames["classes"],
        area_codes=(),
        geometries=np.empty(0, dtype=object),
        made_at=datetime(2026, 1, 1, tzinfo=UTC),
        variables={"sex": {"es": "Sexo", "fr": "Sexe"}, "zone": {"es": "Zona"}},
        levels={
            ("sex", "female"): {"es": "niñas", "fr": "filles"},
            ("zone", "rural"): {"es": "rural"},
        },
        factor_groups={"who": {"es": "Edad y sexo"}},
    )


def only(table: str, content: ReportContent | None, **cells: object) -> dict[str, object]:
    """Return a row of one table in Spanish."""
    frame = pl.DataFrame([cells])
    return in_words(table, frame, "es", content).row(0, named=True)


def test_variables_and_levels_have_the_study_s_names(content: ReportContent) -> None:
    row = {"variable": "sex", "level": "female", "rate": 0.1, "suppressed": False}
    assert only("groups", content, **row) == {
        **row,
        "variable": "Sexo",
        "level": "niñas",
        "suppressed": "no",
    }


def test_without_the_study_codes_stay(content: ReportContent) -> None:
    row = {"variable": "sex", "level": "female", "rate": 0.1}
    assert only("groups", None, **row) == row


def test_coefficients_and_factors_have_names_of_their_parts(content: ReportContent) -> None:
    column = "sex=female:zone=rural"
    shown = only("coefficients", content, column=column, label=column)
    assert shown == {"column": column, "label": "Sexo: niñas × Zona: rural"}
    assert only("factors", content, group="who") == {"group": "Edad y sexo"}
    assert only("factors", content, group="zone") == {"group": "Zona"}


@pytest.mark.parametrize(
    ("scope", "shown"),
    [("nation", "Guatemala"), ("region:01", "Alta Verapaz"), ("zone:rural", "Zona: rural")],
)
def test_scopes_say_where_shares_were_compared(
    content: ReportContent, scope: str, shown: str
) -> None:
    row = {"scope": scope, "variable": "sex", "level": "female", "status": "warn"}
    assert only("harmonisation", content, **row)["scope"] == shown
    assert only("harmonisation", content, **row)["status"] == "advertencia"


def test_domains_of_a_variable_are_named_after_its_level(content: ReportContent) -> None:
    shown = only("direct", content, domain="sex", code="female", name="female")
    assert shown == {"domain": "Sexo", "code": "female", "name": "niñas"}
    shown = only("direct", content, domain="region", code="01", name="Alta Verapaz")
    assert shown == {"domain": "región", "code": "01", "name": "Alta Verapaz"}


def test_the_study_stands_first_among_its_alternatives() -> None:
    assert only("alternatives", None, label="", n=9) == {"label": "el propio estudio", "n": 9}
    assert only("alternatives", None, label="Sin covariables", n=9)["label"] == "Sin covariables"


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("rate", "tasa"),
        ("areas in class 2", "áreas en la clase 2"),
        ("lowest, 12", "tasa más baja en la región 12"),
        ("something new", "something new"),
    ],
)
def test_published_figures_say_what_is_compared(what: str, shown: str) -> None:
    assert only("beside", None, what=what)["what"] == shown


def test_numbers_pass_untouched() -> None:
    frame = pl.DataFrame({"rate": [0.1, None], "n": [3, None], "sampled": [True, None]})
    said = in_words("areas", frame, "fr")
    assert said["rate"].to_list() == [0.1, None]
    assert said["n"].to_list() == [3, None]
    assert said["sampled"].to_list() == ["oui", None]
