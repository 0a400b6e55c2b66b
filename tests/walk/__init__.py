"""Walks through a full site: its pages and forms are found, not listed, so that none escapes."""
