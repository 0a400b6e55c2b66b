"""What the events of programmes are called, after a person's name."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "programmes.created": _("created the programme"),
    "programmes.begun-with": _("began it with a template or another programme"),
    "programmes.edited": _("edited the programme"),
    "programmes.agreement-edited": _("changed the terms of the agreement"),
    "programmes.status-changed": _("changed the status"),
    "programmes.archived": _("put the programme into the archive"),
    "programmes.reopened": _("took the programme out of the archive"),
    "programmes.countries-set": _("changed the countries"),
    "programmes.areas-set": _("changed the areas"),
    "programmes.partner-added": _("added an organisation's role"),
    "programmes.partner-removed": _("removed an organisation's role"),
    "programmes.focal-point-added": _("added a focal point"),
    "programmes.focal-point-edited": _("corrected a focal point"),
    "programmes.focal-point-removed": _("removed a focal point"),
    "programmes.granted": _("gave a role"),
    "programmes.grant-ended": _("ended a role"),
    "programmes.expiry-told": _("told who holds it that the role ends soon"),
    "programmes.delegated": _("named a deputy"),
    "programmes.delegation-ended": _("ended a deputy's time"),
    "programmes.handed-over": _("handed over the work of"),
    "programmes.organisation-added": _("added an organisation"),
    "programmes.organisation-edited": _("corrected an organisation"),
    "programmes.holiday-set": _("set a day of the calendar"),
    "programmes.holiday-removed": _("reset a day of the calendar"),
}
