"""Characters for games and stories: personality, feelings, mood, memory. See docs/mind.md."""

from emogen.conditioning.mind.appraisal import Event, appraise
from emogen.conditioning.mind.character import Character
from emogen.conditioning.mind.memory import Memory
from emogen.conditioning.mind.mood import mood_name
from emogen.conditioning.mind.personality import Personality

__all__ = ["Character", "Event", "Memory", "Personality", "appraise", "mood_name"]
