"""Estimates per area and their error."""
