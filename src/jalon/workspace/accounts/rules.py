"""Roles, and what each may do. Who holds a role, where and until when, is a grant (programmes)."""

from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Powers:
    """What a role may do, and on which rows."""

    sees: Sees
    permissions: frozenset[Permission]


P = Permission
_READ = {P.PROGRAMME_VIEW, P.RESULT_VIEW, P.DOCUMENT_VIEW, P.CATALOGUE_VIEW, P.API_USE}
_WORK = _READ | {P.DOCUMENT_WRITE, P.QUESTION_ASK, P.QUESTION_ANSWER, P.EXPORT}
_TEAM = _WORK | {P.ACTUAL_REPORT, P.DOCUMENT_REVIEW}

POWERS: dict[Role, Powers] = {
    Role.DIRECTOR: Powers(
        Sees.ALL,
        frozenset(
            _TEAM
            | {
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
            | {
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
        Sees.ALL, frozenset(_TEAM | {P.RESULT_EDIT, P.OBLIGATION_EDIT, P.DOCUMENT_CLEAR})
    ),
    Role.SPECIALIST: Powers(Sees.ALL, frozenset(_TEAM | {P.DOCUMENT_CLEAR})),
    Role.MONITORING: Powers(
        Sees.ALL,
        frozenset(_TEAM | {P.RESULT_EDIT, P.ACTUAL_VERIFY, P.ACTUAL_LOCK, P.OBLIGATION_EDIT}),
    ),
    Role.FINANCE: Powers(Sees.ALL, frozenset(_WORK | {P.DOCUMENT_REVIEW, P.DOCUMENT_CLEAR})),
    Role.PARTNER: Powers(
        Sees.OWN, frozenset(_READ | {P.ACTUAL_REPORT, P.DOCUMENT_WRITE, P.QUESTION_ASK})
    ),
    Role.CONSULTANT: Powers(Sees.OWN, frozenset(_READ | {P.DOCUMENT_WRITE, P.QUESTION_ASK})),
    Role.DONOR: Powers(Sees.SUBMITTED, frozenset(_READ | {P.DOCUMENT_ACCEPT, P.QUESTION_ASK})),
    Role.EVALUATOR: Powers(Sees.ALL, frozenset(_READ | {P.EXPORT})),
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
