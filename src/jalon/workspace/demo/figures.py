"""Invented targets and actuals: on their way, some late, some wrong, in every state."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from jalon.workspace.results.services.actuals import Key, Report, Words, report_actuals
from jalon.workspace.results.services.workflow import take_step

# What became of the last period's report, drawn in these proportions
LAST = ("locked", "verified", "verified", "submitted", "submitted", "returned", "draft", "missing")
SAID = {
    "es": "Avance según lo previsto; el detalle está en las minutas (inventado).",
    "fr": "Progrès conforme aux prévisions ; détail dans les procès-verbaux (inventé).",
    "ar": "التقدم وفق ما كان مقرراً؛ التفاصيل في المحاضر (مُختلَق).",
}
SOURCE = {
    "es": "Minuta 12/3 (inventada)",
    "fr": "Procès-verbal 12/3 (inventé)",
    "ar": "محضر الاجتماع 12/3 (مُختلَق)",
}
RETURNED = {
    "es": "La suma por sexo no coincide con el registro de asistencia. Revise la evidencia.",
    "fr": "La somme par sexe ne correspond pas à la liste de présence. Vérifiez la preuve.",
}
QUALITIES = {
    "es": "Se citan los Convenios en los considerandos; faltan sanciones (inventado).",
    "fr": "Les conventions sont citées ; les sanctions manquent (inventé).",
    "ar": "تُذكر الاتفاقيات في الديباجة؛ وتنقص العقوبات (مُختلَق).",
}
COUNTRIES = 3  # of each programme report figures in detail; the others join later
Place = Country | None


@dataclass(frozen=True)
class Told:
    """What is told of a period and place, and what becomes of it."""

    period: Period
    place: Place
    cells: Mapping[str, Amount]
    fate: str

    @property
    def key(self) -> Key:
        return self.period.pk, self.place.pk if self.place else None, None


def report_figures(
    framework: Sequence[Planned],
    content: Content,
    team: Mapping[str, User],
    drawn: random.Random,
    today: date,
) -> None:
    """Write targets for every period, and actuals for those that are over."""
    covered = _covered(framework[0])
    told: list[Told] = []
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
                    told.append(Told(period, place, cells, fate))
    days = sorted({each.period.end_date for each in told})
    for end in days:
        _report([each for each in told if each.period.end_date == end], team, today)


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


def _report(told: Sequence[Told], team: Mapping[str, User], today: date) -> None:
    """Report what ended on one day, hand it in, send back, verify and lock, each on its day.

    People write in their own language.
    """
    author, reader = team.get("officer", team["coordinator"]), team["monitoring"]
    day = min(told[0].period.end_date + timedelta(days=9), today - timedelta(days=3))
    words = Words(narrative=SAID[author.language], source=SOURCE[author.language])
    qualities = {"": Amount(text=QUALITIES[author.language])}
    reports = {each.key: Report(each.cells or qualities, 0, words) for each in told}
    with on(day):
        actuals = report_actuals(reports=reports, by=author)
    rows = [(actuals[each.key], each.fate) for each in told]
    with on(day):
        _take(rows, Step.SUBMIT, author, but=("draft",))
    with on(min(day + timedelta(days=6), today - timedelta(days=2))):
        sent_back = [row for row in rows if row[1] == "returned"]
        _take(sent_back, Step.RETURN, reader, reason=RETURNED[reader.language])
        _take(rows, Step.VERIFY, reader, but=("draft", "submitted", "returned"))
    with on(min(day + timedelta(days=15), today - timedelta(days=1))):
        locked = [row for row in rows if row[1] == "locked"]
        _take(locked, Step.LOCK, team["director"])


def _take(
    rows: Sequence[tuple[Actual, str]],
    step: Step,
    by: User,
    *,
    but: Sequence[str] = (),
    reason: str = "",
) -> None:
    """Take a step with all of them but those of some fates."""
    for actual, fate in rows:
        if fate not in but:
            take_step(actual=actual, step=step, by=by, version=None, reason=reason)
