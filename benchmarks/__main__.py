"""Time the engine beside its peers, and the site's pages in a large office."""

import argparse
import json

from benchmarks import census, demo, fit, growth, last_minute, mixed, page, pages
from benchmarks.measure import ROOT, machine

RESULTS = ROOT / "benchmarks" / "results.json"
PAGE = ROOT / "docs" / "performance.md"
PICTURE = ROOT / "docs" / "images" / growth.GROWTH


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--children", type=int, default=30_000_000, help="rows of the census")
    names = ("census", "fit", "mixed", "demo", "site", "last-minute")
    parser.add_argument("--only", choices=names, help="one part alone")
    parser.add_argument(
        "--write", action="store_true", help="keep the results and write docs/performance.md"
    )
    parser.add_argument("--page", action="store_true", help="write the page from kept results")
    parser.add_argument("--keep", action="store_true", help="keep the largest generated census")
    parser.add_argument("--clean", action="store_true", help="delete the generated census")
    chosen = parser.parse_args()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if chosen.clean:
        census.clean()
        return
    if not chosen.page:
        parts = {
            "fit": fit.run,
            "mixed": lambda: mixed.run(chosen.children),
            "census": lambda: census.run(chosen.children, keep=chosen.keep),
            "demo": demo.run,
            "site": pages.run,
            "last-minute": last_minute.run,
        }
        for name, run in parts.items():
            if chosen.only in (None, name):
                kept[name] = {"machine": machine(), **run()}
    if chosen.write or chosen.page:
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page.render(kept), encoding="utf-8")
        PICTURE.write_text(growth.draw(kept["census"]["scale"]), encoding="utf-8")


if __name__ == "__main__":
    main()
