"""Copy the browser code that package.json names into the site, with its licence and its hash.

    python scripts/vendor_assets.py

Needs ``npm`` (only to fetch: ``npm pack``); a test compares the files with the manifest.
"""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "src" / "jalon" / "workspace" / "static" / "vendor"
# package -> {file in the package: name in the site}
FILES = {"htmx.org": {"dist/htmx.min.js": "htmx.js", "LICENSE": "htmx.LICENSE.txt"}}


def fetch(package: str, version: str, folder: Path) -> tarfile.TarFile:
    """Return the published archive of one exact version."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed; it is needed to fetch the packages.")
    named = f"{package}@{version}"
    done = subprocess.run(
        [npm, "pack", named, "--silent", "--pack-destination", str(folder)],
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / done.stdout.split()[-1]
    return tarfile.open(fileobj=io.BytesIO(archive.read_bytes()))


def read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(f"package/{name}")
    if member is None:
        raise SystemExit(f"{name} is not in the package.")
    return member.read()


def copied(package: str, version: str, folder: Path) -> list[dict[str, str]]:
    """Copy the files of one package; return what the manifest says of them."""
    with fetch(package, version, folder) as archive:
        about = json.loads(read(archive, "package.json"))
        rows = []
        for source, name in FILES[package].items():
            content = read(archive, source)
            (VENDOR / name).write_bytes(content)
            rows.append(
                {
                    "file": name,
                    "package": package,
                    "version": about["version"],
                    "licence": about["license"],
                    "source": source,
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            )
        return rows


def main() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    VENDOR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for p, v in sorted(wanted.items()) for row in copied(p, v, Path(folder))]
    manifest = json.dumps({"files": rows}, indent=2) + "\n"
    (VENDOR / "MANIFEST.json").write_text(manifest, encoding="utf-8")
    for row in rows:
        print(row["package"], row["version"], row["file"], row["sha256"][:12])


if __name__ == "__main__":
    main()
