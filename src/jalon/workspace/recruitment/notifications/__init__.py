"""Mail to candidates."""
