"""Spreadsheets that people send: opened with suspicion, read cell by cell, never guessed at."""
