"""Faces sent to engines in time with the sound, a file for each protocol."""
