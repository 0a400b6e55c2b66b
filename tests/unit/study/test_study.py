"""A study file becomes a study, or a list of all that is wrong with it."""

import json
import tomllib
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from jalon.engine.classify.breaks import Method
from jalon.engine.index import Aggregation, Scaling, Weighting
from jalon.engine.small_area.precision import SCHEMES
from jalon.engine.study import load_study, parse_study, study_schema_text
from jalon.engine.study.index_parts import AggregationName, ScalingName, WeightingName
from jalon.engine.study.parts import CutMethod, Scheme
from jalon.errors import Problems

ROOT = Path(__file__).resolve().parents[3]


def problems_of(small_study) -> dict[str, str]:
    with pytest.raises(Problems) as refusal:
        load_study(small_study.path)
    return {problem.where: problem.code for problem in refusal.value.problems}


def test_a_study_is_frozen(small_study) -> None:
    study = load_study(small_study.path)
    with pytest.raises((AttributeError, TypeError)):
        study.seed = 8


MARGIN = (
    '[[margins]]\nvariable = "sex"\ntables = { t = { file = "m.csv", area = "code" } }\n'
    'counts = { male = "t__m", female = "t__f" }\n'
)

# what is changed, what it becomes, where the problem is, its code
CASES = [
    ("[variables.zone]", "[variables.area]", "variables.area", "study-name-reserved"),
    ("seed = 7\n", "", "seed", "study-key-missing"),
    ("seed = 7\n", "seed = -1\n", "seed", "study-value"),
    ("ages = [5, 17]", "ages = [17, 5]", "population.ages", "study-ages-reversed"),
    ('languages = ["en", "es"]', "languages = []", "languages", "study-empty-list"),
    ('rule = "employment"', "", "outcome", "study-one-of"),
    ('rule = "employment"', 'rule = "employment"\nsql = "a = 1"', "outcome", "study-one-of"),
    ('rule = "employment"', 'rule = "employmnt"', "outcome.rule", "outcome-rule-unknown"),
    (
        'columns = { worked = "worked" }',
        'columns = { wroked = "worked" }',
        "outcome.columns",
        "outcome-column-unknown",
    ),
    (
        'columns = { worked = "worked" }',
        "columns = {}",
        "outcome.columns",
        "outcome-column-missing",
    ),
    (
        'rule = "employment"',
        'rule = "employment"\nparameters = { boundry = "sna" }',
        "outcome.parameters",
        "rule-parameter-unknown",
    ),
    (
        'levels = ["urban", "rural"]',
        'levels = ["urban"]',
        "variables.zone.levels",
        "study-levels-too-few",
    ),
    ('1 = "male"', '1 = "man"', "variables.sex.survey", "study-level-unknown"),
    ('terms = ["sex", "zone"', 'terms = ["sex", "zome"', "model.terms", "study-term-unknown"),
    ('terms = ["sex", "zone"', 'terms = ["sex", "sex"', "model.terms", "study-terms-twice"),
    (
        "[model]",
        '[classification]\nmethod = "fixed"\n[model]',
        "classification.points",
        "study-points-fixed",
    ),
    (
        "[model]",
        '[precision]\nmodel = "inegy"\n[model]',
        "precision.model",
        "study-value",
    ),
    (
        "[model]",
        '[harmonisation]\ncontrast = "zome"\n[model]',
        "harmonisation",
        "study-variable-unknown",
    ),
    ('psu = ["psu"]', "psu = []", "survey.design.psu", "study-empty-list"),
    ('"sex", "zone", "age', '"sex", "sex:sex", "age', "model.terms", "bad-term"),
    (
        '"sex", "zone", "age_group"',
        '"sex", "zone", "sex:zone", "zone:sex"',
        "model.terms",
        "duplicate-term",
    ),
    (
        '"sex", "zone", "age_group"',
        '"sex", "age_group", "sex : zone"',
        "model.terms",
        "interaction-without-main-effect",
    ),
    (
        'survey = { column = "age", bands = { "5-11" = [5, 11]',
        'survey = { column = "age", bands = { "5-11" = [11, 5]',
        "variables.age_group.survey.bands",
        "study-band-reversed",
    ),
    (
        'census = { column = "age", bands = { "5-11" = [5, 11]',
        'census = { column = "age", bands = { "5-11" = [5, 12]',
        "variables.age_group.census.bands",
        "study-bands-overlap",
    ),
    (
        "[model]",
        '[classification]\nmethod = "fixed"\npoints = [0.2, 30]\n[model]',
        "classification.points",
        "study-points-rate",
    ),
    (
        "[model]",
        '[classification]\nmethod = "fixed"\nby = "expected"\npoints = [0.2, 30]\n[model]',
        "classification.points",
        "study-points-children",
    ),
    (
        "year = 2023",
        'year = 2023\ncount = "n"\nscan = "stream"',
        "census.scan",
        "study-stream-with-count",
    ),
    (
        "[model]",
        f"{MARGIN}{MARGIN}[model]",
        "margins.1.variable",
        "study-margin-twice",
    ),
    (
        'year = 2023\nage = "age"\narea = "area"',
        'year = 2023\nage = "age"\narea = { columns = ["area"], widths = [-3] }',
        "census.area.widths.0",
        "study-value",
    ),
    ('title = { en = "A small country"', 'title = { en = "?"', "title.en", "study-unanswered"),
    ("year = 2023", "year = 0", "census.year", "study-unanswered"),
    ("year = 2024", "year = 20240", "survey.year", "study-unanswered"),
    ('1 = "male"', '1 = "?"', "variables.sex.survey.recode.1", "study-unanswered"),
]


@pytest.mark.parametrize(
    ("old", "new", "where", "code"), CASES, ids=[f"{c[2]} {c[3]}" for c in CASES]
)
def test_a_contradiction_is_named_with_its_key(small_study, old, new, where, code) -> None:
    small_study.edit(old, new)
    found = problems_of(small_study)
    assert found.get(where) == code, found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[model]", '[classification]\nmethod = "fixed"\npoints = [0.2, 0.3]\n[model]'),
        (
            "[model]",
            '[classification]\nmethod = "fixed"\nby = "expected"\npoints = [20, 300.5]\n[model]',
        ),
        # A question mark may be what a file says where it knows nothing.
        ('survey = "zone"', 'survey = { column = "zone", missing = ["?"] }'),
    ],
)
def test_what_may_be_said_is_not_refused(small_study, old, new) -> None:
    small_study.edit(old, new)
    load_study(small_study.path)


def test_spaces_in_an_interaction_do_not_matter(small_study) -> None:
    small_study.edit('"age_group"]', '"age_group", "sex : zone"]')
    assert load_study(small_study.path).model.terms[-1] == "sex:zone"


def test_everything_is_named_at_once(small_study) -> None:
    small_study.edit("ages = [5, 17]", "ages = [17, 5]")
    small_study.edit('terms = ["sex", "zone"', 'terms = ["sex", "zome"')
    small_study.edit('psu = ["psu"]', "psu = []")
    assert {"population.ages", "model.terms", "survey.design.psu"} <= set(problems_of(small_study))


def test_a_misspelt_key_is_answered_with_the_one_that_was_meant(small_study) -> None:
    small_study.edit("weight = ", "wieght = ")
    with pytest.raises(Problems) as refusal:
        load_study(small_study.path)
    unknown = next(p for p in refusal.value.problems if p.code == "study-key-unknown")
    assert unknown.where == "survey.design.wieght"
    assert "weight" in unknown.params["hint"]


def test_a_file_may_not_set_where_it_stands(small_study) -> None:
    small_study.edit("format = 1", 'format = 1\nfolder = "/etc"')
    assert problems_of(small_study) == {"folder": "study-key-unknown"}


def test_environment_variables_are_filled_in_or_asked_for(small_study, monkeypatch) -> None:
    small_study.edit('file = "survey.csv"', 'file = "${SOMEWHERE}/survey.csv"')
    study = load_study(small_study.path)
    monkeypatch.setenv("SOMEWHERE", str(small_study.folder))
    assert study.resolve(study.survey.file) == small_study.folder / "survey.csv"
    monkeypatch.delenv("SOMEWHERE")
    with pytest.raises(Exception, match="environment-variable-missing"):
        study.resolve(study.survey.file)


def test_the_schema_on_file_is_the_one_of_the_code() -> None:
    on_file = (ROOT / "docs" / "reference" / "study.schema.json").read_text(encoding="utf-8")
    assert on_file == study_schema_text() + "\n", (
        "run: jalon risk schema > docs/reference/study.schema.json"
    )


@pytest.mark.parametrize(
    "path",
    sorted([*ROOT.glob("studies/*/study.toml"), *ROOT.glob("src/jalon/engine/demo/study.toml")]),
)
def test_the_schema_accepts_the_studies_that_ship(path: Path) -> None:
    schema = json.loads(study_schema_text())
    jsonschema.validate(tomllib.loads(path.read_text(encoding="utf-8")), schema)


def test_the_schema_refuses_an_unknown_key(small_study) -> None:
    contents = tomllib.loads(small_study.path.read_text(encoding="utf-8"))
    contents["sead"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(contents, json.loads(study_schema_text()))


def test_a_parsed_study_is_the_loaded_one(small_study) -> None:
    contents = tomllib.loads(small_study.path.read_text(encoding="utf-8"))
    text = small_study.path.read_text(encoding="utf-8")
    assert parse_study(contents, folder=small_study.folder, text=text) == load_study(
        small_study.path
    )


def test_the_schemes_that_a_study_may_name_are_those_that_exist() -> None:
    assert get_args(Scheme) == tuple(SCHEMES)


def test_the_words_of_an_index_are_those_of_its_room() -> None:
    assert get_args(ScalingName) == tuple(Scaling)
    assert get_args(WeightingName) == tuple(Weighting)
    assert get_args(AggregationName) == tuple(Aggregation)
    assert set(get_args(CutMethod)) == set(Method)
