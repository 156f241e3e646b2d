"""Sample data for trying the system: read from `samples/`, drawn, and played through the same actions people use."""
