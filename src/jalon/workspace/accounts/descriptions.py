"""What roles and permissions are, for people."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jalon.workspace.accounts.rules import POWERS, Permission, Role, Sees

Text = str | Promise

ROLES: dict[Role, tuple[Text, Text]] = {
    Role.DIRECTOR: (_("Director"), _("Answers for the programme, and for what it hands over.")),
    Role.COORDINATOR: (_("Coordinator"), _("Runs the programme from day to day.")),
    Role.OFFICER: (_("Officer"), _("Does the programme's work in one or several countries.")),
    Role.SPECIALIST: (_("Specialist"), _("Backs the team technically, and clears what it writes.")),
    Role.MONITORING: (
        _("Monitoring officer"),
        _("Keeps the results framework, and checks what is reported."),
    ),
    Role.FINANCE: (_("Finance officer"), _("Reviews and clears what concerns money.")),
    Role.PARTNER: (_("Partner"), _("Reports for an organisation that carries out a part.")),
    Role.CONSULTANT: (_("Consultant"), _("Writes the products of a contract.")),
    Role.DONOR: (_("Donor"), _("Reads what was handed over, and accepts it.")),
    Role.EVALUATOR: (_("Evaluator"), _("Reads everything of the programme, and changes nothing.")),
    Role.ADMINISTRATOR: (
        _("Administrator"),
        _("Looks after the site: people, roles, catalogues; not the programme's work."),
    ),
}

SEES: dict[Sees, Text] = {
    Sees.ALL: _("everything of the programme"),
    Sees.OWN: _("what they, or their organisation, answer for"),
    Sees.SUBMITTED: _("what was handed over"),
}

PERMISSIONS: dict[Permission, Text] = {
    Permission.PROGRAMME_VIEW: _("See the programme"),
    Permission.PROGRAMME_CREATE: _("Start a programme"),
    Permission.PROGRAMME_EDIT: _("Change a programme's terms, countries and organisations"),
    Permission.PROGRAMME_ARCHIVE: _("Archive and reopen a programme"),
    Permission.GRANT_EDIT: _("Invite people and give them roles"),
    Permission.RESULT_VIEW: _("See results and indicators"),
    Permission.RESULT_EDIT: _("Change results, indicators and targets"),
    Permission.ACTUAL_REPORT: _("Report what was reached"),
    Permission.ACTUAL_VERIFY: _("Verify or return what was reported"),
    Permission.ACTUAL_LOCK: _("Lock and reopen what was verified"),
    Permission.DOCUMENT_VIEW: _("See documents and what is owed"),
    Permission.OBLIGATION_EDIT: _("Say which documents are owed, by whom, by when"),
    Permission.DOCUMENT_WRITE: _("Write documents and hand them in"),
    Permission.DOCUMENT_REVIEW: _("Comment on documents"),
    Permission.DOCUMENT_CLEAR: _("Clear or return documents at one's step"),
    Permission.DOCUMENT_ACCEPT: _("Accept documents that are cleared"),
    Permission.CALL_VIEW: _("See calls for posts and contracts"),
    Permission.CALL_EDIT: _("Write calls and run them"),
    Permission.CALL_PUBLISH: _("Publish calls and change what is published"),
    Permission.CANDIDATE_VIEW: _("See candidates' files, once the rules open them"),
    Permission.CALL_DECIDE: _("Decide who is chosen"),
    Permission.QUESTION_ASK: _("Ask questions on documents"),
    Permission.QUESTION_ANSWER: _("Answer questions on documents"),
    Permission.GUIDE_EDIT: _("Change the clearance guide"),
    Permission.CATALOGUE_VIEW: _("See standards, agendas and places"),
    Permission.CATALOGUE_LOAD: _("Load new versions of the catalogues"),
    Permission.PLACE_EDIT: _("Change countries, areas and boundaries"),
    Permission.AUDIT_VIEW: _("Read the audit trail"),
    Permission.AUDIT_ERASE: _("Erase the personal data of people who have left"),
    Permission.USER_EDIT: _("Look after people's accounts"),
    Permission.EXPORT: _("Take data out of the site as files"),
    Permission.API_USE: _("Let a program read and write in one's name"),
}


@dataclass(frozen=True, slots=True)
class RoleColumn:
    """A role, as a column of the matrix."""

    role: Role
    title: Text
    description: Text
    sees: Text


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A permission, and which roles hold it in the order of the columns."""

    permission: Permission
    title: Text
    held: tuple[bool, ...]


def roles() -> list[RoleColumn]:
    """Return the columns of the matrix."""
    return [RoleColumn(role, *ROLES[role], SEES[POWERS[role].sees]) for role in Role]


def matrix() -> list[PermissionRow]:
    """Return the rows of the matrix."""
    return [
        PermissionRow(
            permission,
            PERMISSIONS[permission],
            tuple(permission in POWERS[role].permissions for role in Role),
        )
        for permission in Permission
    ]
