"""Draw what grows with the population."""

from typing import Any

from jalon.engine.charts.locale import DECIMAL, Locale
from jalon.engine.charts.palette import DIRECT, FONT, MODEL
from jalon.engine.charts.render import to_svg

GROWTH = "growth.svg"
WAYS = {
    "sums": "to sums, ten covariates",
    "few": "to cells, five covariates",
    "cells": "to cells, ten covariates",
}
PHASES = {"scan": "scan", "after": "all that comes after"}


def draw(part: dict[str, Any]) -> str:
    """Return a picture of the seconds of each way's scan, and of what comes after, by persons."""
    rows = [
        {
            "way": words,
            "phase": phase_words,
            "persons": int(size) / 1e6,
            "seconds": facts[way][f"{phase}_processor"],
        }
        for size, facts in part.items()
        for way, words in WAYS.items()
        for phase, phase_words in PHASES.items()
    ]
    colours = {"domain": list(PHASES.values()), "range": [DIRECT, MODEL]}
    spec = {
        "data": {"values": rows},
        "mark": {"type": "line", "point": True},
        "width": 180,
        "height": 160,
        "encoding": {
            "column": {"field": "way", "title": None, "sort": list(WAYS.values())},
            "x": {"field": "persons", "type": "quantitative", "title": "million persons"},
            "y": {"field": "seconds", "type": "quantitative", "title": "seconds"},
            "color": {"field": "phase", "title": None, "scale": colours},
        },
        "config": {"font": FONT, "legend": {"orient": "bottom"}},
    }
    return to_svg(spec, Locale("en", DECIMAL["en"]), "growth") + "\n"
