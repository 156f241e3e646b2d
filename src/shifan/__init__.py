"""Shifan runs manufacturing pilot-demonstration programmes from the notice to the last re-evaluation."""

__version__ = "0.1.0"
