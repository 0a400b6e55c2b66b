"""Other outcomes from a survey: one file says which, the tables come out with design errors."""
