"""The words inside files, and what differs between two of them: no Django below this line."""
