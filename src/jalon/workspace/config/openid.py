"""Sign-in through an organisation's own service (OpenID Connect), from the environment.

One service: ``JALON_OIDC_ISSUER``, ``JALON_OIDC_CLIENT_ID``, ``JALON_OIDC_SECRET`` and
``JALON_OIDC_NAME``. Several: name them in ``JALON_OIDC_SERVICES=geneva,ministry`` and give each
``JALON_OIDC_GENEVA_ISSUER`` and so on. Each vouches for the addresses of its own domains alone:
``JALON_OIDC_GENEVA_DOMAINS=example.org,example.int``. A single service may go without.
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
    domains: tuple[str, ...]
    asks_for_domains: str  # the setting's name


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
            domains=tuple(
                domain.lower().removeprefix("@")
                for domain in environment.listed(f"{prefix}DOMAINS")
            ),
            asks_for_domains=f"{prefix}DOMAINS",
        )
        for key, prefix in prefixes.items()
    ]
    return [service for service in found if service.issuer and service.client_id]


def without_domains(environment: Environment) -> list[str]:
    """Return the settings that are missing: among several, none may vouch for any address."""
    found = services(environment)
    if len(found) < 2:
        return []
    return [service.asks_for_domains for service in found if not service.domains]


def openid_providers(environment: Environment) -> dict[str, Any]:
    """Return allauth's setting for them; `domains` is None where any address is believed."""
    found = services(environment)
    apps = [
        {
            "provider_id": service.key,
            "name": service.name,
            "client_id": service.client_id,
            "secret": service.secret,
            "settings": {
                "server_url": service.issuer,
                "oauth_pkce_enabled": True,
                "domains": None if len(found) == 1 and not service.domains else service.domains,
            },
        }
        for service in found
    ]
    return {"openid_connect": {"APPS": apps}} if apps else {}


def openid_origins(environment: Environment) -> list[str]:
    """Return where a form may lead through them: browsers check it on the way."""
    parts = [urlsplit(service.issuer) for service in services(environment)]
    issuers = [f"{part.scheme}://{part.netloc}" for part in parts]
    return sorted({*issuers, *environment.listed("JALON_OIDC_ORIGINS")})
