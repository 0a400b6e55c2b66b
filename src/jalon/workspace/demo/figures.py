"""Invented targets and actuals: on their way, some late, some wrong, in every state."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.demo.content import Content
from jalon.workspace.demo.framework import Planned
from jalon.workspace.places.models import Country
from jalon.workspace.results.models import Actual, Period, Target
from jalon.workspace.results.rules.checks.past import CUMULATIVE
from jalon.workspace.results.rules.totals import NOTHING, Amount
from jalon.workspace.results.rules.workflow import Step
from jalon.workspace.results.services.actuals import Words, report_actual
from jalon.workspace.results.services.workflow import take_step

# What became of the last period's report, drawn in these proportions
LAST = ("locked", "verified", "verified", "submitted", "submitted", "returned", "draft", "missing")
SAID = {
    "es": "Avance según lo previsto; el detalle está en las minutas (inventado).",
    "fr": "Progrès conforme aux prévisions ; détail dans les procès-verbaux (inventé).",
}
RETURNED = {
    "es": "La suma por sexo no coincide con el registro de asistencia. Revise la evidencia.",
    "fr": "La somme par sexe ne correspond pas à la liste de présence. Vérifiez la preuve.",
}
QUALITIES = {
    "es": "Se citan los Convenios en los considerandos; faltan sanciones (inventado).",
    "fr": "Les conventions sont citées ; les sanctions manquent (inventé).",
}
COUNTRIES = 3  # of each programme report figures in detail; the others join later
Place = Country | None


def report_figures(
    framework: Sequence[Planned],
    content: Content,
    team: Mapping[str, User],
    drawn: random.Random,
    today: date,
) -> None:
    """Write targets for every period, and actuals for those that are over."""
    language = content.programme["report_languages"][0]
    covered = _covered(framework[0])
    for planned in framework:
        periods = list(planned.indicator.periods.order_by("start_date"))
        places = covered if planned.facts["reported_for"] == "country" else [(None, Fraction(1))]
        _targets(planned, periods, places)
        over = [period for period in periods if period.end_date < today]
        reached: dict[Place, Decimal] = {}
        for number, period in enumerate(over):
            fate = drawn.choice(LAST) if number == len(over) - 1 else "locked"
            for place, share in places:
                if fate != "missing":
                    least = reached.get(place, Decimal(0)) if _grows(planned) else Decimal(0)
                    cells = _cells(planned, number, len(periods), share, drawn, int(least))
                    reached[place] = cells.get("", NOTHING).value or Decimal(0)
                    _report(period, place, cells, fate, team, language, today)


def _covered(planned: Planned) -> list[tuple[Place, Fraction]]:
    rows = list(
        planned.indicator.programme.covers.select_related("country").order_by("-share", "pk")
    )[:COUNTRIES]
    whole = sum(Fraction(row.share or 1) for row in rows)
    return [(row.country, Fraction(row.share or 1) / whole) for row in rows]


def _targets(
    planned: Planned, periods: Sequence[Period], places: Sequence[tuple[Place, Fraction]]
) -> None:
    if "target" not in planned.facts:
        return
    count = len(periods)
    Target.objects.bulk_create(
        Target(
            period=period,
            country=place,
            value=amount.value,
            numerator=amount.numerator,
            denominator=amount.denominator,
        )
        for number, period in enumerate(periods)
        for place, share in places
        for amount in [_aim(planned, number, count, share)]
    )


def _aim(planned: Planned, number: int, count: int, share: Fraction) -> Amount:
    """Return the target of a period: a straight way from the baseline to the end."""
    facts = planned.facts
    way = Fraction(number + 1, count)
    if "/" in facts["target"]:
        (a, b), (c, d) = _fraction(facts["baseline"]), _fraction(facts["target"])
        below = max(1, round((b + (d - b) * way) * share))
        rate = Fraction(a, b) + (Fraction(c, d) - Fraction(a, b)) * way
        return _ratio(round(rate * below), below)
    start, end = int(facts["baseline"]), int(facts["target"])
    if facts["measure"] == "yes-no":
        return Amount(Decimal(number + 1 == count))
    if facts["over_periods"] == "sum":
        done, before = (round(end * share * Fraction(n, count)) for n in (number + 1, number))
        return Amount(Decimal(done - before))  # so that the periods add up to the end
    level = start + (end - start) * way
    scale = share if facts["over_places"] == "sum" else 1
    return Amount(Decimal(round(level * scale)))


def _cells(
    planned: Planned,
    number: int,
    count: int,
    share: Fraction,
    drawn: random.Random,
    least: int,
) -> dict[str, Amount]:
    """Return the cells of an actual: near its target, parts adding up to the total."""
    if "target" not in planned.facts:
        return {}
    aim = _aim(planned, number, count, share)
    luck = Fraction(drawn.randint(60, 125), 100)
    if planned.facts["measure"] == "yes-no":
        return {"": Amount(Decimal(0))}
    if aim.denominator is not None and aim.numerator is not None:
        below = int(aim.denominator)
        above = min(below, round(int(aim.numerator) * luck))
        return _divided_ratio(planned, above, below, drawn)
    total = max(least, round(int(aim.value or 0) * luck))
    if planned.facts["measure"] == "index":
        total = min(100, total)
    cells = {"": Amount(Decimal(total))}
    for dimension in planned.dimensions:
        keys = [value.key for value in dimension.values.order_by("order")]
        for key, part in zip(keys, _parts(total, len(keys), drawn), strict=True):
            cells[f"{dimension.key}:{key}"] = Amount(Decimal(part))
    return cells


def _grows(planned: Planned) -> bool:
    """Tell whether each figure counts from the beginning, so that none is below the one before."""
    return planned.facts["measure"] == "number" and planned.facts["over_periods"] in CUMULATIVE


def _divided_ratio(
    planned: Planned, above: int, below: int, drawn: random.Random
) -> dict[str, Amount]:
    cells = {"": _ratio(above, below)}
    for dimension in planned.dimensions:
        keys = [value.key for value in dimension.values.order_by("order")]
        wholes = _parts(below, len(keys), drawn)
        left = above
        for n, (key, whole) in enumerate(zip(keys, wholes, strict=True)):
            rest = sum(wholes[n + 1 :])
            part = min(whole, max(left - rest, round(above * whole / max(1, below))))
            part = left if n == len(keys) - 1 else part
            cells[f"{dimension.key}:{key}"] = _ratio(part, whole)
            left -= part
    return cells


def _parts(total: int, count: int, drawn: random.Random) -> list[int]:
    """Part a number at random into about equal parts that add up to it."""
    parts, left = [], total
    for remaining in range(count, 1, -1):
        part = min(left, round(left / remaining * drawn.uniform(0.8, 1.2)))
        parts.append(part)
        left -= part
    return [*parts, left]


def _ratio(above: int, below: int) -> Amount:
    value = (Decimal(100 * above) / below).quantize(Decimal("0.0001")) if below else None
    return Amount(value, Decimal(above), Decimal(below))


def _fraction(text: str) -> tuple[int, int]:
    above, _, below = text.partition("/")
    return int(above), int(below)


def _report(
    period: Period,
    place: Place,
    cells: Mapping[str, Amount],
    fate: str,
    team: Mapping[str, User],
    language: str,
    today: date,
) -> None:
    """Report, hand in, send back, verify and lock, each on a day of its own."""
    author = team.get("officer", team["coordinator"])
    day = min(period.end_date + timedelta(days=9), today - timedelta(days=3))
    if not cells:
        cells = {"": Amount(text=QUALITIES[language])}
    with on(day):
        actual = report_actual(
            period=period,
            cells=cells,
            by=author,
            version=0,
            country=place,
            words=Words(narrative=SAID[language], source="Minutes 12/3 (invented)"),
        )
        if fate == "draft":
            return
        actual = _step(actual, Step.SUBMIT, author)
    if fate == "submitted":
        return
    with on(min(day + timedelta(days=6), today - timedelta(days=2))):
        if fate == "returned":
            _step(actual, Step.RETURN, team["monitoring"], RETURNED[language])
            return
        actual = _step(actual, Step.VERIFY, team["monitoring"])
    if fate == "locked":
        with on(min(day + timedelta(days=15), today - timedelta(days=1))):
            _step(actual, Step.LOCK, team["director"])


def _step(actual: Actual, step: Step, by: User, reason: str = "") -> Actual:
    return take_step(actual=actual, step=step, by=by, version=None, reason=reason)
