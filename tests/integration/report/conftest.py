"""An invented country of Voronoi polygons, with coherent results to show."""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
import shapely

from jalon.engine.charts.content import Note, ReportContent, Threshold

FIRST = ["San", "Santa", "Villa", "Puerto", "Nuevo", "Río", "Cerro", "Valle", "El", "La"]
LAST = ["Alto", "Bermejo", "Ceniza", "Dorado", "Espino", "Fértil", "Güilar", "Hondo", "Ixtán"]
FACTORS = ["demography", "schooling", "household", "housing", "place"]
LEVELS = {"sex": ["male", "female"], "urban": ["urban", "rural"], "ethnicity": ["indig", "other"]}


ALTERNATIVES = pl.DataFrame(
    {
        "label": ["", "Sin covariables"],
        "n": [9000, 8900],
        "national_rate": [0.11, 0.12],
        "lowest": [0.03, 0.05],
        "highest": [0.4, 0.3],
        "auc_held_out": [0.8, 0.7],
        "correlation_in_sample": [0.8, 0.5],
        "correlation_held_out": [0.7, 0.4],
        "mean_difference": [0.0, 0.02],
        "largest_difference": [0.0, 0.1],
        "other_class": [0, 40],
    }
)
BESIDE = pl.DataFrame(
    {
        "label": ["Informe de 2020", "Informe de 2020", "Informe de 2020"],
        "what": ["rate", "areas in class 1", "lowest, R1"],
        "here": [0.11, 150.0, 0.1],
        "here_se": [0.008, None, None],
        "published": [0.12, 110.0, 0.133],
        "source": ["una página", "una página", "una página"],
        "note": ["", "El corte no se publicó.", "El corte no se publicó."],
    }
)


def nation_by_group(groups: pl.DataFrame) -> pl.DataFrame:
    """Add groups of areas up; the intervals are made up."""
    totals = groups.group_by("variable", "level", maintain_order=True).agg(
        pl.col("children", "expected").sum()
    )
    rate = pl.col("expected") / pl.col("children")
    return totals.with_columns(rate=rate, se=0.01, low95=rate - 0.02, high95=rate + 0.02)


def what_ifs(national: pl.DataFrame) -> pl.DataFrame:
    """One for the country, and one so narrow that all of it is withheld."""
    change = -0.1 * pl.col("rate")
    wide = national.select(
        *(pl.lit("Todas en la escuela").alias("label"), "level", "code", "name"),
        concerned=pl.col("children") / 4,
        rate_before="rate",
        rate_after=pl.col("rate") + change,
        change=change,
        se=0.004,
        low95=change - 0.008,
        high95=change + 0.008,
        expected_change=change * pl.col("children"),
        suppressed=False,
        note=pl.lit("La asistencia se decide junto con el trabajo."),
    )
    withheld = ("concerned", "rate_after", "change", "se", "low95", "high95", "expected_change")
    narrow = wide.head(2).with_columns(
        *(pl.lit(None, pl.Float64).alias(column) for column in withheld),
        label=pl.lit("Unas pocas"),
        suppressed=True,
    )
    return pl.concat([wide, narrow])


def words(es: str, fr: str, en: str, ar: str) -> dict[str, str]:
    return {"es": es, "fr": fr, "en": en, "ar": ar}


def name(i: int) -> str:
    return f"{FIRST[i % 10]} {LAST[i // 10 % 9]}" + (f" {i // 90 + 1}" if i >= 90 else "")


def shapes(areas: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Cells inside a wavy coast, and one lake."""
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    radius = (
        1.4 + 0.25 * np.sin(3 * angle + 1) + 0.12 * np.sin(7 * angle) + 0.04 * np.sin(29 * angle)
    )
    coast = shapely.Polygon(
        np.column_stack([-90 + 1.2 * radius * np.cos(angle), 15 + radius * np.sin(angle)])
    )
    points = rng.uniform((-92.3, 13.2), (-87.7, 16.8), (areas * 12, 2))
    points = points[shapely.contains_xy(coast, points)][:areas]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=coast, ordered=True)
    )
    lake = shapely.Point(-90.2, 15.1).buffer(0.16)
    return shapely.intersection(cells, coast), np.array([lake], dtype=object)


def make_content(areas: int = 300, seed: int = 1, *, classes: int = 4) -> ReportContent:
    rng = np.random.default_rng(seed)
    polygons, lakes = shapes(areas, rng)
    areas = len(polygons)
    centres = shapely.get_coordinates(shapely.centroid(polygons))
    column = np.digitize(centres[:, 0], np.quantile(centres[:, 0], [0.2, 0.4, 0.6, 0.8]))
    region = column * 4 + np.digitize(centres[:, 1], np.quantile(centres[:, 1], [0.25, 0.5, 0.75]))

    parts = rng.normal(0, [0.004, 0.01, 0.005, 0.008, 0.008], (areas, 5))
    parts[:, 4] += 0.02 * np.sin(1.8 * centres[:, 0]) + 0.015 * np.cos(2.5 * centres[:, 1])
    children = np.round(np.exp(rng.normal(7.8, 0.7, areas)))
    rate = np.clip(0.112 + parts.sum(axis=1), 0.012, 0.6)
    nation = float(rate @ children / children.sum())
    parts[:, 4] += rate - nation - parts.sum(axis=1)
    se = rate * rng.uniform(0.1, 0.28, areas)
    half95, half90 = 1.96 * se, 1.645 * se
    cuts = np.quantile(rate, np.arange(1, classes) / classes)
    label = np.digitize(rate, cuts)
    names = {3: ["low", "medium", "high"], 4: ["low", "medium", "high", "very high"]}[classes]
    draws = np.digitize(rate + se * rng.normal(size=(400, areas)), cuts)
    probability = np.stack([(draws == c).mean(axis=0) for c in range(classes)], axis=1)
    own = probability[np.arange(areas), label]
    rank = np.argsort(np.argsort(-rate)) + 1
    spread = np.round(areas * rng.uniform(0.05, 0.2, areas))
    sampled = rng.uniform(size=areas) < 0.6
    n = np.where(sampled, rng.integers(15, 140, areas), 0)
    codes = [f"{r + 1:02d}{i + 1:03d}" for i, r in enumerate(region)]
    region_codes = [f"{r + 1:02d}" for r in region]
    region_names = [f"Región {name(int(r) * 7 + 3)}" for r in region]

    frame = pl.DataFrame(
        {
            "area": codes,
            "name": [name(i) for i in range(areas)],
            "region": region_codes,
            "region_name": region_names,
            "children": children,
            "rate": rate,
            "expected": rate * children,
            "se": se,
            "se_estimation": 0.7 * se,
            "se_area": 0.6 * se,
            "se_finite": 0.2 * se,
            "low90": np.maximum(rate - half90, 0.001),
            "high90": rate + half90,
            "low95": np.maximum(rate - half95, 0.0005),
            "high95": rate + half95,
            "cv": se / rate,
            "precision": np.select(
                [se / rate < 0.15, se / rate < 0.25],
                ["reliable", "weakly reliable"],
                "not reliable",
            ),
            "sampled": sampled,
            "n_sample": n,
            "psus_sample": n // 8,
            "class": label + 1,
            "class_label": [names[c] for c in label],
            "class_probability": own,
            "certainty": np.select([own >= 0.8, own >= 0.5], ["firm", "likely"], "uncertain"),
            **{f"probability_{c + 1}": probability[:, c] for c in range(classes)},
            "rank": rank,
            "rank_low90": np.maximum(rank - spread, 1),
            "rank_high90": np.minimum(rank + spread, areas),
            "true_rate": np.clip(rate + se * rng.normal(size=areas), 0.005, 0.7),
        }
    )

    regions = (
        frame.group_by("region", "region_name")
        .agg(pl.col("children", "expected", "n_sample", "psus_sample").sum())
        .sort("region")
        .rename({"region": "code", "region_name": "name", "psus_sample": "psus"})
        .with_columns(level=pl.lit("region"))
    )
    whole = regions.select(
        pl.col("children", "expected", "n_sample", "psus").sum(),
        code=pl.lit("nation"),
        name=pl.lit("Isla Sintética"),
        level=pl.lit("nation"),
    )
    national = pl.concat([whole, regions], how="diagonal").with_columns(
        rate=pl.col("expected") / pl.col("children")
    )
    m = national.height
    jitter = rng.normal(0, 0.012, m)
    jitter[0] = 0.001
    national = national.with_columns(
        se=pl.col("rate") * 0.06,
        low95=pl.col("rate") * 0.88,
        high95=pl.col("rate") * 1.12,
        direct_rate=pl.col("rate") + pl.Series(jitter),
        direct_se=pl.Series(rng.uniform(0.006, 0.018, m)),
        deff=pl.lit(2.3),
        precision=pl.lit("reliable"),
    ).with_columns(
        direct_low95=pl.col("direct_rate") - 1.96 * pl.col("direct_se"),
        direct_high95=pl.col("direct_rate") + 1.96 * pl.col("direct_se"),
    )

    edges = [float(rate.min()), *cuts, float(rate.max())]
    tally = pl.DataFrame(
        {
            "class": list(range(1, classes + 1)),
            "label": names,
            "low": edges[:-1],
            "high": edges[1:],
            "areas": [int((label == c).sum()) for c in range(classes)],
            "children": [float(children[label == c].sum()) for c in range(classes)],
            "expected": [float((children * rate)[label == c].sum()) for c in range(classes)],
        }
    )

    groups = []
    for variable, levels in LEVELS.items():
        share = rng.uniform(0.35, 0.65, areas)
        ratio = rng.uniform(1.1, 2.2, areas)
        for k, level in enumerate(levels):
            part = np.round(children * (share if k == 0 else 1 - share))
            r = np.clip(rate * (ratio if k == 0 else 1 / ratio), 0.005, 0.8)
            groups.append(
                pl.DataFrame(
                    {
                        "area": codes,
                        "name": frame["name"],
                        "region": region_codes,
                        "variable": [variable] * areas,
                        "level": [level] * areas,
                        "children": part,
                        "rate": r,
                        "expected": r * part,
                        "se": r * 0.2,
                        "low95": r * 0.65,
                        "high95": r * 1.4,
                        "suppressed": part < 120,
                    }
                )
            )

    coefs = rng.normal(0.3, 0.4, 9)
    terms = ["sex", "age", "age", "urban", "ethnicity", "schooling", "schooling", "water", "roads"]
    labels = ["female", "10-14", "15-17", "rural", "indig", "primary", "none", "none", "roads"]
    coefficients = pl.DataFrame(
        {
            "term": ["(intercept)", *terms],
            "column": ["(intercept)", *[f"{t}={v}" for t, v in zip(terms, labels, strict=True)]],
            "label": ["(intercept)", *[f"{t}: {v}" for t, v in zip(terms, labels, strict=True)]],
            "coef": [-2.4, *coefs],
            "se": [0.2] + [0.13] * 9,
            "odds_ratio": np.exp([-2.4, *coefs]),
            "or_low95": np.exp(np.array([-2.4, *coefs]) - 0.26),
            "or_high95": np.exp(np.array([-2.4, *coefs]) + 0.26),
            "p": rng.uniform(0, 0.3, 10),
            "marginal_effect": [None, *(coefs * 0.09)],
            "marginal_effect_se": [None] + [0.011] * 9,
        }
    )
    factors = pl.DataFrame(
        {
            "area": np.repeat(codes, 5),
            "group": FACTORS * areas,
            "contribution": parts.ravel(),
            "log_odds": parts.ravel() / 0.1,
        }
    )
    harmonisation = pl.DataFrame(
        {
            "scope": ["nation"] * 5 + ["region:03"],
            "variable": ["sex", "sex", "urban", "urban", "schooling", "urban"],
            "level": ["male", "female", "urban", "rural", "none", "rural"],
            "survey_share": [0.512, 0.488, 0.55, 0.45, 0.21, 0.6],
            "census_share": [0.508, 0.492, 0.53, 0.47, 0.27, 0.52],
            "se": [0.004, 0.004, 0.008, 0.008, 0.009, 0.02],
            "z": [1.0, -1.0, 2.5, -2.5, -6.6, 4.0],
            "d": [0.01, 0.01, 0.04, 0.04, 0.14, 0.16],
            "psi": [0.0001, 0.0001, 0.002, 0.002, 0.02, 0.026],
            "status": ["ok", "ok", "ok", "ok", "warn", "warn"],
        }
    )
    reading = pl.DataFrame(
        {
            "source": ["survey", "survey", "survey", "census", "census"],
            "file": ["survey.csv"] * 3 + ["census.parquet"] * 2,
            "rows_read": [31_201] * 3 + [1_000_000] * 2,
            "rows_used": [8_012] * 3 + [998_420] * 2,
            "reason": ["age outside 5-17", "worked not answered", "", "area unknown", ""],
            "rows": [23_100, 89, None, 1_580, None],
        },
        schema_overrides={"rows": pl.Int64},
    )
    assessment = pl.DataFrame(
        {
            "name": ["auc", "auc_cross_validated", "calibration_slope", "brier"],
            "value": [0.781, 0.768, 0.97, 0.083],
            "low": [0.762, 0.75, 0.88, None],
            "high": [0.8, 0.787, 1.06, None],
            "note": ["", "10 folds of PSUs", "held out", ""],
        }
    )
    held = national.filter(pl.col("level") == "region").select(
        region="code",
        name="name",
        n="n_sample",
        direct="direct_rate",
        direct_se="direct_se",
        predicted_in_sample="rate",
        predicted_held_out=pl.col("rate") + pl.Series(rng.normal(0, 0.012, m - 1)),
    )
    direct = national.select(
        kind="level",
        code="code",
        name="name",
        n="n_sample",
        cases=(pl.col("n_sample") * pl.col("direct_rate")).round().cast(pl.Int64),
        psus="psus",
        dof=pl.col("psus") - 2,
        rate="direct_rate",
        se="direct_se",
        low95="direct_low95",
        high95="direct_high95",
        total="expected",
        total_se=pl.col("expected") * 0.1,
        cv=pl.col("direct_se") / pl.col("direct_rate"),
        log_cv=pl.lit(0.05),
        deff="deff",
        n_eff=pl.col("n_sample") / 2.3,
        precision="precision",
    )
    return ReportContent(
        title=words(
            "Riesgo de trabajo infantil en la Isla Sintética, 2024",
            "Risque de travail des enfants à l’Île Synthétique, 2024",
            "Child labour risk on the Synthetic Island, 2024",
            "مخاطر عمل الأطفال في الجزيرة الاصطناعية، 2024",
        ),
        outcome=words("trabajo infantil", "travail des enfants", "child labour", "عمل الأطفال"),
        population=words(
            "niñas y niños de 5 a 17 años",
            "enfants de 5 à 17 ans",
            "children aged 5–17",
            "الأطفال في سن 5–17",
        ),
        country=words(
            "Isla Sintética", "Île Synthétique", "Synthetic Island", "الجزيرة الاصطناعية"
        ),
        area_kind=words("municipio", "municipalité", "municipality", "بلدية"),
        area_kind_plural=words("municipios", "municipalités", "municipalities", "البلديات"),
        region_kind=words("departamento", "département", "department", "المحافظة"),
        areas=frame,
        national=national,
        classes=tally,
        area_codes=tuple(codes),
        geometries=np.asarray(polygons, dtype=object),
        made_at=datetime(2026, 1, 15, 9, 0, tzinfo=UTC),
        backdrop=lakes,
        groups=pl.concat(groups),
        national_groups=nation_by_group(pl.concat(groups)),
        alternatives=ALTERNATIVES,
        beside=BESIDE,
        what_if=what_ifs(national),
        direct=direct,
        coefficients=coefficients,
        factors=factors,
        harmonisation=harmonisation,
        reading=reading,
        assessment=assessment,
        regions_held_out=held,
        variables={
            "sex": words("Sexo", "Sexe", "Sex", "الجنس"),
            "urban": words("Área", "Milieu", "Urban or rural", "حضر أو ريف"),
            "ethnicity": words("Pueblo", "Appartenance", "Ethnicity", "الانتماء"),
            "age": words("Edad", "Âge", "Age", "العمر"),
            "schooling": words(
                "Escolaridad del jefe o jefa",
                "Instruction du chef de ménage",
                "Schooling of household head",
                "تعليم رب الأسرة",
            ),
            "water": words("Agua por tubería", "Eau courante", "Piped water", "مياه الأنابيب"),
            "roads": words("Acceso vial", "Accès routier", "Road access", "الطرق"),
        },
        levels={
            ("sex", "male"): words("niños", "garçons", "boys", "بنون"),
            ("sex", "female"): words("niñas", "filles", "girls", "بنات"),
            ("urban", "urban"): words("urbana", "urbain", "urban", "حضر"),
            ("urban", "rural"): words("rural", "rural", "rural", "ريف"),
            ("ethnicity", "indig"): words("indígena", "autochtone", "indigenous", "أصلي"),
            ("ethnicity", "other"): words("otro", "autre", "other", "آخر"),
            ("schooling", "none"): words("ninguna", "aucune", "none", "بدون"),
        },
        factor_groups={
            "demography": words("Edad y sexo", "Âge et sexe", "Age and sex", "العمر والجنس"),
            "schooling": words("Escolaridad", "Instruction", "Schooling", "التعليم"),
            "household": words("Hogar", "Ménage", "Household", "الأسرة"),
            "housing": words("Vivienda y agua", "Logement et eau", "Housing and water", "السكن"),
            "place": words("Entorno", "Milieu", "Place", "المكان"),
        },
        class_method=words("cuantiles", "quantiles", "quantiles", "الشرائح"),
        class_reference=words(
            "todos los municipios", "toutes les municipalités", "all municipalities", "كل البلديات"
        ),
        precision_scheme=words("CEPAL 2020", "CEPALC 2020", "ECLAC 2020", "الإسكوا 2020"),
        outcome_definition=words(
            "Trabajo económico o tareas del hogar por encima de las horas límite de cada edad.",
            "Travail économique ou tâches ménagères au-delà des heures limites de chaque âge.",
            "Economic work or household chores above the limit of hours for the child's age.",
            "عمل اقتصادي أو أعمال منزلية تتجاوز حد الساعات لكل سن.",
        ),
        thresholds=(
            Threshold(
                words(
                    "Trabajo económico, 5 a 11 años (horas por semana)",
                    "Travail économique, 5 à 11 ans (heures par semaine)",
                    "Economic work, ages 5–11 (hours a week)",
                    "عمل اقتصادي، 5–11 سنة (ساعات أسبوعيا)",
                ),
                "≥ 1",
                "SDG 8.7.1",
            ),
            Threshold(
                words(
                    "Trabajo económico, 12 a 14 años (horas por semana)",
                    "Travail économique, 12 à 14 ans (heures par semaine)",
                    "Economic work, ages 12–14 (hours a week)",
                    "عمل اقتصادي، 12–14 سنة (ساعات أسبوعيا)",
                ),
                "≥ 14",
                "SDG 8.7.1",
            ),
        ),
        caveats=(
            Note(
                words("Censo de 2018", "Recensement de 2018", "Census of 2018", "تعداد 2018"),
                words(
                    "La población ha cambiado desde el censo.",
                    "La population a changé depuis le recensement.",
                    "The population has changed since the census.",
                    "تغير السكان منذ التعداد.",
                ),
            ),
        ),
        source_line=words(
            "Encuesta de hogares sintética 2024; censo sintético 2018",
            "Enquête synthétique auprès des ménages 2024 ; recensement synthétique 2018",
            "Synthetic household survey 2024; synthetic census 2018",
            "مسح الأسر الاصطناعي 2024؛ التعداد الاصطناعي 2018",
        ),
        provenance=(("study.toml", "sha256 3f1c0a77"), ("jalon", "0.1.0"), ("seed", "8707")),
        synthetic=True,
        area_effect=0.24,
    )


@pytest.fixture(scope="session")
def content() -> ReportContent:
    return make_content(60)


@pytest.fixture(scope="session")
def content_of() -> Callable[..., ReportContent]:
    """Give the maker itself, for a test that wants another size or number of classes."""
    return make_content
