"""Which files of boundaries are opened at all: their first bytes decide, not their names."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from jalon.errors import BadInput

KINDS = ".geojson, .topojson, .json, .gpkg, .zip"  # .zip: a Shapefile
MEGABYTE = 1024 * 1024
# A Shapefile's parts, and what is often packed beside them and left alone
PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
BESIDE = frozenset({".sbn", ".sbx", ".qix", ".qmd", ".qpj", ".xml", ".txt", ".pdf", ".md", ".html"})
MOST_MEMBERS = 100
LARGEST_UNPACKED = 400 * MEGABYTE
MOST_PACKED = 100  # times smaller than unpacked; shapes and tables reach about 20
SHAPEFILE = bytes.fromhex("0000270a")
SQLITE = b"SQLite format 3\x00"

Member = tuple[str, int, int]  # name, unpacked size, packed size


def check_size(name: str, size: int, limit: int) -> None:
    """Refuse an empty file and one above the site's limit."""
    if size == 0:
        raise BadInput("file-empty", file=name)
    if size > limit:
        raise BadInput(
            "boundaries-too-large",
            file=name,
            size=round(size / MEGABYTE, 1),
            limit=limit // MEGABYTE,
        )


def kind_of(name: str, start: bytes) -> str:
    """Return .geojson, .gpkg or .zip by what the file begins with."""
    suffix = PurePosixPath(name.lower()).suffix
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if suffix in {".geojson", ".topojson", ".json"} and text.startswith(b"{"):
        return ".geojson"
    if suffix == ".gpkg" and start.startswith(SQLITE):
        return ".gpkg"
    if suffix == ".zip" and start.startswith(b"PK\x03\x04"):
        return ".zip"
    if suffix in {".geojson", ".topojson", ".json", ".gpkg", ".zip"}:
        raise BadInput("file-not-its-kind", file=name, kind=suffix)
    raise BadInput("file-kind-unknown", file=name, known=KINDS)


def check_archive(name: str, members: Iterable[Member]) -> dict[str, str]:
    """Return the parts of the one Shapefile in a zip, by suffix; refuse every other archive."""
    listed = [member for member in members if not member[0].endswith("/")]
    if len(listed) > MOST_MEMBERS:
        raise BadInput("archive-too-many", file=name, members=len(listed), most=MOST_MEMBERS)
    for member, unpacked, packed in listed:
        _check_path(name, member)
        if unpacked > LARGEST_UNPACKED or unpacked > MOST_PACKED * max(packed, MEGABYTE // 10):
            raise BadInput("archive-bomb", file=name, member=member)
    if sum(unpacked for _name, unpacked, _packed in listed) > LARGEST_UNPACKED:
        raise BadInput("archive-bomb", file=name, member="*")
    shapes = [member for member, _u, _p in listed if _suffix(member) == ".shp"]
    if len(shapes) != 1:
        raise BadInput("archive-not-one-shapefile", file=name, found=len(shapes))
    stem = shapes[0][:-4].lower()
    parts = {
        _suffix(member): member
        for member, _u, _p in listed
        if _suffix(member) in PARTS and member[: -len(_suffix(member))].lower() == stem
    }
    if missing := sorted({".shx", ".dbf"} - set(parts)):
        raise BadInput("archive-parts-missing", file=name, missing=", ".join(missing))
    return parts


def _check_path(name: str, member: str) -> None:
    path = PurePosixPath(member.replace("\\", "/"))
    drive = len(member) > 1 and member[1] == ":"
    if path.is_absolute() or drive or ".." in path.parts or "\x00" in member:
        raise BadInput("archive-leaves-its-folder", file=name, member=member)
    hidden = "__MACOSX" in path.parts or path.name.startswith(".")
    if not hidden and _suffix(member) not in PARTS | BESIDE:
        raise BadInput("archive-holds-other", file=name, member=member)


def _suffix(member: str) -> str:
    return PurePosixPath(member.lower()).suffix
