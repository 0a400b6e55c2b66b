"""Builders of rows for tests, one module for each app."""
