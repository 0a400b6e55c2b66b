"""Roles, and what each may do. Who holds a role, where and until when, is a grant (programmes)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from jalon.errors import RuleBroken


class Permission(StrEnum):
    """One thing that a person may be allowed to do."""

    PROGRAMME_VIEW = "programme.view"
    PROGRAMME_CREATE = "programme.create"
    PROGRAMME_EDIT = "programme.edit"
    PROGRAMME_ARCHIVE = "programme.archive"
    GRANT_EDIT = "grant.edit"
    RESULT_VIEW = "result.view"
    RESULT_EDIT = "result.edit"
    ACTUAL_REPORT = "actual.report"
    ACTUAL_VERIFY = "actual.verify"
    ACTUAL_LOCK = "actual.lock"
    DOCUMENT_VIEW = "document.view"
    OBLIGATION_EDIT = "obligation.edit"
    DOCUMENT_WRITE = "document.write"
    DOCUMENT_REVIEW = "document.review"
    DOCUMENT_CLEAR = "document.clear"
    DOCUMENT_ACCEPT = "document.accept"
    CALL_VIEW = "call.view"
    CALL_EDIT = "call.edit"
    CALL_PUBLISH = "call.publish"
    CANDIDATE_VIEW = "candidate.view"
    CALL_DECIDE = "call.decide"
    QUESTION_ASK = "question.ask"
    QUESTION_ANSWER = "question.answer"
    GUIDE_EDIT = "guide.edit"
    CATALOGUE_VIEW = "catalogue.view"
    CATALOGUE_LOAD = "catalogue.load"
    PLACE_EDIT = "place.edit"
    AUDIT_VIEW = "audit.view"
    AUDIT_ERASE = "audit.erase"
    USER_EDIT = "user.edit"
    EXPORT = "export"
    API_USE = "api.use"


class Role(StrEnum):
    """What someone is to a programme."""

    DIRECTOR = "director"
    COORDINATOR = "coordinator"
    OFFICER = "officer"
    SPECIALIST = "specialist"
    MONITORING = "monitoring"
    FINANCE = "finance"
    PARTNER = "partner"
    CONSULTANT = "consultant"
    DONOR = "donor"
    EVALUATOR = "evaluator"
    ADMINISTRATOR = "administrator"


class Sees(StrEnum):
    """Which rows of a programme a role sees."""

    ALL = "all"
    OWN = "own"  # what they, or their organisation, answer for
    SUBMITTED = "submitted"  # what the programme has handed over


class TokenScope(StrEnum):
    """What a program may do with a token; never more than the person may."""

    READ = "read"
    WRITE = "write"


# A scope that is wider holds the narrower one.
HOLDS: dict[TokenScope, frozenset[TokenScope]] = {
    TokenScope.READ: frozenset({TokenScope.READ}),
    TokenScope.WRITE: frozenset({TokenScope.READ, TokenScope.WRITE}),
}
TOKEN_DAYS = 365  # the longest that a token lives


@dataclass(frozen=True, slots=True)
class Powers:
    """What a role may do, and on which rows."""

    sees: Sees
    permissions: frozenset[Permission]


P = Permission
_READ = {P.PROGRAMME_VIEW, P.RESULT_VIEW, P.DOCUMENT_VIEW, P.CATALOGUE_VIEW, P.API_USE}
_WORK = _READ | {P.DOCUMENT_WRITE, P.QUESTION_ASK, P.QUESTION_ANSWER, P.EXPORT}
_TEAM = _WORK | {P.ACTUAL_REPORT, P.DOCUMENT_REVIEW, P.CALL_VIEW}
_HIRE = {P.CALL_EDIT, P.CANDIDATE_VIEW}

POWERS: dict[Role, Powers] = {
    Role.DIRECTOR: Powers(
        Sees.ALL,
        frozenset(
            _TEAM
            | _HIRE
            | {
                P.CALL_PUBLISH,
                P.CALL_DECIDE,
                P.PROGRAMME_CREATE,
                P.PROGRAMME_EDIT,
                P.PROGRAMME_ARCHIVE,
                P.GRANT_EDIT,
                P.RESULT_EDIT,
                P.ACTUAL_VERIFY,
                P.ACTUAL_LOCK,
                P.OBLIGATION_EDIT,
                P.DOCUMENT_CLEAR,
                P.DOCUMENT_ACCEPT,
                P.GUIDE_EDIT,
                P.AUDIT_VIEW,
            }
        ),
    ),
    Role.COORDINATOR: Powers(
        Sees.ALL,
        frozenset(
            _TEAM
            | _HIRE
            | {
                P.CALL_PUBLISH,
                P.PROGRAMME_EDIT,
                P.GRANT_EDIT,
                P.RESULT_EDIT,
                P.ACTUAL_VERIFY,
                P.OBLIGATION_EDIT,
                P.DOCUMENT_CLEAR,
                P.GUIDE_EDIT,
                P.AUDIT_VIEW,
            }
        ),
    ),
    Role.OFFICER: Powers(
        Sees.ALL, frozenset(_TEAM | _HIRE | {P.RESULT_EDIT, P.OBLIGATION_EDIT, P.DOCUMENT_CLEAR})
    ),
    Role.SPECIALIST: Powers(Sees.ALL, frozenset(_TEAM | {P.DOCUMENT_CLEAR})),
    Role.MONITORING: Powers(
        Sees.ALL,
        frozenset(_TEAM | {P.RESULT_EDIT, P.ACTUAL_VERIFY, P.ACTUAL_LOCK, P.OBLIGATION_EDIT}),
    ),
    Role.FINANCE: Powers(
        Sees.ALL, frozenset(_WORK | {P.DOCUMENT_REVIEW, P.DOCUMENT_CLEAR, P.CALL_VIEW})
    ),
    Role.PARTNER: Powers(
        Sees.OWN, frozenset(_READ | {P.ACTUAL_REPORT, P.DOCUMENT_WRITE, P.QUESTION_ASK})
    ),
    Role.CONSULTANT: Powers(Sees.OWN, frozenset(_READ | {P.DOCUMENT_WRITE, P.QUESTION_ASK})),
    Role.DONOR: Powers(Sees.SUBMITTED, frozenset(_READ | {P.DOCUMENT_ACCEPT, P.QUESTION_ASK})),
    Role.EVALUATOR: Powers(Sees.ALL, frozenset(_READ | {P.EXPORT, P.CALL_VIEW})),
    Role.ADMINISTRATOR: Powers(
        Sees.ALL,
        frozenset(
            _READ
            | {
                P.PROGRAMME_CREATE,
                P.PROGRAMME_EDIT,
                P.PROGRAMME_ARCHIVE,
                P.GRANT_EDIT,
                P.GUIDE_EDIT,
                P.CATALOGUE_LOAD,
                P.PLACE_EDIT,
                P.AUDIT_VIEW,
                P.AUDIT_ERASE,
                P.USER_EDIT,
                P.EXPORT,
            }
        ),
    ),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """Return the roles that may do this."""
    return frozenset(role for role, powers in POWERS.items() if permission in powers.permissions)


def holds_scope(scopes: Iterable[str], wanted: TokenScope) -> bool:
    """Tell whether a token with these scopes may be used for `wanted`."""
    return any(wanted in HOLDS[TokenScope(scope)] for scope in scopes)


def check_token_life(days: int) -> None:
    """Raise RuleBroken for a token that would live too long, or not at all."""
    if not 1 <= days <= TOKEN_DAYS:
        raise RuleBroken("token-life", days=days, most=TOKEN_DAYS)


def check_may_deactivate(*, person: int, by: int, erased: bool) -> None:
    """Raise RuleBroken when somebody would lock themselves out, or bring back who is erased."""
    if person == by:
        raise RuleBroken("not-yourself")
    if erased:
        raise RuleBroken("person-erased")
