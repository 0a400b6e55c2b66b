"""The API: each app's routers under one address, one sign-in, one way to say no."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Router, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import HttpBearer

import jalon
from jalon.errors import ReadableError
from jalon.messages import LANGUAGES, explain
from jalon.workspace.accounts.rules import Permission, TokenScope
from jalon.workspace.accounts.services import use_token
from jalon.workspace.directions import straight_all
from jalon.workspace.documents.api import router as documents
from jalon.workspace.etags import Stale, Unread, not_modified
from jalon.workspace.places.api import router as places
from jalon.workspace.programmes.api import router as programmes
from jalon.workspace.programmes.permissions import reaches_of
from jalon.workspace.results.api import router as results
from jalon.workspace.standards.api import router as standards

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class TokenAuth(HttpBearer):
    """A person's token: what it may do is what they may, and no more than its scope."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        scope = TokenScope.READ if request.method in SAFE else TokenScope.WRITE
        user = use_token(token, scope)
        if user is None or not any(r.allows(Permission.API_USE) for r in reaches_of(user)):
            return None
        request.user = user
        return user


class Refusal(Schema):
    """Why something was refused: a code for programs, a message for people."""

    code: str
    message: str


class Me(Schema):
    email: str
    name: str
    language: str


class StraightParser(Parser):
    """Texts turn nothing round, whether a page or a program sent them."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return cast("dict[str, Any]", straight_all(super().parse_body(request)))


class Api(NinjaAPI):
    """Whoever has read the version that is there already is told so: 304, and nothing more."""

    def create_response(
        self,
        request: HttpRequest,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        answer = super().create_response(
            request, data, status=status, temporal_response=temporal_response
        )
        return not_modified(request, answer) or answer


api = Api(
    title="Jalon",
    version=jalon.__version__,
    description=(
        "What the pages show, for programs. Sign in with a token (your profile, API tokens):"
        " Authorization: Bearer …. A change names the version that it is of: If-Match."
    ),
    docs_url=None,
    auth=TokenAuth(),
    parser=StraightParser(),
    urls_namespace="api",
)
account = Router(tags=["account"])


@account.get("/me", response=Me, summary="For whom the token acts")
def me(request: HttpRequest) -> Any:
    return request.user


for router in (account, programmes, results, documents, places, standards):
    api.add_router("/", router)


def _language(request: HttpRequest) -> str:
    wanted = request.headers.get("Accept-Language", "en")[:2].lower()
    return wanted if wanted in LANGUAGES else "en"


def _refused(request: HttpRequest, error: ReadableError, status: int) -> HttpResponse:
    answer = Refusal(code=error.code, message=explain(error, _language(request)))
    return api.create_response(request, answer.model_dump(), status=status)


@api.exception_handler(ReadableError)
def readable(request: HttpRequest, error: ReadableError) -> HttpResponse:
    match error:
        case Stale():
            return _refused(request, error, 412)
        case Unread():
            return _refused(request, error, 428)
        case _ if error.code == "changed-meanwhile":
            return _refused(request, error, 412)
        case _:
            return _refused(request, error, 422)


@api.exception_handler(PermissionDenied)
def denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _refused(request, ReadableError("not-yours"), 403)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return _refused(request, ReadableError("not-found"), 404)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _refused(request, ReadableError("token-refused"), 401)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = dict.fromkeys(".".join(str(step) for step in each["loc"]) for each in error.errors)
    return _refused(request, ReadableError("request-unreadable", places=", ".join(places)), 422)


@api.exception_handler(HttpError)
def not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _refused(request, ReadableError("request-unreadable", places="body"), error.status_code)
