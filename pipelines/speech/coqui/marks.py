"""Punctuation as models of coqui-tts know it."""

from __future__ import annotations

from typing import Final

MARKS: Final = {"…": "...", "—": ","}
"""Marks that they do not know -> those that they do."""
