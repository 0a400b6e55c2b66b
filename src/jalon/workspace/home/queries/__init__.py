"""Read models of the home: my day, and what a search finds."""
