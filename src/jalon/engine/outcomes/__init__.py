"""Definitions of the outcome as decision rules."""
