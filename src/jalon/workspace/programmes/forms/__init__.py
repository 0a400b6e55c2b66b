"""What people say of programmes."""
