"""Write docs/performance.md from measured results."""

from typing import Any

from benchmarks.growth import GROWTH, WAYS

Facts = dict[str, Any]

HEAD = """# Performance

Written by `python -m benchmarks --write`; the numbers are those of one machine and one day.
`make bench` repeats them on yours: it generates its own data, about {disk:.0f} MB, in
`benchmarks/.data`.

How it is measured. Each contender works in a process of its own, on one thread, tied to one
processor, so that a reading thread beside the main one is not free, unless the table says that it
has both. Imports, compiled code and
a warm-up on a few rows come before the clock, for all alike (the very first call on a machine
compiles for a few seconds; the result is kept on disk). Contenders take turns; the table
shows the median of three. *Seconds* are the clock's; *processor* is the time that the processor
worked, which others on the machine disturb less: ratios are of that. *Peak* is the largest
resident memory, and *before* what Python or R and their packages held before the work began.
Answers are compared with ours each time: rates of areas must agree to 1e-9, or the run fails.
"""

WORDS = {
    "bare-scan": "Polars reads the eleven columns and sums each: the floor",
    "stream": "**Jalon, streamed**: rates, gradients, errors and intervals of every area",
    "cells": "**Jalon, through cells**: the same, and the counts kept for later runs",
    "recode-and-stream": "**Jalon, streamed**, with all codes read as text and recoded to levels",
    "study-stream": '**A study\'s run**, `scan = "stream"`: codes are whole numbers, two readings',
    "study-text": '**A study\'s run**, `scan = "stream"`: codes are text, two readings',
    "study-cells": "**A study's run**, through cells, and with what it keeps for groups",
    "study-stream-two": '**A study\'s run**, `scan = "stream"`',
    "study-cells-two": "**A study's run**, through cells",
    "recode-rows": "Polars recodes every row in this way: nothing estimated yet",
    "pandas-lookup": "pandas, coefficients by lookup: rates only, no errors",
    "polars-group-by": "Polars GROUP BY to cells: nothing estimated yet",
    "duckdb-group-by": "DuckDB GROUP BY to cells: nothing estimated yet",
    "r-predict": "R `predict()` and means by area: rates only; reading not counted",
    "bare-scan-two": "Polars reads and sums",
    "stream-two": "**Jalon, streamed**",
    "cells-two": "**Jalon, through cells**",
    "fit-jalon": "**Jalon** `fit_logistic`",
    "fit-statsmodels": "statsmodels GLM, clustered by PSU (knows no strata)",
    "fit-svyglm": "R `svydesign` and `svyglm`",
    "mixed-area": "**Jalon** `fit_mixed`, effects of areas",
    "mixed-area-glmmTMB": "R `glmmTMB`",
    "mixed-area-lme4": "R `lme4::glmer` (nAGQ = 1, nloptwrap, without derivatives)",
    "mixed-area-psu": "**Jalon** `fit_mixed`, effects of areas and PSUs",
    "mixed-area-psu-glmmTMB": "R `glmmTMB`",
}
# What is told of the last minute, and how it is written.
LAST_MINUTE = (
    ("taken", "taken", ",d"),
    ("refused, too late", "late", ",d"),
    ("asked again for want of an answer", "asked_again", ",d"),
    ("answered, median, ms", "median", ".0f"),
    ("answered, 95 of 100 within, ms", "slow", ".0f"),
    ("answered, slowest, ms", "slowest", ".0f"),
    ("receipt, median, ms", "shown_median", ".0f"),
    ("receipt, 95 of 100 within, ms", "shown_slow", ".0f"),
    ("last receipt mailed after, s", "mailed_after", ".0f"),
    ("load of the machine before", "load_before", ".1f"),
    ("load of the machine at the end", "load", ".1f"),
    ("priority of server and candidates (nice)", "nice", "d"),
)


def render(kept: Facts) -> str:
    """Return the page for the parts that have been measured."""
    disk = 0.0
    if "census" in kept:
        disk = 1.1 * sum(part["file_mb"] for name, part in _sizes(kept["census"]))
    parts = [HEAD.format(disk=max(disk, 10))]
    for name, section in (
        ("census", _census),
        ("fit", _fit),
        ("mixed", _mixed),
        ("demo", _demo),
        ("site", _pages),
        ("last-minute", _last_minute),
    ):
        if name in kept:
            parts.append(section(kept[name]))
    return "\n".join(parts)


def _machine(part: Facts, command: str) -> str:
    facts = part["machine"]
    software = ", ".join(
        f"{name} {facts[name]}"
        for name in ("python", "numpy", "numba", "polars", "duckdb", "pandas", "statsmodels")
    )
    return (
        f"`{command}`, {facts['date']}: {facts['processor']}, {facts['memory']}, shared with other "
        f"work (load {facts['load']}); {software}.\n"
    )


def _sizes(part: Facts) -> list[tuple[str, Facts]]:
    return [(name, facts) for name, facts in part.items() if name not in ("machine", "scale")]


def _table(contenders: Facts, floor: str) -> str:
    lines = [
        "| | seconds | processor | ratio | peak MB | before MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    least = contenders[floor]["processor"]
    for name, one in sorted(contenders.items(), key=lambda item: item[1]["processor"]):
        if name.endswith("-two"):
            continue
        lines.append(
            f"| {WORDS[name]} | {one['seconds']:.3f} | {one['processor']:.3f} "
            f"| {one['processor'] / least:.1f} | {one['mb']:.0f} | {one['mb_before']:.0f} |"
        )
    return "\n".join(lines) + "\n"


def _both(contenders: Facts) -> str:
    """Return the table of those that used both processors, by the clock."""
    floor = "bare-scan-two"
    if floor not in contenders:
        return ""
    lines = [
        "With both processors, by the clock; the answers are those of one, to the last digit:",
        "",
        "| | seconds | ratio | peak MB |",
        "|---|---:|---:|---:|",
    ]
    least = contenders[floor]["seconds"]
    for name, one in contenders.items():
        if name.endswith("-two"):
            lines.append(
                f"| {WORDS[name]} | {one['seconds']:.3f} | {one['seconds'] / least:.1f} "
                f"| {one['mb']:.0f} |"
            )
    return "\n".join(lines) + "\n"


def _census(part: Facts) -> str:
    sizes = _sizes(part)
    ordered = [(int(name), facts) for name, facts in sizes if name.isdigit()]
    largest, whole = max(ordered)
    parts = [
        "## Census to area estimates\n",
        _machine(part, "python -m benchmarks --only census"),
        f"""A generated census in Parquet (zstd, one file per million), one row per child: an area
and ten covariates as small integers. The covariates have 99,840 patterns, the model 30
coefficients; there are 2,469 areas, the largest with one child in 35. {largest:,} children
fall into {whole["cells"]:,} cells of area and pattern, {largest / whole["cells"]:.1f} children
per cell: with ten covariates a census shrinks that little, which is why the streamed way does
not count cells at all.
""",
    ]
    for children, facts in ordered:
        parts.append(f"### {children:,} children ({facts['file_mb']:.0f} MB)\n")
        parts += [_table(facts["contenders"], "bare-scan"), _both(facts["contenders"])]
    for name, facts in sizes:
        if name.endswith("-random"):
            children = int(name.removesuffix("-random"))
            parts.append(f"### {children:,} children in random order ({facts['file_mb']:.0f} MB)\n")
            parts.append(
                "Offices keep the children of one area together; here no two neighbours in the"
                " file are.\n"
            )
            parts += [_table(facts["contenders"], "bare-scan"), _both(facts["contenders"])]
    parts.append(_census_reading(ordered))
    if "scale" in part:
        parts.append(_scale(part["scale"]))
    return "\n".join(part for part in parts if part)


def _scale(part: Facts) -> str:
    sizes = sorted((int(size), facts) for size, facts in part.items())
    lines = [
        "| persons | file MB | | cells | scan, s | MB | after, s | MB |",
        "|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for size, facts in sizes:
        for way, words in WAYS.items():
            one = facts[way]
            cells = f"{one['cells']:,.0f}" if "cells" in one else ""
            lines.append(
                f"| {size:,} | {facts['file_mb']:.0f} | {words} | {cells} "
                f"| {one['scan_processor']:.2f} | {one['scan_mb']:.0f} "
                f"| {one['after_processor']:.2f} | {one['after_mb']:.0f} |"
            )
    (least, first), (most, last) = sizes[0], sizes[-1]

    def grows(way: str, key: str) -> str:
        return f"{last[way][key] / first[way][key]:.1f}"

    return f"""### What grows with the population

The scan is all that sees persons; what comes after sees sums per area, or cells. *Scan*: from
Parquet to them. *After*: the fit to the survey of 100,000 children, every area's estimate and its
error; for sums a weighted logit with design-based errors, for cells a mixed logit with effects of
areas and PSUs, its best predictor on the cells and its error on bins. Seconds of one processor,
one run each; largest memory during each of the two.

{chr(10).join(lines)}

![Seconds of the scan and of what comes after it, by persons](images/{GROWTH})

**Reading.** From {least:,} to {most:,} persons, {most / least:.0f} times as many, the scan to sums
takes {grows("sums", "scan_processor")} times as long and what comes after it
{grows("sums", "after_processor")} times; memory is {grows("sums", "scan_mb")} times as much.
Through cells, what comes after grows with the cells: with five covariates, whose
patterns a country soon shows in every area, {grows("few", "after_processor")} times for
{grows("few", "cells")} times the cells; with ten, where new cells never stop appearing,
{grows("cells", "after_processor")} times for {grows("cells", "cells")} times the cells.
"""


def _census_reading(ordered: list[tuple[int, Facts]]) -> str:
    largest, whole = max(ordered)
    contenders = whole["contenders"]
    ours = contenders["stream"]

    def times(name: str) -> float:
        return float(contenders[name]["processor"] / ours["processor"])

    growth = ", ".join(
        f"{facts['contenders']['stream']['mb']:.0f} MB at {children / 1e6:g} million"
        for children, facts in ordered
    )
    recode = times("recode-and-stream")
    middle = [f["contenders"] for _, f in ordered if "recode-rows" in f["contenders"]][-1]
    rows = middle["recode-rows"]["processor"] / middle["recode-and-stream"]["processor"]
    floor = ours["processor"] / contenders["bare-scan"]["processor"]
    return f"""**Reading.** Scoring every child of the census, with all that the errors need, costs
{floor:.1f} times a bare read of the same columns, {1e9 * ours["processor"] / largest:.0f}
nanoseconds per child, reading included. Memory hardly grows with persons: {growth}, of which
{ours["mb_before"]:.0f} MB are Python and its packages. Against a careful pandas user, who gets no
errors, it is {times("pandas-lookup"):.1f} times as fast; against a GROUP BY, which every
compression to cells begins with, {times("polars-group-by"):.1f} times (Polars) and
{times("duckdb-group-by"):.1f} times (DuckDB). Going through cells costs
{times("cells"):.1f} times the streamed pass and memory for the cells; it is what a run does by
default, because the cells then serve groups, decompositions and a changed model without reading
the census again.

An office's codes are seldom levels already. Where every column is read as text, stripped and
recoded, as a study file asks, Jalon evaluates each distinct value once and the rows look it up
(`census/distinct.py`): {recode:.1f} times the streamed pass on codes that are levels already.
Recoding every row instead costs {rows:.0f} times as much as that whole pass with recodes.
{_study_reading(contenders)}"""


def _study_reading(contenders: Facts) -> str:
    if "study-stream" not in contenders:
        return ""

    def times(name: str) -> str:
        floor = contenders["bare-scan"]["processor"]
        return f"{contenders[name]['processor'] / floor:.1f}"

    return f"""
*A study's run* is all of `jalon risk run` that sees persons: one Parquet file; ages looked at,
codes of areas found in the register, ten variables recoded, every value checked. With
`scan = "stream"` the census is read twice, to count levels for the checks before the fit and to
score: {times("study-stream")} times a bare read for the two, {times("study-text")} where every code
is text, {contenders["study-stream"]["mb"]:.0f} and {contenders["study-text"]["mb"]:.0f} MB at most.
Through cells it is read once: {times("study-cells")} times, {contenders["study-cells"]["mb"]:.0f}
MB, much of it on cells. Twice a bare read is what the scoring costs, not the run.
"""


def _fit(part: Facts) -> str:
    contenders = part["contenders"]
    ours = contenders["fit-jalon"]["processor"]
    parts = [
        "## Fit with design-based errors\n",
        _machine(part, "python -m benchmarks --only fit"),
        """A generated survey of 100,000 children in 4,000 PSUs of 64 strata, with weights; ten
categorical covariates, 30 coefficients. From codes of levels, strata and PSUs to
coefficients and errors: the model matrix is part of the work.
""",
        _table(contenders, "fit-jalon"),
    ]
    reading = ["**Reading.**"]
    for name, words in (("fit-statsmodels", "statsmodels"), ("fit-svyglm", "svyglm")):
        if name in contenders:
            differs = part["differences"][name]
            reading.append(
                f"{contenders[name]['processor'] / ours:.1f} times as fast as {words}, whose"
                f" coefficients differ by {differs['coef']:.0e} and errors by"
                f" {differs['se']:.0e} (largest, relative)."
            )
    reading.append(
        "The errors of statsmodels differ because it takes no strata. All are short enough that"
        " nobody would change tools for this step: what matters is that the numbers are right."
    )
    return "\n".join([*parts, " ".join(reading), ""])


def _mixed(part: Facts) -> str:
    parts = [
        "## Mixed logit\n",
        _machine(part, "python -m benchmarks --only mixed"),
        """A generated survey of 100,000 children in 1,150 of 2,469 areas, in 4,000 PSUs; ten
categorical covariates, 30 coefficients. From codes of levels, areas and PSUs to coefficients,
standard deviations of the effects and the errors of both, by Laplace's method. R's packages are
asked once each: they take minutes. `glmer` is not asked for two levels.
""",
    ]
    for effects, words in (("area", "effects of areas"), ("area-psu", "of areas and PSUs")):
        facts, ours = part[effects], f"mixed-{effects}"
        parts.append(_table(facts["contenders"], ours))
        reading = [f"**Reading**, {words}."]
        for name, behind in facts["behind"].items():
            if name != ours:
                package = name.removeprefix(f"{ours}-")
                reading.append(
                    f"{facts['ratios'][name]:.0f} times as fast as {package}, whose deviance is"
                    f" {behind:.0e} above ours."
                )
        parts += [" ".join(reading), ""]
    parts.append(_bootstrap(part["bootstrap"]))
    return "\n".join(parts)


def _bootstrap(facts: Facts) -> str:
    one, two = (facts["contenders"][name] for name in ("bootstrap", "bootstrap-two"))
    return f"""### Error of all areas by bootstrap

From a census of {facts["children"]:,} children in Parquet and the survey above to the rates of
2,469 areas and their error with 200 refits, effects of areas and PSUs: {one["seconds"]:.0f}
seconds on one processor, of which it worked {one["processor"]:.0f}; {two["seconds"]:.0f} on two
that others used as well; at most {one["mb"]:.0f} MB. The answers are the same to the last digit.
Errors are made on bins of the linear predictor, which at the estimates move no area's rate by
more than {facts["largest_move"]:.0e}, {facts["largest_share_of_error"]:.1%} of its error; the
median of the errors is {facts["median_rmse"]:.3f}.
"""


def _demo(part: Facts) -> str:
    lines = [
        "## The demonstration study\n",
        _machine(part, "python -m benchmarks --only demo"),
        f"""`jalon risk demo` as a user runs it, on all cores, second run (the first took
{part["first"]:.1f} s): a synthetic country of a million children, survey of 8,000, 300 areas;
from generating the files to tables, maps, report and fact sheets.
{part["seconds"]:.1f} seconds in all, {part["mb"]:.0f} MB at most. The second run finds the counts
of the census kept; what the phases do not show is Python's start and drawing the country.
""",
        "| phase | seconds |",
        "|---|---:|",
        *(f"| {phase} | {taken:.2f} |" for phase, taken in part["phases"].items()),
        "",
    ]
    return "\n".join(lines)


def _pages(part: Facts) -> str:
    databases = [name for name in ("sqlite", "postgresql") if name in part]
    rows = part[databases[0]]["rows"]
    held = ", ".join(f"{count:,} {label.split('.')[1]}" for label, count in rows.items())
    lines = [
        "## Pages of the site",
        "",
        _machine(part, "python -m benchmarks --only site"),
        "",
        f"An invented office: {held}. Somebody who directs all 200 programmes asks for each page;",
        "one process answers, and the table shows the median of nine, queries to the database, and",
        "what is sent (gzip). Nobody directs so many programmes: for one, pages ask less.",
        "",
        "| page | " + " | ".join(f"{name}, ms" for name in databases) + " | queries | kB sent |",
        "|---|" + "---:|" * (len(databases) + 2),
    ]
    for page, found in part[databases[0]]["pages"].items():
        times = " | ".join(f"{part[name]['pages'][page]['milliseconds']:.0f}" for name in databases)
        lines.append(f"| {page} | {times} | {found['queries']} | {found['kilobytes']:.0f} |")
    return "\n".join(lines)


def _last_minute(part: Facts) -> str:
    databases = [name for name in ("sqlite", "postgresql") if name in part]
    first = part[databases[0]]
    people, minutes = first["people"], first["seconds"] / 60
    lines = [
        "",
        "## The last minute of a call",
        "",
        _machine(part, "python -m benchmarks --only last-minute"),
        f"""{people:,} candidates hand in an application, evenly, {first["rate"]:.0f} a second, in
the last {minutes:.0f} minutes of a call and just after them: over HTTP, to server and worker as
`jalon serve` starts them (one process, eight threads). PostgreSQL waits for the disk at each
commit; SQLite, as the site sets it, when its journal is folded in. The candidates run on the same
machine and take their part of it. *Answered* is how long one waits for the answer, *receipt* until
the page with the receipt is there, too. Afterwards nothing was lost, doubled or taken late, every
receipt was mailed, and the trail holds.
""",
        "| | " + " | ".join(databases) + " |",
        "|---|" + "---:|" * len(databases),
    ]
    for words, key, form in LAST_MINUTE:
        cells = " | ".join(format(part[name][key], form) for name in databases)
        lines.append(f"| {words} | {cells} |")
    return "\n".join(lines)
