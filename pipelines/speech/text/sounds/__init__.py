"""Sounders: what turns spoken words into phones, by language."""
