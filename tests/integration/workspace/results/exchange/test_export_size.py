"""Sixty indicators in twelve periods, divided in three ways, are a workbook within two seconds."""

import time
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl

from factories.results import make_dimension, make_indicator
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Actual, ActualCell, Period
from jalon.workspace.results.services.exchange import export_workbook


def test_a_large_matrix(
    programme: Programme, bruno: User, django_assert_max_num_queries: Any
) -> None:
    dimensions = (
        make_dimension(programme),
        make_dimension(programme, "age", "5-11 12-14 15-17"),
        make_dimension(programme, "sector", "farms mines homes shops streets other"),
    )
    periods = Period.objects.bulk_create(
        Period(indicator=one, start_date=date(year, month, 1), end_date=date(year, month + 2, 28))
        for one in [make_indicator(programme, dimensions=dimensions) for _ in range(60)]
        for year in (2023, 2024, 2025)
        for month in (1, 4, 7, 10)
    )
    keys = [f"{d.key}:{value.key}" for d in dimensions for value in d.values.all()]
    actuals = Actual.objects.bulk_create(Actual(period=period) for period in periods)
    ActualCell.objects.bulk_create(
        ActualCell(actual=actual, breakdown=key, value=7)
        for actual in actuals
        for key in ["", *keys]
    )
    started = time.process_time()
    with django_assert_max_num_queries(26):
        content = export_workbook(programme=programme, by=bruno)
    assert time.process_time() - started < 2
    sheet = openpyxl.load_workbook(BytesIO(content), read_only=True)["Matrix"]
    assert sheet.max_row == 3 + 720
