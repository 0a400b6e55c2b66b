"""Calls, applications, panels and decisions: who is hired, fairly."""
