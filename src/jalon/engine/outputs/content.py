"""What a run hands to report and fact sheets.

The dataclasses live in `charts.content`, the lowest room that needs them; this is their public
address for those who fill them in.
"""

from jalon.engine.charts.content import Note, ReportContent, Threshold, Words

__all__ = ["Note", "ReportContent", "Threshold", "Words"]
