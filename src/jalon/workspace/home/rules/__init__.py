"""Pure functions of the home."""
