"""Files of candidates: a page each, small, with what it is and that it is invented."""

HEAD = "%PDF-1.4\n%âãÏÓ\n".encode("latin-1")
PARTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>"
    ),
)
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
NOTE = "Inventado para la demostración. Inventé pour la démonstration. Invented."


def sheet(*lines: str) -> bytes:
    """Return a PDF of one page with these lines, in letters of western languages."""
    shown = b"".join(_line(line, 780 - 22 * n) for n, line in enumerate((*lines, "", NOTE)))
    content = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown)
    out, places = bytearray(HEAD), []
    for number, part in enumerate((*PARTS, content, FONT), 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    index = len(out)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, index)
    return bytes(out)


def _line(text: str, height: int) -> bytes:
    said = text.encode("cp1252", "replace")
    for sign in (b"\\", b"(", b")"):
        said = said.replace(sign, b"\\" + sign)
    return b"BT /F1 12 Tf 60 %d Td (%s) Tj ET\n" % (height, said)
