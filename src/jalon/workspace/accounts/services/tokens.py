"""Tokens by which programs act for people."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import ApiToken, Kind, User
from jalon.workspace.accounts.notifications import tell_of_token
from jalon.workspace.accounts.rules import TokenScope, check_token_life, holds_scope
from jalon.workspace.accounts.tokens import HINT, digest_of, new_token
from jalon.workspace.audit.services import record

NOTED_EVERY = timedelta(minutes=10)  # how often the last use of a token is written down


@transaction.atomic
def make_token(
    *, name: str, scopes: Iterable[TokenScope], days: int, by: User
) -> tuple[ApiToken, str]:
    """Return a new token of one's own, and its text, which is not kept."""
    if by.kind != Kind.STAFF:
        raise PermissionDenied
    check_token_life(days)
    wanted = sorted(TokenScope(scope).value for scope in scopes)
    if not wanted:
        raise RuleBroken("token-without-scope")
    raw = new_token()
    token = ApiToken.objects.create(
        user=by,
        name=name,
        digest=digest_of(raw),
        hint=raw[:HINT],
        scopes=wanted,
        expires_at=timezone.now() + timedelta(days=days),
    )
    record(
        by=by,
        what="accounts.token-made",
        target=token,
        after={"name": name, "scopes": wanted, "expires_at": token.expires_at},
    )
    transaction.on_commit(partial(tell_of_token.enqueue, token.pk))
    return token, raw


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """Stop a token of one's own from working."""
    if token.user_id != by.pk:
        raise PermissionDenied
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        record(by=by, what="accounts.token-revoked", target=token)
    return token


def use_token(raw: str, scope: TokenScope | str) -> User | None:
    """Return for whom a token acts, if it still works and holds `scope`; note that it was used."""
    now = timezone.now()
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(raw)).first()
    if token is None or not token.works(now) or not token.user.is_active:
        return None
    if not holds_scope(token.scopes, TokenScope(scope)):
        return None
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user
