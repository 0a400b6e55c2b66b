"""A large invented office, written straight into an empty database.

200 programmes with 60 indicators each, 150,000 periods, 900,000 cells of actuals, 50,000 papers.
"""

import itertools
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.documents.models import Document, Obligation
from jalon.workspace.home import index
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Agreement, Grant, Organisation, Programme
from jalon.workspace.results.models import (
    Actual,
    ActualCell,
    Dimension,
    DimensionValue,
    Indicator,
    IndicatorDimension,
    Period,
    Result,
    Target,
)

BATCH = 10_000
PROGRAMMES, INDICATORS, PERIODS, CELLS, PAPERS = 200, 60, (12, 13), 6, 250
TITLE = "{} {} of the measures against child labour and forced labour"
WORDS = ("Share", "Number", "Progress", "Coverage", "Quality", "Timeliness", "Reach", "Use")
BREAKDOWNS = ("", "sex:female", "sex:male", "age:5-11", "age:12-14", "age:15-17")
START = date(2021, 1, 1)


def fill() -> dict[str, int]:
    """Write the office, with people named by their role; return how many rows of each kind."""
    drawn = random.Random(87)
    index.drop()  # one filling at the end instead of a million triggers
    with transaction.atomic():
        people = _people()
        programmes = _programmes(people)
        indicators = _indicators(programmes, people, drawn)
        periods = _periods(indicators)
        actuals = _targets_and_actuals(periods, people, drawn)
        _cells(actuals, drawn)
        _papers(programmes, people, drawn)
    index.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    kept = (Programme, Indicator, Period, ActualCell, Obligation, Document)
    return {model._meta.label: model.objects.count() for model in kept}


def _bulk(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    made: list[Any] = []
    rows = iter(rows)
    while batch := list(itertools.islice(rows, BATCH)):
        made += model._base_manager.bulk_create(batch)
    return made


def _people() -> dict[str, User]:
    return {
        role.value: User.objects.create_user(f"{role}@bench.example", "bench", name=role.title())
        for role in Role
    }


def _programmes(people: dict[str, User]) -> list[Programme]:
    donor = Organisation.objects.create(name={"en": "A donor"}, acronym="DON")
    countries = list(Country.objects.filter(iso3__in=["MEX", "GTM", "HND", "SLV", "BLZ"]))
    programmes = _bulk(
        Programme,
        (
            Programme(
                code=f"B{i:03}",
                title={"en": f"Programme {i}", "es": f"Programa {i}"},
                status="2",
                start_date=START,
                end_date=date(2027, 12, 31),
            )
            for i in range(PROGRAMMES)
        ),
    )
    _bulk(Agreement, (Agreement(programme=p, donor=donor, first_month=1) for p in programmes))
    covers = Programme.countries.through
    _bulk(covers, (covers(programme=p, country=c) for p in programmes for c in countries))
    _bulk(
        Grant,
        [
            Grant(user=user, role=role, programme=programme)
            for role, user in people.items()
            for programme in (programmes[:1] if role in {"consultant", "partner"} else programmes)
        ],
    )
    return programmes


def _indicators(
    programmes: list[Programme], people: dict[str, User], drawn: random.Random
) -> list[Indicator]:
    outcomes = _bulk(
        Result,
        (
            Result(programme=p, level="outcome", code=str(o), title={"en": f"Outcome {o}"}, order=o)
            for p in programmes
            for o in range(1, 5)
        ),
    )
    outputs = _bulk(
        Result,
        (
            Result(
                programme=o.programme,
                parent=o,
                level="output",
                code=f"{o.code}.{n}",
                title={"en": f"Output {o.code}.{n}"},
                order=10 * o.order + n,
            )
            for o in outcomes
            for n in range(1, 4)
        ),
    )
    indicators = _bulk(
        Indicator,
        (
            Indicator(
                programme=output.programme,
                result=output,
                order=n,
                code=f"{output.code}.{n}",
                title={"en": TITLE.format(drawn.choice(WORDS), f"{output.code}.{n}")},
                unit={"en": "people"},
                baseline_value=0,
                baseline_year=2020,
                responsible=people["officer"],
            )
            for output in outputs
            for n in range(1, INDICATORS // 12 + 1)
        ),
    )
    _divide(programmes, indicators)
    return indicators


def _divide(programmes: list[Programme], indicators: list[Indicator]) -> None:
    kinds = {"sex": ("female", "male"), "age": ("5-11", "12-14", "15-17")}
    dimensions = _bulk(
        Dimension,
        (Dimension(programme=p, key=k, title={"en": k}) for p in programmes for k in kinds),
    )
    _bulk(
        DimensionValue,
        (
            DimensionValue(dimension=d, key=value, title={"en": value}, order=n)
            for d in dimensions
            for n, value in enumerate(kinds[d.key])
        ),
    )
    of_programme: dict[int, list[Dimension]] = {}
    for dimension in dimensions:
        of_programme.setdefault(dimension.programme_id, []).append(dimension)
    _bulk(
        IndicatorDimension,
        (
            IndicatorDimension(indicator=i, dimension=d, required=False)
            for i in indicators
            for d in of_programme[i.programme_id]
        ),
    )


def _periods(indicators: list[Indicator]) -> list[Period]:
    def spans(count: int) -> Iterator[tuple[date, date]]:
        for n in range(count):
            year, half = START.year + n // 2, n % 2
            yield (
                (date(year, 1, 1), date(year, 6, 30))
                if half == 0
                else (date(year, 7, 1), date(year, 12, 31))
            )

    return _bulk(
        Period,
        (
            Period(indicator=indicator, start_date=start, end_date=end)
            for n, indicator in enumerate(indicators)
            for start, end in spans(PERIODS[n % 2])
        ),
    )


def _targets_and_actuals(
    periods: list[Period], people: dict[str, User], drawn: random.Random
) -> list[Actual]:
    _bulk(Target, (Target(period=p, value=drawn.randint(20, 200)) for p in periods))
    states = ["locked"] * 6 + ["verified"] * 2 + ["submitted", "draft"]
    now = datetime(2026, 11, 1, tzinfo=UTC)

    def actual(period: Period) -> Actual:
        status = drawn.choice(states)
        done = status in {"locked", "verified"}
        return Actual(
            period=period,
            status=status,
            source="A register",
            reported_by=people["officer"],
            submitted_at=None if status == "draft" else now,
            verified_by=people["monitoring"] if done else None,
            verified_at=now if done else None,
        )

    return _bulk(Actual, (actual(period) for period in periods))


def _cells(actuals: list[Actual], drawn: random.Random) -> None:
    def cells() -> Iterator[ActualCell]:
        for actual in actuals:
            parts = [drawn.randint(0, 60) for _ in range(2)]
            total = sum(parts)
            ages = [total // 3, total // 3, total - 2 * (total // 3)]
            for breakdown, value in zip(BREAKDOWNS, [total, *parts, *ages], strict=True):
                yield ActualCell(actual=actual, breakdown=breakdown, value=value)

    _bulk(ActualCell, cells())


def _papers(programmes: list[Programme], people: dict[str, User], drawn: random.Random) -> None:
    states = ["accepted"] * 14 + ["due", "due", "submitted", "submitted", "returned", "cleared"]
    base = datetime(2026, 11, 20, tzinfo=UTC)

    def owed(programme: Programme, n: int) -> Obligation:
        state = drawn.choice(states)
        return Obligation(
            programme=programme,
            kind=drawn.choice(["progress-report", "mission-report", "product", "work-plan"]),
            title={"en": f"Report {n} of {programme.code} on inspection"},
            owed_by_user=people["officer"],
            due_at=base + timedelta(days=drawn.randint(-700, 200)),
            state=state,
            closed_at=base if state == "accepted" else None,
        )

    obligations = _bulk(Obligation, (owed(p, n) for p in programmes for n in range(PAPERS)))
    _bulk(
        Document,
        (
            Document(
                obligation=o,
                programme=o.programme,
                kind=o.kind,
                title=o.title,
                language="en",
                owner=people["officer"],
                state="draft" if o.state == "due" else o.state,
                round=0 if o.state == "due" else 1,
                accepted_at=base if o.state == "accepted" else None,
                handed_over_at=base if o.state in {"accepted", "cleared"} else None,
            )
            for o in obligations
        ),
    )
