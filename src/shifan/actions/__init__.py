"""All writing: one verb a function, each of one shape: access, facts, decide, write, one event."""
