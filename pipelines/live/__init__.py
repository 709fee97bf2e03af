"""Voices and faces live: sound, words and face in chunks as soon as they exist. See docs/live.md."""
