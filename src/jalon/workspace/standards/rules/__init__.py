"""The catalogue's rules, over plain rows of text: no database, no clock, no translation."""
