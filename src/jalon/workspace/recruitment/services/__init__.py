"""Every write of recruitment."""
