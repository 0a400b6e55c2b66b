"""Every write to results, one function for each thing that people do."""
