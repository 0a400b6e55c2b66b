"""Child-labour risk per area, from a household survey and a census."""
