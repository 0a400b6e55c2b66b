"""From where an event came."""

from typing import Any

import pytest
from django.test import RequestFactory

from jalon.workspace.audit.middleware import address_of


@pytest.mark.parametrize(
    ("proxies", "said", "expected"),
    [
        (0, None, "127.0.0.1"),
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9", "198.51.100.1"),
        (1, None, "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_own_proxy_is_believed(
    settings: Any, proxies: int, said: str | None, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {} if said is None else {"X-Forwarded-For": said}
    assert address_of(RequestFactory().get("/", headers=headers)) == expected
