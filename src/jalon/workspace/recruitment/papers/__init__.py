"""Papers of recruitment: PDF."""
