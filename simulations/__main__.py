"""Simulate surveys, and show which share of the truths intervals hold.

Interrupt it at will: the same command goes on where it was.
"""

import argparse
import json
import sys
from dataclasses import asdict

from rich.progress import Progress

from simulations import keep, page, refits
from simulations.figures import country, figures
from simulations.scenarios import SCENARIOS, SURVEYS, first_of

RESULTS = keep.ROOT / "simulations" / "results.json"
PAGE = keep.ROOT / "docs" / "methods" / "coverage.md"
REFITS = "refits"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m simulations", description=__doc__)
    parser.add_argument("--surveys", type=int, default=SURVEYS)
    parser.add_argument("--only", choices=(*SCENARIOS, REFITS), help="one part alone")
    parser.add_argument("--processes", type=int, default=1, help="results do not depend on it")
    parser.add_argument(
        "--write", action="store_true", help="keep the results and write docs/methods/coverage.md"
    )
    parser.add_argument("--page", action="store_true", help="write the page from kept results")
    chosen = parser.parse_args()
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    if not chosen.page:
        try:
            for name in (*SCENARIOS, REFITS):
                if chosen.only in (None, name):
                    kept[name] = (
                        refits.run()
                        if name == REFITS
                        else simulate(name, chosen.surveys, chosen.processes)
                    )
        except KeyboardInterrupt:
            print("Interrupted: the same command goes on where it was.", file=sys.stderr)
            return 130
    if chosen.write or chosen.page:
        RESULTS.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
        PAGE.write_text(page.render(kept), encoding="utf-8")
    else:
        print(page.render(kept))
    return 0


def simulate(name: str, surveys: int, processes: int) -> page.Facts:
    """Return the figures of a scenario over its surveys, and over those that the tests repeat."""
    scenario, numbers = SCENARIOS[name], range(surveys)
    with Progress() as progress:
        task = progress.add_task(name, total=surveys)
        for done in keep.make(scenario, numbers, processes=processes):
            progress.update(task, completed=done)
    attempts = keep.kept(scenario, numbers)
    return {
        "scenario": json.loads(json.dumps(asdict(scenario))),
        "surveys": surveys,
        **country(attempts),
        "predictors": figures(attempts),
        "first": figures(keep.kept(scenario, first_of(name))),
    }


if __name__ == "__main__":
    sys.exit(main())
