"""What pages of recruitment read."""
