"""Making estimates of areas add up to what is known of larger units."""
