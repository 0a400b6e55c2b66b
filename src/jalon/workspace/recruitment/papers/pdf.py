"""A paper as PDF."""

import json
import tempfile
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import typst

from jalon.workspace.recruitment.papers.blocks import Paper, Picture, Table

TEMPLATE = Path(__file__).parent / "paper.typ"


def paper_pdf(paper: Paper, *, at: datetime) -> bytes:
    """Return the PDF; the same paper at the same instant gives the same bytes."""
    with tempfile.TemporaryDirectory(prefix="jalon-paper-") as scratch:
        root = Path(scratch)
        (root / "paper.typ").write_bytes(TEMPLATE.read_bytes())
        said = json.dumps(_said(paper, root), ensure_ascii=False)
        (root / "paper.json").write_text(said, encoding="utf-8")
        compiled = typst.compile(
            str(root / "paper.typ"), root=str(root), format="pdf", timestamp=int(at.timestamp())
        )
    assert isinstance(compiled, bytes)  # a list comes only of formats with one file a page
    return _packed(compiled)


def _packed(pdf: bytes) -> bytes:
    """Return the PDF, smaller: typst writes the tag of each cell uncompressed, by itself."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(
            out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
    return out.getvalue()


def _said(paper: Paper, root: Path) -> dict[str, object]:
    blocks = []
    for number, block in enumerate(paper.blocks):
        said = {"kind": type(block).__name__.lower(), **asdict(block)}
        if isinstance(block, Table):
            said |= {"numbers": sorted(block.numbers), "widths": block.widths, "size": block.size}
            del said["wide"]
        if isinstance(block, Picture):
            (root / f"{number}.svg").write_text(block.svg, encoding="utf-8")
            said["svg"] = f"{number}.svg"
        blocks.append(said)
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "language": paper.language,
        "direction": "rtl" if paper.is_rtl else "ltr",
        "foot": paper.foot,
        "blocks": blocks,
    }
