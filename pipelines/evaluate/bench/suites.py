"""What the suites of ``emogen evaluate bench`` are made of.

The words are our own and were used for nothing else. They say nothing about feelings, so that only
the voice can; the prompts of pictures are plain places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from emogen.errors import unknown_name
from emogen.pipelines.evaluate.bench.making import Scene
from emogen.pipelines.evaluate.item import Medium

Size = Literal["small", "full"]
SIZES: Final[tuple[Size, ...]] = get_args(Size)

SENTENCES: Final = (
    "The bus to the station stops at the corner.",
    "There are four chairs around the table.",
    "He left the keys on the kitchen shelf.",
    "The shop closes at half past six.",
    "We walked from the bridge to the market.",
    "The meeting has been moved to Thursday.",
    "Her coat is hanging behind the door.",
    "The road goes past the old mill.",
    "I read the first page of the report.",
    "They painted the fence green last year.",
    "The parcel should be here by noon.",
    "Turn left after the second set of lights.",
    "The boxes are stacked in the hallway.",
    "My cousin works in an office near the park.",
    "You can find the number on the back.",
    "The water in the kettle is still warm.",
    "A man with a brown bag sat by the window.",
    "The film starts in about twenty minutes.",
    "She wrote the address on a piece of paper.",
    "The garden is on the other side of the house.",
)
PROMPTS: Final = (
    "a house by a lake",
    "a street in a town",
    "a harbour with boats",
    "a path through a forest",
    "a room with a window and a table",
    "mountains behind a field",
    "a bridge over a river",
    "a beach in the afternoon",
)
VOICES: Final = (
    "af_heart",
    "am_michael",
    "bf_emma",
    "bm_george",
    "af_nova",
    "am_puck",
    "bf_alice",
    "bm_lewis",
)
"""Those that the sizes of the voice targets were not tuned on."""

CHARACTERS: Final = ("mira", "jonas", "amara", "kenji", "rosa", "malik", "11", "12")
"""Grown people only: judges of faces learned from them. Numbers are people drawn by that seed."""

EMOTIONS: Final = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
"""The six that judges and corpora share (Ekman)."""

UNITS: Final = ("AU1", "AU2", "AU4", "AU5", "AU7", "AU9", "AU10", "AU12", "AU14", "AU15", "AU20", "AU26")
"""Action units of the six emotions' prototypes that an ARKit shape stands for (EMFACS)."""


@dataclass(frozen=True, slots=True)
class Suite:
    """What is made and judged.

    Attributes:
        name, size: which.
        medium: of the items.
        scenes: each is made neutral and with every emotion at full strength.
        graded: some of the scenes, made at the lower ``levels`` too, for the dose-response.
        clips: talking faces, judged by what needs motion.
        emotions: at full strength everywhere; ``doses``: those of them at lower levels too.
        levels: of intensity, between neutral and full.
        units: action units read back from the graded scenes, at ``levels`` and at 1.
    """

    name: str
    size: Size
    medium: Medium
    scenes: tuple[Scene, ...]
    graded: tuple[Scene, ...]
    clips: tuple[Scene, ...] = ()
    emotions: tuple[str, ...] = EMOTIONS
    doses: tuple[str, ...] = EMOTIONS
    levels: tuple[float, ...] = (0.3, 0.6)
    units: tuple[str, ...] = ()


def find_suite(name: str, size: str = "small") -> Suite:
    """A suite by name and size.

    Raises:
        RequestError: there is none.
    """
    if size not in SIZES:
        raise unknown_name("size", size, SIZES)
    if (name, size) not in _SUITES:
        raise unknown_name("suite", name, SUITES)
    return _SUITES[name, size]


def _spoken(per_voice: int) -> tuple[Scene, ...]:
    """Other lines for every voice, so that more words are heard."""
    return tuple(
        Scene("speech", voice, SENTENCES[(start * per_voice + index) % len(SENTENCES)])
        for start, voice in enumerate(VOICES)
        for index in range(per_voice)
    )


_LINES: Final = _spoken(3)
_FACES: Final = tuple(Scene("face", name) for name in CHARACTERS)
_CLIPS: Final = (
    Scene("face", "mira", SENTENCES[1], "af_heart"),
    Scene("face", "jonas", SENTENCES[3], "am_michael"),
    Scene("face", "amara", SENTENCES[9], "bf_emma"),
)
_VIEWS: Final = tuple(Scene("picture", "", prompt) for prompt in PROMPTS)

_ALL: Final = (
    Suite(
        "speech",
        "small",
        "speech",
        scenes=_spoken(1)[:2],
        graded=_spoken(1)[:2],
        emotions=("anger", "fear", "joy", "sadness"),
        doses=("anger", "sadness"),
        levels=(0.5,),
    ),
    Suite("speech", "full", "speech", scenes=_LINES, graded=_LINES[::6]),
    Suite(
        "faces",
        "small",
        "face",
        scenes=_FACES[:3],
        graded=_FACES[:2],
        levels=(0.5,),
        units=("AU1", "AU4", "AU12", "AU26"),
    ),
    Suite("faces", "full", "face", scenes=_FACES, graded=_FACES[:6], clips=_CLIPS, units=UNITS),
    Suite("pictures", "small", "picture", scenes=_VIEWS[:3], graded=_VIEWS[:3], levels=(0.5,)),
    Suite("pictures", "full", "picture", scenes=_VIEWS, graded=_VIEWS),
)
_SUITES: Final = {(suite.name, suite.size): suite for suite in _ALL}
SUITES: Final = tuple(dict.fromkeys(suite.name for suite in _ALL))
