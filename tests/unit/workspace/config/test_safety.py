"""A site that others reach does not start with a setting that is unsafe."""

import socket

import pytest

from jalon.errors import CannotWrite, Problems
from jalon.workspace.config.environment import Environment
from jalon.workspace.config.safety import unsafe_settings, unsafe_to_serve, unsaid_settings
from jalon.workspace.config.start import check_port

SAFE = {
    "JALON_MODE": "production",
    "JALON_SECRET_KEY": "k3yQ7-" * 10,
    "JALON_HOSTS": "jalon.example.org",
    "JALON_URL": "https://jalon.example.org",
    "JALON_EMAIL_HOST": "mail.example.org",
    "JALON_EMAIL_FROM": "jalon@example.org",
    "JALON_BEHIND_PROXY": "1",
}


def test_a_local_site_may_start_as_it_is() -> None:
    assert unsafe_settings({}) == []


def test_a_contact_that_is_unset_is_told_and_not_refused() -> None:
    named = {**SAFE, "JALON_CANDIDATE_CONTACT": "jobs@example.org"}
    assert [problem.code for problem in unsaid_settings(SAFE)] == ["contact-unset"]
    assert unsaid_settings(named) == unsaid_settings({}) == []
    assert "contact-unset" not in {problem.code for problem in unsafe_settings(SAFE)}


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
        ("JALON_HOSTS", ".elsewhere.org", "address-of-no-host"),
        (
            "JALON_EMAIL_BACKEND",
            "django.core.mail.backends.console.EmailBackend",
            "mail-without-host",
        ),
        ("JALON_DEMO", "1", "demo-in-production"),
        ("JALON_MODE", "prod", "mode-unknown"),
        ("JALON_BEHIND_PROXY", "", "proxy-unsaid"),
        ("JALON_BEHIND_PROXY", "perhaps", "proxy-unsaid"),
    ],
)
def test_an_unsafe_setting_is_named(name: str, value: str, code: str) -> None:
    values = {**SAFE, "JALON_SECRET_KEY": "aB3$xZ9!qW" * 6, name: value}
    where = "JALON_URL" if code == "address-of-no-host" else name
    assert [(problem.where, problem.code) for problem in unsafe_settings(values)] == [(where, code)]


@pytest.mark.parametrize("host", [".example.org", "Jalon.example.org", "a.example, .example.org"])
def test_a_host_may_be_named_as_django_allows(host: str) -> None:
    values = {**SAFE, "JALON_SECRET_KEY": "aB3$xZ9!qW" * 6, "JALON_HOSTS": host}
    assert unsafe_settings(values) == []


def test_a_port_is_looked_at_in_either_family() -> None:
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(CannotWrite, match="port-taken"):
            check_port("::1", taken)
    check_port("::1", taken)
    check_port("127.0.0.1", taken)


@pytest.mark.parametrize("mode", ["Production", "PRODUCTION ", "production"])
def test_a_mode_is_known_however_it_is_written(mode: str) -> None:
    assert Environment({"JALON_MODE": mode}).mode == "production"


@pytest.mark.parametrize(
    ("mode", "production"),
    [("", False), ("local", False), ("Local", False), ("prod", True), ("dev", True)],
)
def test_a_mode_that_is_not_known_is_as_careful_as_production(mode: str, production: bool) -> None:
    assert Environment({"JALON_MODE": mode}).production is production


def test_of_several_sign_in_services_each_names_its_domains() -> None:
    services = {
        "JALON_OIDC_SERVICES": "office,ministry",
        "JALON_OIDC_OFFICE_ISSUER": "https://id.example.org",
        "JALON_OIDC_OFFICE_CLIENT_ID": "1",
        "JALON_OIDC_OFFICE_DOMAINS": "example.org",
        "JALON_OIDC_MINISTRY_ISSUER": "https://id.example.gov",
        "JALON_OIDC_MINISTRY_CLIENT_ID": "2",
    }
    values = {**SAFE, "JALON_SECRET_KEY": "aB3$xZ9!qW" * 6, **services}
    (problem,) = unsafe_settings(values)
    assert problem.where == "JALON_OIDC_MINISTRY_DOMAINS"
    assert unsafe_settings({**values, "JALON_OIDC_MINISTRY_DOMAINS": "example.gov"}) == []


@pytest.mark.parametrize("value", ["abc", "25.5", "-1", "²"])
def test_a_number_that_is_none_is_said(value: str) -> None:
    with pytest.raises(Problems) as caught:
        Environment({"JALON_EMAIL_PORT": value}).number("JALON_EMAIL_PORT", 25)
    assert [problem.where for problem in caught.value.problems] == ["JALON_EMAIL_PORT"]


def test_without_a_key_production_signs_nothing_that_another_process_could() -> None:
    environment = Environment({"JALON_MODE": "production"})
    assert len(environment.secret_key()) >= 50
    assert environment.secret_key() != environment.secret_key()


def test_a_site_of_one_person_is_not_served_to_others() -> None:
    assert unsafe_to_serve({}, "127.0.0.1") == []
    (problem,) = unsafe_to_serve({}, "0.0.0.0")
    assert (problem.where, problem.code) == ("JALON_MODE", "served-as-local")
    assert unsafe_to_serve({**SAFE, "JALON_SECRET_KEY": "aB3$xZ9!qW" * 6}, "0.0.0.0") == []


def test_what_is_served_in_the_clear_needs_a_proxy() -> None:
    values = {**SAFE, "JALON_SECRET_KEY": "aB3$xZ9!qW" * 6, "JALON_BEHIND_PROXY": "0"}
    assert unsafe_settings(values) == []  # another server may speak https by itself
    (problem,) = unsafe_to_serve(values, "127.0.0.1")
    assert (problem.where, problem.code) == ("JALON_BEHIND_PROXY", "proxy-needed")
