"""Sign-in through an organisation's own service (OpenID Connect), from the environment.

One service: ``JALON_OIDC_ISSUER``, ``JALON_OIDC_CLIENT_ID``, ``JALON_OIDC_SECRET`` and
``JALON_OIDC_NAME``. Several: name them in ``JALON_OIDC_SERVICES=geneva,ministry`` and give each
``JALON_OIDC_GENEVA_ISSUER`` and so on.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from jalon.workspace.config.environment import Environment


@dataclass(frozen=True, slots=True)
class Service:
    """One organisation's sign-in."""

    key: str
    issuer: str
    client_id: str
    secret: str
    name: str


def services(environment: Environment) -> list[Service]:
    """Return the services that the environment names; one without an issuer or id is left out."""
    keys = environment.listed("JALON_OIDC_SERVICES")
    prefixes = {key: f"JALON_OIDC_{key.upper()}_" for key in keys} or {"oidc": "JALON_OIDC_"}
    found = [
        Service(
            key=key.lower(),
            issuer=environment.text(f"{prefix}ISSUER").rstrip("/"),
            client_id=environment.text(f"{prefix}CLIENT_ID"),
            secret=environment.text(f"{prefix}SECRET"),
            name=environment.text(f"{prefix}NAME", "OpenID Connect"),
        )
        for key, prefix in prefixes.items()
    ]
    return [service for service in found if service.issuer and service.client_id]


def openid_providers(environment: Environment) -> dict[str, Any]:
    """Return allauth's setting for them."""
    apps = [
        {
            "provider_id": service.key,
            "name": service.name,
            "client_id": service.client_id,
            "secret": service.secret,
            "settings": {"server_url": service.issuer, "oauth_pkce_enabled": True},
        }
        for service in services(environment)
    ]
    return {"openid_connect": {"APPS": apps}} if apps else {}


def openid_origins(environment: Environment) -> list[str]:
    """Return where a form may lead through them: browsers check it on the way."""
    parts = [urlsplit(service.issuer) for service in services(environment)]
    issuers = [f"{part.scheme}://{part.netloc}" for part in parts]
    return sorted({*issuers, *environment.listed("JALON_OIDC_ORIGINS")})
