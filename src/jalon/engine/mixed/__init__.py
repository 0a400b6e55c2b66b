"""The random-intercept logit: areas and sampling units with effects of their own."""
