"""Settings with which a site must not serve others."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from django.http.request import validate_host

from jalon.errors import Problem
from jalon.workspace.config.environment import FALSE, MODES, TRUE, Environment
from jalon.workspace.config.openid import without_domains

SHORTEST_KEY = 50
PROXY = "JALON_BEHIND_PROXY"
SENDING_NOTHING = frozenset({"console", "dummy", "filebased", "locmem"})  # of Django's backends


def unsafe_settings(values: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with a production site's environment; a local one is its own."""
    environment = Environment(values)
    if not environment.production:
        return []
    found: list[Problem] = []
    if environment.mode not in MODES:
        found.append(Problem("JALON_MODE", "mode-unknown", {"modes": ", ".join(MODES)}))
    key = environment.text("JALON_SECRET_KEY")
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        found.append(Problem("JALON_SECRET_KEY", "secret-key-weak", {"shortest": SHORTEST_KEY}))
    hosts = environment.listed("JALON_HOSTS")
    if not hosts or "*" in hosts:
        found.append(Problem("JALON_HOSTS", "hosts-open"))
    url = urlsplit(environment.text("JALON_URL"))
    if url.scheme != "https" or not url.hostname:
        found.append(Problem("JALON_URL", "address-without-https"))
    elif hosts and "*" not in hosts and not validate_host(url.hostname, hosts):
        found.append(Problem("JALON_URL", "address-of-no-host", {"host": url.hostname}))
    found += _mail_that_goes_nowhere(environment)
    if environment.text(PROXY).lower() not in TRUE | FALSE:
        found.append(Problem(PROXY, "proxy-unsaid"))
    if environment.flag("JALON_DEMO"):
        found.append(Problem("JALON_DEMO", "demo-in-production"))
    found += [
        Problem(name, "sign-in-service-without-domains") for name in without_domains(environment)
    ]
    return found


def unsaid_settings(values: Mapping[str, str]) -> list[Problem]:
    """Return what a production site may leave unset, and should not."""
    environment = Environment(values)
    if environment.production and not environment.text("JALON_CANDIDATE_CONTACT"):
        return [Problem("JALON_CANDIDATE_CONTACT", "contact-unset")]
    return []


def _mail_that_goes_nowhere(environment: Environment) -> Iterator[Problem]:
    backend = environment.text("JALON_EMAIL_BACKEND")
    if not environment.text("JALON_EMAIL_HOST") and not backend:
        yield Problem("JALON_EMAIL_HOST", "mail-without-host")
    if SENDING_NOTHING.intersection(backend.split(".")):
        yield Problem("JALON_EMAIL_BACKEND", "mail-without-host")
    if "localhost" in environment.text("JALON_EMAIL_FROM", "jalon@localhost"):
        yield Problem("JALON_EMAIL_FROM", "mail-without-sender")


def unsafe_to_serve(values: Mapping[str, str], host: str) -> list[Problem]:
    """Return what is wrong with serving on an address; others reach all but one's own machine."""
    environment = Environment(values)
    own = host in {"127.0.0.1", "::1", "localhost"}
    if environment.production and environment.text(PROXY).lower() in FALSE:
        return [*unsafe_settings(values), Problem(PROXY, "proxy-needed")]
    if own or environment.production:
        return unsafe_settings(values)
    return [Problem("JALON_MODE", "served-as-local", {"host": host})]
