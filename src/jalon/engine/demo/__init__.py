"""A country that does not exist, with a survey, a census, a map and the true rates.

How it is made, and what is known about it: ``docs/methods/demo-country.md``.
"""

from jalon.engine.demo.country import Country, draw_country, write_demo
from jalon.engine.demo.sample import draw_survey

__all__ = ["Country", "draw_country", "draw_survey", "write_demo"]
