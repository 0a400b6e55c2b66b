"""A study's files in memory: areas, covariates, survey sample and census counts."""
