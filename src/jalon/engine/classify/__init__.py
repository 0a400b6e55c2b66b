"""Classes, their certainty, and the factors behind an area's rate."""
