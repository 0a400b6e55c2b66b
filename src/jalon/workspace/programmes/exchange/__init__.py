"""A team's own results framework, in a spreadsheet of any shape, as a plan for a programme."""
