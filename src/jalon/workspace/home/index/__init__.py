"""The search's index: one table beside the sources, kept up to date by the database itself.

Triggers on each source table write into it, so that no service can forget to. They are made from
`searchable.registered()` by `rebuild`, after each migration; their names carry a digest of what
they do, so that `is_current` needs only their names.
"""

from jalon.workspace.home.index.build import drop, is_current, rebuild
from jalon.workspace.home.index.find import MOST, Match, find
from jalon.workspace.home.index.shape import Kind, kinds

__all__ = ["MOST", "Kind", "Match", "drop", "find", "is_current", "kinds", "rebuild"]
