"""What is true: decisions as pure functions over plain facts, with the clock and chance passed in."""
