"""Read a vacancy notice: what it says, where it says so, and how sure that is. No Django."""
