"""Kokoro-82M taken apart, so that an emotion moves its prosody from the inside."""
