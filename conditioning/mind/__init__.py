"""Minds for games and stories: feelings, mood and memory of a character. See docs/mind.md."""

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.personality import Personality
from emogen.conditioning.mind.appraisal import Event, appraise
from emogen.conditioning.mind.memory import Memory
from emogen.conditioning.mind.mind import Mind
from emogen.conditioning.mind.mood import mood_name

__all__ = ["Character", "Event", "Memory", "Mind", "Personality", "appraise", "mood_name"]
