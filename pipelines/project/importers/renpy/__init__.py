"""Ren'Py: scripts, translations and ``dialogue.tab``."""
