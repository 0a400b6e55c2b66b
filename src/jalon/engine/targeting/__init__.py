"""Which areas, under a budget: the choice that reaches the most children in risk.

Chosen exactly, by integer programming; what a plan asks for and cannot have together is named.
"""

from jalon.engine.targeting.request import Candidates, Quota, Request
from jalon.engine.targeting.solve import Choice, choose

__all__ = ["Candidates", "Choice", "Quota", "Request", "choose"]
