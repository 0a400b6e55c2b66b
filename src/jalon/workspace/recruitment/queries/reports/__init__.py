"""What reports and files about a call say, as blocks, in the language that is active."""
