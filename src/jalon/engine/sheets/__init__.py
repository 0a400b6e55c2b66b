"""Fact sheets per area, as PDF."""
