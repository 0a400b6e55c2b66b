"""The rules of results: pure functions over plain values."""
