"""Whatever the description allows, and what it does not, is answered as it says; never a 500."""

from collections.abc import Callable, Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from factories.documents import make_obligation
from factories.results import make_indicator, make_period
from jalon.workspace.accounts.models import User
from jalon.workspace.programmes.models import Programme

Headers = dict[str, str]
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the test's connection open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def headers(amina: User, programme: Programme, token: Callable[..., Headers]) -> Headers:
    make_period(make_indicator(programme))
    make_obligation(programme, amina)
    return token(amina) | {"Accept-Encoding": "identity"}


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_nothing_asked_breaks_it(case: schemathesis.Case, headers: Headers) -> None:
    case.call_and_validate(
        headers=headers,
        checks=[not_a_server_error, response_schema_conformance, content_type_conformance],
    )
