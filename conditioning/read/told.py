"""The telling of a line: its words read in a conversation, as an emotion over its characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from emogen.conditioning.read.conversation import Line, read_conversation
from emogen.conditioning.read.text import checked_length, is_readable
from emogen.conditioning.script import Script
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion

_SPEAKER: Final = re.compile(r"\s*([^\s:：][^:：\n]{0,39})[:：]\s+(\S.*)", re.DOTALL)
"""``Mara: It is ticking.``"""


def told_script(script: Script, before: Sequence[str] = (), speaker: str = "") -> EmotionTrack:
    """The emotion over the characters of a script: each sentence read in the light of those before it.

    Args:
        script: the words; what its tags say is not looked at.
        before: lines said before it, as :func:`parsed_line` reads them.
        speaker: who says it, as named in ``before``.

    Raises:
        RequestError: more characters than the budget allows.
        MissingWeightError: the encoder is not there.
    """
    checked_length(script.text)
    places = [(a, b) for a, b in script.sentences() if is_readable(script.text[a:b])]
    places = places or [(0, len(script.text))]  # "...", which is felt as what was said before it.
    lines = [*map(parsed_line, before), *(Line(script.text[a:b].strip(), speaker) for a, b in places)]
    readings = read_conversation(lines)[len(before) :]
    return EmotionTrack.of((float(a), r.emotion) for (a, _), r in zip(places, readings, strict=True))


def parsed_line(text: str) -> Line:
    """A line as it is written: ``"It is ticking."``, ``"Mara: It is ticking."``, tags too, as in ``"Mara:
    [fear] It is ticking."``."""
    from emogen.conditioning.ssml import read_script

    named = _SPEAKER.fullmatch(text)
    speaker, words = (named[1].strip(), named[2]) if named else ("", text)
    try:
        script = read_script(words)
    except RequestError:  # A line that was said is read as far as it goes.
        return Line(words, speaker)
    felt: Emotion | None = script.track.keyframes[-1].emotion if script.track.keyframes else None
    if felt is None or (felt.manners and felt.felt.is_neutral):  # How it was said tells nothing of that.
        return Line(script.text, speaker)
    return Line(script.text, speaker, str(felt))


def dialogue(text: str) -> list[Line] | None:
    """The lines of a text in which every line begins with its speaker's name; None for any other."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not all(_SPEAKER.fullmatch(line) for line in lines):
        return None
    return [parsed_line(line) for line in lines]
