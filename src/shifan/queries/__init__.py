"""All reading for a person."""
