"""What the parts of a study of vulnerability must agree on."""

from collections.abc import Iterator

from jalon.engine.study.index_parts import IndexContents
from jalon.errors import Problem


def index_contradictions(study: IndexContents) -> list[Problem]:
    """Return everything in which a study contradicts itself; nothing of its data is read."""
    return [
        *_lists(study),
        *_tables(study),
        *_indicators(study),
        *_columns(study),
        *_recipe(study),
        *_classification(study),
    ]


def _wrong(key: str, code: str, **facts: object) -> Problem:
    return Problem(key, code, {"key": key, **facts})


def _lists(study: IndexContents) -> Iterator[Problem]:
    lists = {
        "languages": study.languages,
        "indicators": study.indicators,
        "robustness.scalings": study.robustness.scalings,
        "robustness.weights": study.robustness.weights,
        "robustness.aggregations": study.robustness.aggregations,
    }
    for key, items in lists.items():
        if not items:
            yield _wrong(key, "study-empty-list")


def _tables(study: IndexContents) -> Iterator[Problem]:
    for name, table in study.tables.items():
        if (table.area is None) == (table.names is None):
            yield _wrong(f"tables.{name}", "study-one-of", first="area", second="names")


def _indicators(study: IndexContents) -> Iterator[Problem]:
    known = ", ".join(study.dimensions)
    for name, item in study.indicators.items():
        key = f"indicators.{name}"
        if item.dimension not in study.dimensions:
            yield _wrong(
                f"{key}.dimension", "study-dimension-unknown", name=item.dimension, known=known
            )
        if item.goalposts is not None and item.goalposts[0] >= item.goalposts[1]:
            yield _wrong(f"{key}.goalposts", "study-goalposts-order")
    used = {item.dimension for item in study.indicators.values()}
    for name in study.dimensions:
        if name not in used:
            yield _wrong(f"dimensions.{name}", "study-dimension-empty", name=name)


def _columns(study: IndexContents) -> Iterator[Problem]:
    places = {f"indicators.{name}": item for name, item in study.indicators.items()}
    columns = {key: (item.table, item.column, item.sql) for key, item in places.items()}
    for name, other in study.beside.items():
        columns[f"beside.{name}"] = (other.table, other.column, other.sql)
    if (count := study.index.population) is not None:
        columns["index.population"] = (count.table, count.column, count.sql)
    known = ", ".join(study.tables)
    for key, (table, column, sql) in columns.items():
        if table not in study.tables:
            yield _wrong(f"{key}.table", "study-table-unknown", name=table, known=known)
        if (column is None) == (sql is None):
            yield _wrong(key, "study-one-of", first="column", second="sql")


def _recipe(study: IndexContents) -> Iterator[Problem]:
    making, wish = study.index, study.robustness
    if making.scaling == "z-score" and making.aggregation == "geometric":
        yield _wrong("index.aggregation", "index-z-score-geometric")
    if set(wish.scalings) == {"z-score"} and set(wish.aggregations) == {"geometric"}:
        yield _wrong("robustness.aggregations", "index-z-score-geometric")
    if study.survey_rates is None and "regression" in (making.weights, *wish.weights):
        yield _wrong("survey_rates", "index-outcome-needed")
    needs_regions = study.survey_rates is not None or making.missing == "region"
    if needs_regions and study.areas.region is None:
        yield _wrong("areas.region", "study-region-needed")


def _classification(study: IndexContents) -> Iterator[Problem]:
    wish = study.classification
    if (wish.method == "fixed") != bool(wish.points):
        yield _wrong("classification.points", "study-points-fixed")
    if list(wish.points) != sorted(set(wish.points)):
        yield _wrong("classification.points", "study-points-order")
    if wish.points and len(wish.points) + 1 != wish.classes:
        yield _wrong("classification.classes", "study-points-number", classes=wish.classes)
    if wish.by == "dimensions" and wish.method != "k-means":
        yield _wrong("classification.by", "study-dimensions-by-k-means")
