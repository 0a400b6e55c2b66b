"""Read tables and boundaries from files, and map their columns to harmonised variables."""
