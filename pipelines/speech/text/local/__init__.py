"""Readers of what one language, or one family of languages, writes in its own way."""
