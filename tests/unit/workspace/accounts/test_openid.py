"""Sign-in services from the environment."""

from jalon.workspace.config.environment import Environment
from jalon.workspace.config.openid import (
    openid_origins,
    openid_providers,
    without_domains,
)

ONE = {
    "JALON_OIDC_ISSUER": "https://id.example.org/realm/",
    "JALON_OIDC_CLIENT_ID": "jalon",
    "JALON_OIDC_SECRET": "s",
    "JALON_OIDC_NAME": "The office",
}


def test_none() -> None:
    assert openid_providers(Environment({})) == {}
    assert openid_origins(Environment({})) == []


def test_one() -> None:
    environment = Environment(ONE)
    (app,) = openid_providers(environment)["openid_connect"]["APPS"]
    assert (app["provider_id"], app["name"]) == ("oidc", "The office")
    assert app["settings"]["server_url"] == "https://id.example.org/realm"
    assert app["settings"]["domains"] is None
    assert without_domains(environment) == []
    assert openid_origins(environment) == ["https://id.example.org"]


def test_several() -> None:
    environment = Environment(
        {
            "JALON_OIDC_SERVICES": "Geneva, ministry, forgotten",
            "JALON_OIDC_GENEVA_ISSUER": "https://a.example",
            "JALON_OIDC_GENEVA_CLIENT_ID": "1",
            "JALON_OIDC_GENEVA_DOMAINS": "Example.org, @example.int",
            "JALON_OIDC_MINISTRY_ISSUER": "https://b.example:8443/x",
            "JALON_OIDC_MINISTRY_CLIENT_ID": "2",
            "JALON_OIDC_ORIGINS": "https://sign-in.b.example",
        }
    )
    apps = openid_providers(environment)["openid_connect"]["APPS"]
    assert [app["provider_id"] for app in apps] == ["geneva", "ministry"]
    assert [app["settings"]["domains"] for app in apps] == [("example.org", "example.int"), ()]
    assert without_domains(environment) == ["JALON_OIDC_MINISTRY_DOMAINS"]
    assert openid_origins(environment) == [
        "https://a.example",
        "https://b.example:8443",
        "https://sign-in.b.example",
    ]
