"""The census as counts of patterns per area: scan, raking, harmonisation, disclosure."""
