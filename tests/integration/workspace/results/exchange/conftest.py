"""A small matrix: two indicators, two periods, women and men; a little is reported."""

import pytest

from factories.imports import Matrix
from factories.results import make_actual, make_dimension, make_indicator, make_period
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.services import exchange


@pytest.fixture
def matrix(programme: Programme) -> Matrix:
    sex = make_dimension(programme)
    counted = make_indicator(programme, code="1.1", dimensions=(sex,))
    share = make_indicator(programme, code="1.2", measure="percentage", over_periods="latest")
    first, second = make_period(counted, 0, target="100"), make_period(counted, 1)
    half = make_period(share, 0, target="40")
    make_actual(first, {"": "50", "sex:female": "20", "sex:male": "30"}, narrative="slow start")
    return Matrix(programme, counted, share, first, second, half)


@pytest.fixture
def workbook(matrix: Matrix, bruno: User) -> bytes:
    return exchange.export_workbook(programme=matrix.programme, by=bruno)
