"""The area-level model of Fay and Herriot: direct estimates made steadier by area covariates."""
