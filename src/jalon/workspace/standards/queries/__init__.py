"""What pages and upper apps ask the catalogue."""
