"""Read to what standards and agendas results and indicators answer, and where there are gaps."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Alignment, Indicator, Result
from jalon.workspace.standards.models import Agenda, AgendaItem, Instrument, Provision

Subject = Result | Indicator
Key = tuple[str, int]  # "agenda" or "instrument", and which


def alignments_of(subject: Subject) -> QuerySet[Alignment]:
    """Return what a result or an indicator answers to."""
    of = {"result": subject} if isinstance(subject, Result) else {"indicator": subject}
    return (
        Alignment.objects.filter(**of)
        .select_related("provision__instrument", "agenda_item__agenda")
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """A result or an indicator, and its alignments in each column."""

    subject: Subject
    is_result: bool
    cells: Sequence[Sequence[Alignment]]

    @property
    def is_gap(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Crossing:
    """Results and indicators by agendas and instruments."""

    columns: Sequence[Agenda | Instrument]
    rows: Sequence[AlignedRow]
    reached: Sequence[tuple[Agenda | Instrument, Sequence[tuple[Any, Sequence[Subject]]]]] = field(
        default_factory=list
    )

    @property
    def gaps(self) -> int:
        return sum(row.is_gap for row in self.rows)


def read_crossing(user: Any, programme: Programme) -> Crossing:
    """Return who answers to what, read from both sides (eight queries)."""
    results = list(Result.objects.visible_to(user).filter(programme=programme).in_order())
    indicators = list(
        Indicator.objects.visible_to(user)
        .filter(programme=programme)
        .select_related("result")
        .in_order()
    )
    alignments = list(
        Alignment.objects.filter(Q(result__in=results) | Q(indicator__in=indicators))
        .select_related("provision__instrument", "agenda_item__agenda")
        .order_by("pk")
    )
    of: dict[tuple[bool, int], dict[Key, list[Alignment]]] = defaultdict(lambda: defaultdict(list))
    columns: dict[Key, Agenda | Instrument] = {}
    for alignment in alignments:
        key, column = column_of(alignment)
        columns[key] = column
        of[_subject(alignment)][key].append(alignment)
    order = sorted(columns, key=lambda key: (key[0], str(columns[key])))
    rows = [
        AlignedRow(subject, is_result, [of[is_result, subject.pk][key] for key in order])
        for subject, is_result in _in_tree_order(results, indicators)
    ]
    subjects: dict[tuple[bool, int], Subject] = {
        **{(True, result.pk): result for result in results},
        **{(False, indicator.pk): indicator for indicator in indicators},
    }
    reached = _reached(columns, order, alignments, subjects)
    return Crossing([columns[key] for key in order], rows, reached)


def _subject(alignment: Alignment) -> tuple[bool, int]:
    """Return whether a result is aligned, or else an indicator, and its id."""
    key = alignment.result_id or alignment.indicator_id
    assert key is not None
    return alignment.result_id is not None, key


def column_of(alignment: Alignment) -> tuple[Key, Agenda | Instrument]:
    """Return the agenda or the instrument that an alignment belongs to."""
    if alignment.agenda_item is not None:
        agenda = alignment.agenda_item.agenda
        return ("agenda", agenda.pk), agenda
    assert alignment.provision is not None
    instrument = alignment.provision.instrument
    return ("instrument", instrument.pk), instrument


def _in_tree_order(
    results: Sequence[Result], indicators: Sequence[Indicator]
) -> list[tuple[Subject, bool]]:
    by_result: dict[int, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        by_result[indicator.result_id].append(indicator)
    children: dict[int | None, list[Result]] = defaultdict(list)
    known = {result.pk for result in results}
    for result in results:
        children[result.parent_id if result.parent_id in known else None].append(result)
    found: list[tuple[Subject, bool]] = []

    def walk(parent: int | None) -> None:
        for result in children[parent]:
            found.append((result, True))
            found.extend((indicator, False) for indicator in by_result[result.pk])
            walk(result.pk)

    walk(None)
    return found


def _reached(
    columns: dict[Key, Agenda | Instrument],
    order: Sequence[Key],
    alignments: Sequence[Alignment],
    known: Mapping[tuple[bool, int], Subject],
) -> list[tuple[Agenda | Instrument, list[tuple[Any, list[Subject]]]]]:
    """Return each item of the agendas and instruments in use, with who answers to it: or nobody.

    What was retired stands there only while somebody answers to it.
    """
    subjects: dict[tuple[str, int], list[Subject]] = defaultdict(list)
    for alignment in alignments:
        target = alignment.agenda_item or alignment.provision
        assert target is not None
        subjects[target._meta.model_name or "", target.pk].append(known[_subject(alignment)])
    items: dict[Key, list[Any]] = defaultdict(list)
    agendas = [pk for kind, pk in order if kind == "agenda"]
    instruments = [pk for kind, pk in order if kind == "instrument"]
    for item in AgendaItem.objects.filter(agenda__in=agendas, empty=False).order_by("order", "pk"):
        items["agenda", item.agenda_id].append(item)
    for one in Provision.objects.filter(instrument__in=instruments).order_by("pk"):
        items["instrument", one.instrument_id].append(one)
    return [
        (
            columns[key],
            [
                (one, found)
                for one in items[key]
                if (found := subjects[one._meta.model_name, one.pk]) or not one.retired_date
            ],
        )
        for key in order
    ]
