"""What benchmarks/autosave.py needs inside Django: people with applications, and the rival it is compared with."""
