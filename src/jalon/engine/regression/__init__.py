"""Survey-weighted logistic regression and its assessment."""
