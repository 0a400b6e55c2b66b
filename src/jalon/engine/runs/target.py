"""Choose areas of a finished run under a budget, and write the choice."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jalon.engine.charts.locale import locale_of
from jalon.engine.charts.render import to_svg
from jalon.engine.charts.target_figures import frontier_figure
from jalon.engine.outputs.manifest import read_manifest
from jalon.engine.outputs.model import read_model
from jalon.engine.outputs.tables import write_tables
from jalon.engine.outputs.target_page import write_target_pages
from jalon.engine.runs.content import report_content
from jalon.engine.runs.folder import writing
from jalon.engine.runs.sheet import read_frames, read_shapes
from jalon.engine.sources.tables import open_table
from jalon.engine.study import Study, parse_study
from jalon.engine.targeting import Candidates, Choice, Quota, Request, choose
from jalon.engine.targeting.conflicts import explain
from jalon.engine.targeting.frontier import Frontier, down_the_list, trace
from jalon.engine.watch import Watch
from jalon.errors import BadInput, CannotEstimate
from jalon.messages import marked as _
from jalon.messages import translator

Floats = NDArray[np.float64]
DRAWS = "draws.parquet"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks of a choice, in the codes of a run.

    A programme in an area costs `cost_area`, and `cost_child` for each child in risk whom it
    reaches: `coverage` (0 to 1) of those expected. `costs` is a table with the columns area,
    cost_area, cost_child for areas that differ. Only areas that are with a probability of at least
    `certainty` in the class `class_from` or a higher one are chosen. `least` and `most` are areas
    per region. With `tail` the mean over the worst share of the draws is maximised.
    """

    budget: float
    cost_area: float = 0.0
    cost_child: float = 0.0
    coverage: float = 1.0
    costs: str | None = None
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    least: Mapping[str, int] = field(default_factory=dict)
    most: Mapping[str, int] = field(default_factory=dict)
    most_areas: int | None = None
    class_from: int | None = None
    certainty: float = 0.0
    tail: float | None = None


@dataclass(frozen=True, slots=True)
class Targeted:
    """The choice, and its tables: `target` has every area of the run, `frontier` every budget."""

    wish: Wish
    study: Study
    folder: Path
    choice: Choice
    frames: Mapping[str, pl.DataFrame]
    by_rank: float

    def summary(self, language: str) -> list[str]:
        """Return what was chosen, in a few lines."""
        words = translator(language)
        text = _(
            "%(areas)s areas for %(cost)s of %(budget)s: %(reached)s children in risk reached, "
            "%(listed)s by taking the highest rates first."
        )
        facts = {
            "areas": int(self.choice.chosen.sum()),
            "cost": f"{self.choice.cost:,.0f}",
            "budget": f"{self.wish.budget:,.0f}",
            "reached": f"{self.choice.reached:,.0f}",
            "listed": f"{self.by_rank:,.0f}",
        }
        lines = [words.gettext(text) % facts]
        if self.choice.price > 0:
            price = _("One more child costs about %(price)s at the margin.")
            lines.append(words.gettext(price) % {"price": f"{1 / self.choice.price:,.0f}"})
        return lines

    def places(self) -> list[tuple[str, Path]]:
        return [
            (_("Report"), self.folder / "target.html"),
            (_("Tables"), self.folder / "target.csv"),
            (_("Everything"), self.folder),
        ]


def target(
    run: Path | str, wish: Wish, out: Path | None = None, *, watch: Watch | None = None
) -> Targeted:
    """Choose areas of a finished run and write tables, figures and a page.

    Parameters
    ----------
    run : Path
        The folder that `jalon risk run` has written.
    out : Path, optional
        By default the folder `target` in it.

    Raises
    ------
    BadInput
        "target-number", "target-areas-unknown", "target-regions-unknown", "target-class-unknown",
        "target-costs-columns", "target-no-draws", "target-nothing-costs", "no-manifest", ...
    CannotEstimate("target-conflict" | "target-conflict-money" | "target-no-time")
        What was asked for cannot hold together; the words name it.
    """
    run, watch = Path(run), watch or Watch()
    study = study_of(run)
    frames = read_frames(run)
    areas = frames["areas"].sort("area")
    candidates, request = _in_positions(run, areas, wish)
    order = np.where(
        candidates.eligible & ~np.isin(np.arange(candidates.size), request.never),
        areas["rank"].cast(pl.Float64).fill_null(np.inf).to_numpy(),
        np.inf,
    )
    with watch.step("choice"):
        choice = _choose(candidates, request, areas)
    with watch.step("frontier") as advance:
        frontier = trace(candidates, request, order, progress=advance)
    listed = down_the_list(candidates, order, wish.budget)
    tables = {
        "target": _target_frame(areas, candidates, request, choice, listed),
        "frontier": _frontier_frame(frontier),
    }
    folder = out or run / "target"
    done = Targeted(wish, study, folder, choice, tables, float(candidates.reached[listed].sum()))
    with watch.step("report"), writing(folder):
        _write(run, done, frames)
    return done


def study_of(run: Path) -> Study:
    """Return the study of a finished run, as its manifest keeps it."""
    manifest = read_manifest(run)
    contents = tomllib.loads(manifest.study)
    if contents.get("kind") == "index":
        raise BadInput("target-of-index")
    return parse_study(contents, folder=run, text=manifest.study)


def _choose(candidates: Candidates, request: Request, areas: pl.DataFrame) -> Choice:
    try:
        return choose(candidates, request)
    except CannotEstimate as error:
        if error.code != "target-infeasible":
            raise
    conflict = explain(candidates, request)
    assert conflict is not None
    names = "; ".join(_requirement(name, request, areas) for name in conflict.names)
    if conflict.least_budget is None:
        raise CannotEstimate("target-conflict", requirements=names)
    least = f"{np.ceil(conflict.least_budget):,.0f}"
    raise CannotEstimate("target-conflict-money", requirements=names, least=least)


def _requirement(name: tuple[str, int] | tuple[str], request: Request, areas: pl.DataFrame) -> str:
    """Say a requirement as the command line says it, with the codes of the run."""
    regions = _regions(areas)
    match name:
        case ("budget",):
            return f"--budget {request.budget:,.0f}"
        case ("eligible",):
            return "--class, --certainty"
        case ("most-areas",):
            return f"--most-areas {request.most_areas}"
        case ("must" | "never" as kind, area):
            row = areas.row(int(area), named=True)
            return f"--{kind} {row['area']} ({row['name']})"
        case ("least" | "most" as kind, region):
            quota = next(each for each in request.quotas if each.region == region)
            number = quota.least if kind == "least" else quota.most
            return f"--{kind} {regions[int(region)]}={number}"
    raise ValueError(name)


def _regions(areas: pl.DataFrame) -> list[str]:
    return areas["region"].unique().sort().to_list()


def _in_positions(run: Path, areas: pl.DataFrame, wish: Wish) -> tuple[Candidates, Request]:
    """Turn codes into positions, and money and class into what may be chosen."""
    _insist_on_numbers(wish)
    codes, regions = areas["area"].to_list(), _regions(areas)
    place = {code: i for i, code in enumerate(codes)}
    _insist_on_codes("target-areas-unknown", (*wish.must, *wish.never), place)
    where = {code: i for i, code in enumerate(regions)}
    _insist_on_codes("target-regions-unknown", (*wish.least, *wish.most), where)
    expected = areas["expected"].cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy()
    reached = wish.coverage * expected
    cost = _costs(areas, wish, reached)
    known = areas["rate"].is_not_null().to_numpy() & (reached > 0)
    draws = None
    if (run / DRAWS).is_file():
        rates = pl.read_parquet(run / DRAWS).sort("area").drop("area").to_numpy()
        children = areas["children"].cast(pl.Float64).fill_null(0.0).to_numpy()
        draws = np.nan_to_num(wish.coverage * rates * children[:, None])
    elif wish.tail is not None:
        raise BadInput("target-no-draws", folder=str(run))
    candidates = Candidates(
        reached,
        cost,
        np.array([where[region] for region in areas["region"]], dtype=np.int64),
        known & _certain(areas, wish),
        draws,
    )
    quotas = tuple(
        Quota(where[region], wish.least.get(region), wish.most.get(region))
        for region in dict.fromkeys((*wish.least, *wish.most))
    )
    request = Request(
        wish.budget,
        tuple(place[code] for code in dict.fromkeys(wish.must)),
        tuple(place[code] for code in dict.fromkeys(wish.never)),
        quotas,
        wish.most_areas,
        wish.tail,
    )
    return candidates, request


def _insist_on_numbers(wish: Wish) -> None:
    ranges = {
        "--budget": (wish.budget, 0.0, np.inf),
        "--cost-area": (wish.cost_area, 0.0, np.inf),
        "--cost-child": (wish.cost_child, 0.0, np.inf),
        "--coverage": (wish.coverage, 1e-9, 1.0),
        "--certainty": (wish.certainty, 0.0, 1.0),
        "--tail": (1.0 if wish.tail is None else wish.tail, 1e-3, 1.0),
    }
    for option, (value, low, high) in ranges.items():
        if not (low <= value <= high):
            raise BadInput("target-number", option=option, value=value, low=low, high=high)


def _insist_on_codes(code: str, named: tuple[str, ...], known: Mapping[str, int]) -> None:
    if unknown := [each for each in named if each not in known]:
        if code == "target-areas-unknown":
            raise BadInput("target-areas-unknown", codes=", ".join(unknown))
        raise BadInput("target-regions-unknown", codes=", ".join(unknown), known=", ".join(known))


def _costs(areas: pl.DataFrame, wish: Wish, reached: Floats) -> Floats:
    """Return what a programme in each area costs."""
    fixed = np.full(areas.height, wish.cost_area)
    child = np.full(areas.height, wish.cost_child)
    if wish.costs is not None:
        rows = open_table(Path(wish.costs)).frame()
        needed = ("area", "cost_area", "cost_child")
        if missing := [name for name in needed if name not in rows.columns]:
            raise BadInput("target-costs-columns", file=wish.costs, columns=", ".join(missing))
        own = areas.select("area").join(
            rows.select(
                pl.col("area").cast(pl.String), pl.col("cost_area", "cost_child").cast(pl.Float64)
            ),
            on="area",
            how="left",
            maintain_order="left",
        )
        if own.height != areas.height:
            raise BadInput("area-code-twice", file=wish.costs, codes="")
        fixed = np.where(own["cost_area"].is_null(), fixed, own["cost_area"].fill_null(0.0))
        child = np.where(own["cost_child"].is_null(), child, own["cost_child"].fill_null(0.0))
    cost = np.asarray(fixed + child * reached, dtype=np.float64)
    free = (cost <= 0) & (reached > 0)
    if free.any() or (cost < 0).any():
        raise BadInput("target-nothing-costs", count=int(free.sum()))
    return cost


def _certain(areas: pl.DataFrame, wish: Wish) -> NDArray[np.bool_]:
    """Return the areas that are probably enough in the class asked for, or a higher one."""
    if wish.class_from is None:
        return np.ones(areas.height, dtype=np.bool_)
    names = [name for name in areas.columns if name.startswith("probability_")]
    if not 1 <= wish.class_from <= len(names):
        raise BadInput("target-class-unknown", number=wish.class_from, classes=len(names))
    high = names[wish.class_from - 1 :]
    probability = areas.select(pl.sum_horizontal(pl.col(high).fill_nan(None)))
    return np.asarray(probability.to_series().fill_null(0.0).to_numpy() >= wish.certainty - 1e-12)


def _target_frame(
    areas: pl.DataFrame,
    candidates: Candidates,
    request: Request,
    choice: Choice,
    listed: NDArray[np.bool_],
) -> pl.DataFrame:
    """Return every area: whether it is chosen, what it costs and whom it reaches."""
    reached = np.where(candidates.reached > 0, candidates.reached, np.nan)
    requirement = np.full(candidates.size, "", dtype=object)
    requirement[~candidates.eligible] = "not eligible"
    requirement[list(request.must)] = "must"
    requirement[list(request.never)] = "never"
    shown = ["area", "name", "region", "region_name", "children", "rate", "expected"]
    return (
        areas.select(*shown, "class", "class_label", "class_probability", "certainty", "rank")
        .with_columns(
            chosen=pl.Series(choice.chosen),
            by_rank=pl.Series(listed),
            requirement=pl.Series(requirement.tolist(), dtype=pl.String),
            cost=pl.Series(candidates.cost),
            reached=pl.Series(candidates.reached),
            cost_per_child=pl.Series(candidates.cost / reached).fill_nan(None),
        )
        .sort("chosen", "cost_per_child", descending=[True, False], nulls_last=True)
    )


def _frontier_frame(frontier: Frontier) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "budget": frontier.budget,
            "cost": frontier.cost,
            "areas": frontier.areas.astype(np.int64),
            "reached": frontier.reached,
            "low90": pl.Series(frontier.low90).fill_nan(None),
            "high90": pl.Series(frontier.high90).fill_nan(None),
            "by_rank": frontier.by_rank,
        }
    )


def _write(run: Path, done: Targeted, frames: Mapping[str, pl.DataFrame]) -> None:
    study, folder = done.study, done.folder
    folder.mkdir(parents=True, exist_ok=True)
    model = read_model(run / "model.json")
    sigma2 = model.sigma2_u
    content = report_content(
        study,
        frames,
        read_shapes(run, frames["areas"]),
        np.empty(0, dtype=object),
        area_effect=None if sigma2 is None else float(np.sqrt(sigma2)),
        by_area=model.covariance_of == "areas",
    )
    write_tables(done.frames, folder, languages=study.languages)
    request = json.dumps(asdict(done.wish), indent=2, ensure_ascii=False)
    (folder / "request.json").write_text(f"{request}\n", encoding="utf-8")
    locale = locale_of(content, study.languages[0])
    figure = frontier_figure(done.frames["frontier"], done.wish.budget, locale)
    (folder / "frontier.svg").write_text(to_svg(figure, locale, "frontier"), encoding="utf-8")
    write_target_pages(
        content,
        done.frames,
        folder,
        study.languages,
        budget=done.wish.budget,
        cost=done.choice.cost,
        reached=done.choice.reached,
        price=done.choice.price,
        gap=done.choice.gap,
        tail=done.wish.tail,
        tail_reached=done.choice.tail_reached,
    )
