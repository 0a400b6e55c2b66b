"""A form that arrives after the session has ended: its text is kept until its owner is back.

The text lies on the server, in the session of the browser that sent it, for an hour; it is given
back only to the person who was signed in there before.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

KEY = "kept_text"
COOKIE = "jalon_person"
SALT = "jalon.person"
KNOWN_FOR = timedelta(days=30)
KEPT_FOR = timedelta(hours=1)
MOST_CHARACTERS = 200_000
MOST_FIELDS = 2_000
SECRETS = {"password", "password1", "password2", "oldpassword", "csrfmiddlewaretoken"}
NEVER = (
    "/accounts/",
    "/api/",
    "/people/invitations/",
    "/people/kept/",
    *settings.CANDIDATE_SECRETS,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wanted to send, and where."""

    path: str
    fields: list[list[str]]
    person: int
    page: str = ""  # on which the form stood, as far as the browser says

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What the person wrote, without what only machines read."""
        return [(name, text) for name, text in self.fields if text.strip()]


def draft_of(request: HttpRequest) -> Draft | None:
    """Return what a refused POST carried; None if it cannot or need not be kept."""
    person = _known(request)
    path = request.get_full_path()
    if person is None or path.startswith(NEVER) or not _leads_to_us(request, path):
        return None
    fields = [
        [name, text]
        for name, texts in request.POST.lists()
        if name not in SECRETS
        for text in texts
    ]
    size = sum(len(name) + len(text) for name, text in fields)
    if not fields or len(fields) > MOST_FIELDS or size > MOST_CHARACTERS:
        return None
    return Draft(path, fields, person, _page(request))


def keep(request: HttpRequest, draft: Draft) -> None:
    """Put a draft into the session, which ends soon if nobody signs in."""
    request.session[KEY] = asdict(draft)
    if not request.user.is_authenticated:
        request.session.set_expiry(int(KEPT_FOR.total_seconds()))


def keep_if_sent_by_us(request: HttpRequest) -> bool:
    """Keep what a page of ours sent with an old CSRF token; browsers vouch for the origin."""
    ours = f"{request.scheme}://{request.get_host()}"
    draft = draft_of(request) if request.headers.get("Origin") == ours else None
    if draft is None:
        return False
    keep(request, draft)
    return True


def kept(request: HttpRequest) -> Draft | None:
    """Return the draft of the person who is signed in; somebody else's is thrown away."""
    values = request.session.get(KEY)
    if values is None:
        return None
    draft = Draft(**values)
    if draft.person != request.user.pk:
        throw_away(request)
        return None
    return draft


def throw_away(request: HttpRequest) -> None:
    """Forget the draft."""
    request.session.pop(KEY, None)


def forget_if_sent(request: HttpRequest, response: HttpResponseBase) -> None:
    """Forget the draft once it has arrived where it was meant for."""
    if request.method != "POST" or response.status_code >= 400:
        return
    if response.headers.get("Location") == reverse("accounts:kept-text"):
        return  # it was kept just now
    values = request.session.get(KEY)
    if values and values["path"] == request.get_full_path():
        throw_away(request)


def remember_person(request: HttpRequest, response: HttpResponseBase) -> None:
    """Note in a signed cookie who is signed in here, to know them when their session has ended."""
    if _known(request) == request.user.pk:
        return
    response.set_cookie(
        COOKIE,
        dumps(request.user.pk, salt=SALT),
        max_age=KNOWN_FOR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _page(request: HttpRequest) -> str:
    address = urlsplit(request.headers.get("Referer", ""))
    if address.netloc != request.get_host() or address.path.startswith(NEVER):
        return ""
    return urlunsplit(("", "", address.path, address.query, ""))


def _known(request: HttpRequest) -> int | None:
    try:
        person: Any = loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
    except BadSignature:
        return None
    return person if isinstance(person, int) else None


def _leads_to_us(request: HttpRequest, path: str) -> bool:
    try:
        resolve(request.path_info)
    except Resolver404:
        return False
    return url_has_allowed_host_and_scheme(path, allowed_hosts=None)
