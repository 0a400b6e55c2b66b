"""Give indicators the periods of the reporting calendar, and keep them up with it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef

from jalon.workspace.accounts.models import User
from jalon.workspace.audit.services import record
from jalon.workspace.programmes.models import Agreement, Programme
from jalon.workspace.results.models import Actual, Indicator, Period, Target
from jalon.workspace.results.rules.frequency import missing, periods_of
from jalon.workspace.results.rules.kinds import Frequency


def make_periods(indicator: Indicator) -> list[Period]:
    """Give an indicator the periods of its frequency; those with figures or targets stay."""
    _follow(indicator.programme, [indicator])
    return list(indicator.periods.order_by("end_date"))


@transaction.atomic
def renew_periods(programme: Programme, by: User) -> None:
    """Let all indicators of a programme follow its calendar, when that has changed."""
    made, gone = _follow(programme, list(Indicator.objects.filter(programme=programme)))
    if made or gone:
        record(
            by=by,
            what="results.periods-renewed",
            target=programme,
            programme_id=programme.pk,
            after={"made": made, "removed": gone},
        )


def _follow(programme: Programme, indicators: Sequence[Indicator]) -> tuple[int, int]:
    """Make the periods that lack, take away empty ones that are not wanted; return how many."""
    agreement = Agreement.objects.filter(programme=programme).first() or Agreement()
    used = Exists(Actual.objects.filter(period=OuterRef("pk"))) | Exists(
        Target.objects.filter(period=OuterRef("pk"))
    )
    there: dict[int, list[tuple[Period, bool]]] = {indicator.pk: [] for indicator in indicators}
    for period in Period.objects.filter(indicator__in=there).annotate(used=used):
        there[period.indicator_id].append((period, period.used))
    new: list[Period] = []
    gone: list[int] = []
    for indicator in indicators:
        rows = there[indicator.pk]
        wanted = missing(
            periods_of(
                Frequency(indicator.frequency),
                programme.start_date,
                programme.end_date,
                first_month=agreement.first_month,
                months=agreement.period_months,
            ),
            [(period.start_date, period.end_date) for period, is_used in rows if is_used],
        )
        empty = {(p.start_date, p.end_date): p.pk for p, is_used in rows if not is_used}
        new += [
            Period(indicator=indicator, start_date=start, end_date=end)
            for start, end in wanted
            if (start, end) not in empty
        ]
        gone += [pk for span, pk in empty.items() if span not in wanted]
    Period.objects.filter(pk__in=gone).delete()
    Period.objects.bulk_create(new)
    return len(new), len(gone)
