"""The matrix leaves as a workbook and comes back; nothing is written until it is confirmed."""

from jalon.workspace.results.services.exchange.confirming import confirm_import
from jalon.workspace.results.services.exchange.export import export_workbook
from jalon.workspace.results.services.exchange.previewing import (
    choose_mine,
    discard_import,
    forget_expired,
    look_again,
    preview_import,
    preview_paste,
)

__all__ = [
    "choose_mine",
    "confirm_import",
    "discard_import",
    "export_workbook",
    "forget_expired",
    "look_again",
    "preview_import",
    "preview_paste",
]
