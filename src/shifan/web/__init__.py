"""HTTP, split by who is looking."""
