"""Publish a call, and end one that is not gone on with."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from jalon.workspace.accounts.models import User
from jalon.workspace.accounts.rules import Permission
from jalon.workspace.narratives import text_of
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.facts import facts_of
from jalon.workspace.recruitment.queries.standing import IN_OFFICE
from jalon.workspace.recruitment.rules.calls import (
    PUBLIC,
    CallState,
    CallStep,
    after,
    check_publication,
    check_ready,
)
from jalon.workspace.recruitment.services.announcing import announce
from jalon.workspace.recruitment.services.clearing import withdraw_notice
from jalon.workspace.recruitment.services.following import reach, take, write

P, T = Permission, CallStep


@transaction.atomic
def publish_call(*, call_id: int, version: int, by: User) -> Call:
    """Show the notice to everybody, in all languages in which it is written."""
    call = take(call_id, version, by, P.CALL_PUBLISH)
    state = after(CallState(call.state), T.PUBLISH)
    check_ready(T.PUBLISH, facts_of(call, T.PUBLISH))
    now = timezone.now()
    assert call.closes_at is not None
    check_publication(now=now, deadline=call.closes_at)
    values = {"state": state, "published_at": now, "slug": _public_slug(call)}
    reach(call, state, now)
    write(call, values, what="recruitment.published", by=by)
    announce(call)
    return call


@transaction.atomic
def cancel_call(*, call_id: int, version: int, reason: str, by: User) -> Call:
    """End a call without a decision; once it is public, whoever may publish may cancel."""
    call = take(call_id, version, by, P.CALL_EDIT)
    before = CallState(call.state)
    if before in PUBLIC:
        call = take(call_id, version, by, P.CALL_PUBLISH)
    state = after(before, T.CANCEL, reason=reason)
    if before in IN_OFFICE:
        withdraw_notice(call, reason, by)
    reach(call, state, timezone.now())
    write(call, {"state": state}, what="recruitment.cancelled", by=by, reason=reason)
    return call


def _public_slug(call: Call) -> str:
    """Return the address by its title and number, or the one that it has where that is taken."""
    words = slugify(f"{text_of(call.title)} {call.number}")[:80].strip("-")
    taken = Call.objects.filter(slug=words).exclude(pk=call.pk).exists()
    return words if words and not taken else call.slug
