"""Fact sheets: one page of PDF for each area and language."""

import json
import re
import tempfile
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
import typst

from jalon.engine.charts.choropleth import AreaMap, Theme, area_map, themes
from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import locale_of
from jalon.engine.sheets import maps
from jalon.engine.sheets.facts import Facts, rows_by_area, sheet_facts
from jalon.errors import BadInput

SHEET_LANGUAGES = ("es", "fr", "en")
LOCATOR_MM = 22
TEMPLATE = files("jalon.engine.sheets") / "sheet.typ"

# Finer than the page's map: a sheet shows one region large.
TOLERANCE = 0.2
# The embedded font has what Latin, Greek and Cyrillic names need.
BEYOND_EMBEDDED = re.compile(r"[\u0530-\u1dff\u2c00-\ua71f\ua800-\ufaff]")

Job = tuple[Path, Facts]


def write_sheets(
    content: ReportContent,
    folder: Path,
    languages: Sequence[str] = SHEET_LANGUAGES,
    areas: Collection[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    workers: int = 2,
) -> tuple[Path, ...]:
    """Write ``<folder>/<language>/<area code>.pdf`` for every area, or for those in `areas`.

    The same content gives the same bytes: the date in the PDFs is ``content.made_at``.

    Parameters
    ----------
    content : ReportContent
    folder : Path
        Made if it is not there.
    languages : sequence of str
        Out of es, fr, en.
    areas : collection of area codes, optional
    progress : callable, optional
        Called with (sheets written, sheets in all) after each.
    workers : int
        Threads; typst lets Python go while it sets a page.

    Raises
    ------
    BadInput("sheet-language-unknown")
        Sheets are not laid out from right to left.
    BadInput("sheet-areas-unknown")
        A code in `areas` is not one of the study.
    """
    for language in languages:
        if language not in SHEET_LANGUAGES:
            raise BadInput(
                "sheet-language-unknown", language=language, known=", ".join(SHEET_LANGUAGES)
            )
    known = content.areas["area"].to_list()
    if areas is not None and (unknown := sorted(set(areas) - set(known))):
        raise BadInput("sheet-areas-unknown", codes=unknown)
    wanted = set(known if areas is None else areas)
    with tempfile.TemporaryDirectory(prefix="jalon-sheets-") as scratch:
        root = Path(scratch)
        (root / "maps").mkdir()
        (root / "sheet.typ").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
        jobs = [
            job for language in languages for job in _jobs(content, folder, root, language, wanted)
        ]
        _set_all(jobs, root, content, progress, workers)
    return tuple(path for path, _ in jobs)


def sheet_name(code: str) -> str:
    """Give the file name of an area's sheet; the report's links use the same rule."""
    return re.sub(r"[^\w.-]", "_", code) + ".pdf"


def _jobs(
    content: ReportContent, folder: Path, root: Path, language: str, wanted: set[str]
) -> Iterator[Job]:
    """Yield what each sheet says, region by region so that a map is read once for its sheets."""
    locale = locale_of(content, language)
    layout = area_map(content, tolerance=TOLERANCE)
    theme = themes(content, locale)[0]
    groups = rows_by_area(
        None if content.groups is None else content.groups.filter(pl.col("children") > 0)
    )
    factors = rows_by_area(content.factors)
    shapes = layout.canvas.areas
    windows = _region_maps(content, layout, theme, root)
    (folder / language).mkdir(parents=True, exist_ok=True)
    rows = sorted(enumerate(content.areas.iter_rows(named=True)), key=lambda row: row[1]["region"])
    for i, area in rows:
        code = area["area"]
        if code not in wanted:
            continue
        facts = sheet_facts(
            content, area, factors.get(code, []), groups.get(code, []), theme, locale
        )
        facts |= {
            "map": None,
            "highlight": "",
            "locator": "",
            "locator-width": LOCATOR_MM,
            "locator-left": False,
        }
        if not shapes[i].is_empty:
            name, window = windows[area["region"]]
            facts |= {
                "map": name,
                "highlight": maps.highlight(shapes[i], window),
                "locator": maps.locator(shapes[i], layout),
                "locator-left": maps.in_the_corner(shapes[i], window),
            }
        yield folder / language / sheet_name(code), facts


def _region_maps(
    content: ReportContent, layout: AreaMap, theme: Theme, root: Path
) -> dict[str, tuple[str, maps.Window]]:
    """Write the country's map and one of each region, and tell where and what they show."""
    (root / "maps" / "country.svg").write_text(maps.country_map(layout), encoding="utf-8")
    regions = content.areas["region"].to_numpy()
    windows = {}
    for number, region in enumerate(sorted(set(regions.tolist()))):
        inside = np.asarray(regions == region)
        drawn = [shape for shape in layout.canvas.areas[inside] if not shape.is_empty]
        if drawn:
            window = maps.window_on(np.array(drawn, dtype=object))
            name = f"maps/region-{number}.svg"
            svg = maps.region_map(layout, theme, inside, window)
            (root / name).write_text(svg, encoding="utf-8")
            windows[region] = (name, window)
    return windows


def _set_all(
    jobs: Sequence[Job],
    root: Path,
    content: ReportContent,
    progress: Callable[[int, int], None] | None,
    workers: int,
) -> None:
    """Set every sheet; each worker keeps one compiler, which remembers fonts and maps."""
    embedded_only = not any(
        BEYOND_EMBEDDED.search(facts["name"] + facts["place"]) for _, facts in jobs
    )
    timestamp = int(content.made_at.timestamp())
    done = 0

    def set_share(share: Sequence[Job]) -> Iterator[Path]:
        compiler = typst.Compiler(
            str(root / "sheet.typ"), root=str(root), ignore_system_fonts=embedded_only
        )
        for path, facts in share:
            text = json.dumps(facts, ensure_ascii=False)
            pdf = compiler.compile(format="pdf", sys_inputs={"facts": text}, timestamp=timestamp)
            assert isinstance(pdf, bytes)  # a list comes only of formats with one file a page
            path.write_bytes(pdf)
            yield path

    def run(share: Sequence[Job]) -> None:
        nonlocal done
        for _ in set_share(share):
            done += 1  # one addition between bytecodes: no two threads at once
            if progress is not None:
                progress(done, len(jobs))

    size = -(-len(jobs) // max(workers, 1)) or 1
    shares = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    with ThreadPoolExecutor(max_workers=max(workers, 1)) as pool:
        list(pool.map(run, shares))
