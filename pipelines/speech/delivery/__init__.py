"""Finished speech to files: format, rate, loudness, captions, timings, chapters."""
