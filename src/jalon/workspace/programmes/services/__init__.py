"""Every write to programmes, their partners, people and calendars."""

from jalon.workspace.programmes.services.calendars import remove_holiday, set_holiday
from jalon.workspace.programmes.services.delegations import delegate, end_delegation
from jalon.workspace.programmes.services.grants import end_grant, give_grant
from jalon.workspace.programmes.services.leaving import hand_over, preview_hand_over
from jalon.workspace.programmes.services.organisations import add_organisation, edit_organisation
from jalon.workspace.programmes.services.partners import (
    add_participation,
    remove_focal_point,
    remove_participation,
    save_focal_point,
    set_areas,
    set_countries,
)
from jalon.workspace.programmes.services.programmes import (
    archive_programme,
    change_status,
    create_programme,
    edit_agreement,
    edit_programme,
    reopen_programme,
)
from jalon.workspace.programmes.services.starting import (
    start_from_programme,
    start_from_template,
)

__all__ = [
    "add_organisation",
    "add_participation",
    "archive_programme",
    "change_status",
    "create_programme",
    "delegate",
    "edit_agreement",
    "edit_organisation",
    "edit_programme",
    "end_delegation",
    "end_grant",
    "give_grant",
    "hand_over",
    "preview_hand_over",
    "remove_focal_point",
    "remove_holiday",
    "remove_participation",
    "reopen_programme",
    "save_focal_point",
    "set_areas",
    "set_countries",
    "set_holiday",
    "start_from_programme",
    "start_from_template",
]
