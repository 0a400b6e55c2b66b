"""How dates are written in each language: the day first, the hours to 24, no doubt between them."""
