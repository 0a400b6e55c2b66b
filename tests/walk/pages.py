"""Every page of the site, found by following links from the first one."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
from django.conf import settings
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, resolve, reverse

from integration.workspace.urls_of.kinds import Open
from integration.workspace.urls_of.tables import LINES
from jalon.workspace.accounts.models import User
from walk.exceptions import NO_PAGE
from walk.site import Site
from walk.ways import WAYS

LEADS = (
    "//a/@href | //@hx-get"
    " | //form[not(@method) or translate(@method, 'GET', 'get') = 'get']/@action"
)
EACH = 2  # addresses of one kind that one walker opens
SIGN_IN = "jalon.workspace.accounts.backends.SignInBackend"


@dataclass(frozen=True)
class Page:
    """A page that somebody may open, as it was sent."""

    name: str  # of the URL
    url: str
    session: str  # the reader's; empty for a stranger
    reader: str
    status: int
    html: str
    links: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        return "<html" in self.html[:200]

    def __str__(self) -> str:
        return f"{self.name} {self.url} ({self.reader or 'a stranger'})"


def richest(site: Site, walked: Iterable[Page]) -> dict[str, Page]:
    """Return the longest page of each name, and what only a table or a way leads to."""
    found: dict[str, Page] = {}
    for page in walked:
        known = found.get(page.name)
        if page.whole and page.status == 200 and (not known or len(page.html) > len(known.html)):
            found[page.name] = page
    for name in set(page_names()) - NO_PAGE.keys():
        if (name in WAYS or name not in found) and (page := open_by_table(site, name)):
            found[name] = page
    return found


def page_names() -> Iterator[str]:
    """Yield the names that a browser may open, of the tables of all URLs."""
    for name, access in LINES.items():
        if access.method == "get" and not access.by_token:
            yield name


def open_by_table(site: Site, name: str) -> Page | None:
    """Open `name` with what the table made for it, as the first person who gets a page."""
    if name in WAYS:
        client, url = WAYS[name](site)
        return ask(client, url, name=name)
    access = LINES[name]
    url = reverse(name, args=site.arguments.get(name, []))
    if isinstance(access, Open):
        return ask(Client(), url, access.data)
    for user in [*site.walkers(), *User.objects.order_by("-pk")]:
        page = ask(signed_in(user), url, access.data)
        if page.status == 200 and page.whole:
            return page
    return None


def walk(user: User, *, starts: Iterable[str] = ("/",), each: int = EACH) -> Iterator[Page]:
    """Yield what `user` is answered on every link, `each` times for each kind of address."""
    client, waiting, seen = signed_in(user), deque(starts), set(starts)
    opened: Counter[str] = Counter()
    while waiting:
        url = waiting.popleft()
        name = name_of(url)
        if opened[name] >= each:
            continue
        opened[name] += 1
        page = ask(client, url)
        yield page
        waiting.extend(link for link in page.links if link not in seen)
        seen.update(page.links)


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, SIGN_IN)
    return client


def name_of(url: str) -> str:
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return f"nothing at {url}"


def ask(client: Client, url: str, data: Any = None, *, name: str = "") -> Page:
    """Ask for `url`; what is no page of HTML has no text here."""
    reset_queries()  # the log of a connection ends at 9,000
    with CaptureQueriesContext(connection) as asked:
        response = client.get(url, data or None)
    body = b"".join(response) if response.streaming else response.content
    html = body.decode() if response.get("Content-Type", "").startswith("text/html") else ""
    links = {response["Location"]} if response.has_header("Location") else set(links_of(html))
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    reader = response.wsgi_request.user
    return Page(
        name or name_of(url),
        response.wsgi_request.get_full_path(),
        session.value if session else "",
        str(reader) if reader.is_authenticated else "",
        response.status_code,
        html,
        tuple(sorted(link for raw in links if (link := inside(url, raw)))),
        tuple(query["sql"] for query in asked if "SAVEPOINT" not in query["sql"]),
    )


def links_of(html: str) -> Iterator[str]:
    """Yield what a reader, or a script of the page, may ask for next."""
    if html.strip():
        yield from map(str, lxml.html.fromstring(html).xpath(LEADS))


def inside(base: str, link: str) -> str:
    """Return the address within the site, or nothing if `link` leads elsewhere."""
    url = urlsplit(urldefrag(urljoin(base, link)).url)
    local = not url.scheme and not url.netloc and not url.path.startswith(settings.STATIC_URL)
    return url.geturl() if local else ""
