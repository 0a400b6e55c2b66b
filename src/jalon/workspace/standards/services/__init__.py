"""Every write to the catalogue: files go in, a report comes out."""

from jalon.workspace.standards.services.load import load_catalogue
from jalon.workspace.standards.services.proposals import (
    apply_proposal,
    compare_again,
    discard_proposal,
    forget_old_proposals,
    propose_update,
)
from jalon.workspace.standards.services.retire import restore_fact, retire_fact

__all__ = [
    "apply_proposal",
    "compare_again",
    "discard_proposal",
    "forget_old_proposals",
    "load_catalogue",
    "propose_update",
    "restore_fact",
    "retire_fact",
]
