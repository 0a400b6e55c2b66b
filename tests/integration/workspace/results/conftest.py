"""A small framework: an outcome, an output, children by sex in two half years."""

from collections.abc import Callable

import pytest

from factories.accounts import make_user
from factories.programmes import give
from factories.results import make_dimension, make_indicator, make_period, make_result
from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Role
from jalon.workspace.programmes.models import Programme
from jalon.workspace.results.models import Dimension, Indicator, Period, Result


@pytest.fixture
def outcome(programme: Programme) -> Result:
    return make_result(programme, code="1")


@pytest.fixture
def output(programme: Programme, outcome: Result) -> Result:
    return make_result(programme, "output", code="1.1", parent=outcome)


@pytest.fixture
def sex(programme: Programme) -> Dimension:
    return make_dimension(programme)


@pytest.fixture
def indicator(programme: Programme, output: Result, sex: Dimension) -> Indicator:
    return make_indicator(programme, result=output, code="1.1-1", dimensions=(sex,))


@pytest.fixture
def period(indicator: Indicator) -> Period:
    return make_period(indicator, target="100")


@pytest.fixture
def someone(programme: Programme) -> Callable[..., User]:
    """Make a person who holds a role in the programme."""

    def make(role: Role, **fields: object) -> User:
        user = make_user()
        give(user, role, programme, **fields)
        return user

    return make


@pytest.fixture
def monitor(someone: Callable[..., User]) -> User:
    return someone(Role.MONITORING)
