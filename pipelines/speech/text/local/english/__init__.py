"""Readers of what English writes in its own way; the rest is read as in every language."""
