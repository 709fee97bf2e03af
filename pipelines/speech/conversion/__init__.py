"""Recordings said again with another emotion: same words, same speaker."""
