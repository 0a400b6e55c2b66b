"""Tags of the pages of recruitment."""
