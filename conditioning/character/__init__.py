"""Characters: one person in one file, with a voice, a face and a personality. See docs/characters.md."""

from emogen.conditioning.character.character import Character
from emogen.conditioning.character.credit import Credit
from emogen.conditioning.character.document import SUFFIXES, facts, load_character, save_character
from emogen.conditioning.character.lexicon import Lexicon, with_lexicon
from emogen.conditioning.character.looks import Looks
from emogen.conditioning.character.people import (
    aged,
    characters,
    find_character,
    make_character,
    with_looks,
)
from emogen.conditioning.character.personality import Personality
from emogen.conditioning.character.settings import read_looks, with_credits, with_settings, with_words
from emogen.conditioning.character.voice import VoiceChoice

__all__ = [
    "SUFFIXES",
    "Character",
    "Credit",
    "Lexicon",
    "Looks",
    "Personality",
    "VoiceChoice",
    "aged",
    "characters",
    "facts",
    "find_character",
    "load_character",
    "make_character",
    "read_looks",
    "save_character",
    "with_credits",
    "with_lexicon",
    "with_looks",
    "with_settings",
    "with_words",
]
