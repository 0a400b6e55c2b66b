"""A site that others reach does not start with a setting that is unsafe."""

import pytest

from jalon.workspace.config.safety import unsafe_settings

SAFE = {
    "JALON_MODE": "production",
    "JALON_SECRET_KEY": "k3yQ7-" * 10,
    "JALON_HOSTS": "jalon.example.org",
    "JALON_URL": "https://jalon.example.org",
    "JALON_EMAIL_HOST": "mail.example.org",
    "JALON_EMAIL_FROM": "jalon@example.org",
}


def test_a_local_site_may_start_as_it_is() -> None:
    assert unsafe_settings({}) == []


def test_safe_settings_pass() -> None:
    assert unsafe_settings({**SAFE, "JALON_SECRET_KEY": "aB3$xZ9!qW" * 6}) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("JALON_SECRET_KEY", "", "secret-key-weak"),
        ("JALON_SECRET_KEY", "short", "secret-key-weak"),
        ("JALON_SECRET_KEY", "a" * 80, "secret-key-weak"),
        ("JALON_HOSTS", "", "hosts-open"),
        ("JALON_HOSTS", "*", "hosts-open"),
        ("JALON_URL", "http://jalon.example.org", "address-without-https"),
        ("JALON_URL", "", "address-without-https"),
        ("JALON_URL", "https://other.example.org", "address-of-no-host"),
        ("JALON_EMAIL_HOST", "", "mail-without-host"),
        ("JALON_EMAIL_FROM", "", "mail-without-sender"),
        ("JALON_DEMO", "1", "demo-in-production"),
    ],
)
def test_an_unsafe_setting_is_named(name: str, value: str, code: str) -> None:
    values = {**SAFE, "JALON_SECRET_KEY": "aB3$xZ9!qW" * 6, name: value}
    assert [(problem.where, problem.code) for problem in unsafe_settings(values)] == [(name, code)]
