"""The part of a run's report that tells of what was made from the run later."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from markupsafe import Markup

from jalon.engine.charts.content import ReportContent
from jalon.engine.charts.locale import Locale
from jalon.engine.outputs.report import environment
from jalon.errors import BadInput

# Comments of the report's template between which this part stands, and its line in the contents.
PLACES = ("follow-up", "follow-up-contents")


@dataclass(frozen=True, slots=True)
class Targeted:
    """A choice of areas: its page, what may be spent, and its two tables."""

    page: str
    budget: float
    target: pl.DataFrame
    frontier: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Validated:
    """Simulated surveys: their page, how many, and what came out, as it is shown."""

    page: str
    surveys: int
    heads: list[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Refitted:
    """Errors by refits: their file, and a row per area."""

    file: str
    areas: pl.DataFrame


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What was made from a run; `drawings` are its figures by key."""

    targeted: Targeted | None
    validated: Validated | None
    refitted: Refitted | None
    drawings: Mapping[str, Markup]

    def __bool__(self) -> bool:
        return any((self.targeted, self.validated, self.refitted))


def placed(page: str, content: ReportContent, locale: Locale, found: FollowUp, name: str) -> str:
    """Return the report `page` with this part in its place; without it where nothing was found.

    Raises
    ------
    BadInput("report-has-no-place")
        The report `name` is of an earlier version, which has no place for it.
    """
    part = line = ""
    if found:
        template = environment(locale).get_template("follow_up.html")
        words = {
            "content": content,
            "locale": locale,
            "found": found,
            "drawings": found.drawings,
            "choice": _choice(found.targeted, locale) if found.targeted else "",
            "typical": _typical(found.refitted, locale) if found.refitted else "",
            "budgets": _budgets(found.targeted, locale) if found.targeted else [],
            "refits": _refit_rows(found.refitted) if found.refitted else [],
        }
        part = template.render(**words)
        title = Markup.escape(locale.gettext("Made from this run"))
        line = f'<li><a href="#follow_up">{title}</a></li>'
    for place, text in zip(PLACES, (part, line), strict=True):
        shut = f"<!-- /{place} -->"
        pattern = re.compile(f"(<!-- {place} -->\n).*?([ ]*{re.escape(shut)})", re.DOTALL)
        kept = "".join(f"{each.rstrip()}\n" for each in text.splitlines() if each.strip())
        places = list(pattern.finditer(page))
        if len(places) != 1:
            raise BadInput("report-has-no-place", file=name)
        page = page[: places[0].end(1)] + kept + page[places[0].start(2) :]
    return page


def _choice(found: Targeted, locale: Locale) -> str:
    chosen = found.target.filter("chosen")
    text = locale.gettext(
        "%(areas)s areas for %(cost)s of %(budget)s: %(reached)s children in risk reached, "
        "%(listed)s by taking the highest rates first."
    )
    return text % {
        "areas": locale.number(chosen.height),
        "cost": locale.number(float(chosen["cost"].sum())),
        "budget": locale.number(found.budget),
        "reached": locale.about(float(chosen["reached"].sum())),
        "listed": locale.about(float(found.target.filter("by_rank")["reached"].sum())),
    }


def _budgets(found: Targeted, locale: Locale) -> list[tuple[str, ...]]:
    return [
        (
            *(locale.number(row["budget"]), locale.number(row["areas"])),
            *(locale.about(row[name]) for name in ("reached", "low90", "high90", "by_rank")),
        )
        for row in found.frontier.iter_rows(named=True)
    ]


def _typical(found: Refitted, locale: Locale) -> str:
    stated, refits = (
        float(np.sqrt((found.areas[name].drop_nulls().to_numpy() ** 2).mean()))
        for name in ("se", "se_refits")
    )
    text = locale.gettext(
        "The areas' errors are %(stated)s percentage points in this report (root of their mean "
        "square) and %(refits)s by refits."
    )
    return text % {
        "stated": locale.number(100 * stated, 2),
        "refits": locale.number(100 * refits, 2),
    }


def _refit_rows(found: Refitted) -> list[dict[str, Any]]:
    """Give the areas, those whose errors differ most first."""
    ratio = (pl.col("se_refits") / pl.col("se")).log().abs()
    return found.areas.sort(ratio, descending=True, nulls_last=True).to_dicts()
