"""Stage directions read: how to say something, in words of many languages, as emotion and manner.

    read_direction("whispered, close to tears").feeling      sadness + manner:tearful + manner:whispered
    read_direction("erst besorgt, dann erleichtert").notation           apprehension -> relief

Words that the tables know (:mod:`.direction_words`) are read by them. A step in which they name no emotion,
and which has other words, is read by its meaning as a whole (:mod:`.direction_meaning`). Everything else is
told as not understood; nothing becomes neutral in silence.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.conditioning.manners import PREFIX
from emogen.conditioning.read.direction_words import NEGATED_AFTER, UNSPACED, Found, folded, lexicons
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError, as_text

LONGEST: Final = 1000
"""Characters of a direction at most. Ours: longer text is a scene, not a direction."""

_HELD: Final = 0.5
"""Factor on what is felt and hardly shown. Ours, near that of "suppressed" in the modifiers."""

_KNOWN: Final = 0.95
"""Confidence in what the tables say where all words are known. Ours."""


_PEOPLE: Final = frozenset(PREFIX + name for name in ("child", "old", "young"))
"""Manners that are people: they may be who is spoken to instead."""

_SCRIPTS: Final = (
    ("ARABIC", "ar"),
    ("THAI", "th"),
    ("HANGUL", "ko"),
    ("HIRAGANA", "ja"),
    ("KATAKANA", "ja"),
    ("CJK", "zh"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a direction and what it became.

    Attributes:
        start, end: characters of the text.
        text: what stands there.
        meaning: in the notation of emotions; "" where it was not understood.
        by: ``words`` or ``meaning``: which reader it is from; "" where none.
        confidence: 0 to 1.
    """

    start: int
    end: int
    text: str
    meaning: str
    by: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Direction:
    """A direction as it was understood.

    Attributes:
        text: as it was written.
        steps: what is felt and how it is said, one after the other; none where nothing was understood.
        sudden: of each step after the first, whether it comes at once.
        confidence: 0 (nothing understood) to 1.
        parts: every stretch that means something, or was not understood, in order.
        language: ISO 639-1, as its words tell; "" where they do not.
    """

    text: str
    steps: tuple[Emotion, ...]
    sudden: tuple[bool, ...]
    confidence: float
    parts: tuple[Part, ...]
    language: str

    @property
    def unread(self) -> tuple[str, ...]:
        """The words that were not understood."""
        return tuple(part.text for part in self.parts if not part.meaning)

    @property
    def feeling(self) -> Emotion | EmotionTrack:
        """The emotion with its manner; where it moves, a track from 0 to 1."""
        if len(self.steps) < 2:
            return self.steps[0] if self.steps else NEUTRAL
        return EmotionTrack.parse(self.notation)

    @property
    def notation(self) -> str:
        """The same as :meth:`Emotion.parse` or :meth:`EmotionTrack.parse` reads it."""
        if not any(self.sudden):
            return " -> ".join(map(str, self.steps)) or "neutral"
        # What comes at once has a time: it holds until then.
        written = ""
        for index, step in enumerate(self.steps):
            arrow = (", " if self.sudden[index - 1] else " -> ") if index else ""
            written += f"{arrow}{round(100 * index / len(self.steps))}% {step}"
        return written


@dataclass(slots=True)
class _Step:
    """One step of a direction, while it is read."""

    sudden: bool = False
    felt: list[tuple[str, float]] = field(default_factory=list)
    spare: list[tuple[str, float]] = field(default_factory=list)  # Emotions of manners.
    said: list[tuple[str, float]] = field(default_factory=list)
    denied: list[str] = field(default_factory=list)
    plain: bool = False  # It asks for nothing special.
    spans: list[Found] = field(default_factory=list)  # Of its words with a meaning.
    unread: list[Found] = field(default_factory=list)
    place: tuple[int, int] = (0, 0)  # All of its words.

    @property
    def says(self) -> bool:
        return bool(self.felt or self.spare or self.said or self.plain or self.denied)

    def reach(self, item: Found) -> None:
        """Take a word into its place."""
        begun = self.place[0] if self.place[1] else item.start
        self.place = (begun, item.end)

    def emotion(self) -> Emotion:
        felt = self.felt or self.spare
        if not felt and not self.said and len(self.denied) == 1 and not self.denied[0].startswith(PREFIX):
            felt = [(self.denied[0], -0.5)]
        kept = dict(felt)
        return Emotion.of(((name, w / len(kept)) for name, w in kept.items()), said=dict(self.said).items())


def read_direction(text: str, *, by_meaning: bool = True) -> Direction:
    """Read a direction.

    Args:
        text: in one of the languages of the tables or, less surely, of the multilingual encoder; up to
            :data:`LONGEST` characters.
        by_meaning: whether words that the tables do not know are read by the encoder.

    Raises:
        RequestError: longer, or no words at all.
        MissingWeightError: the encoder is needed and not there.
    """
    if len(as_text(text, "direction")) > LONGEST:
        raise RequestError(
            f"the direction has {len(text):,} characters", fix=f"Write at most {LONGEST:,}: a phrase."
        )
    if not any(map(str.isalnum, text)):
        raise RequestError(
            f"the direction {text!r} has no words", fix='Write e.g. "whispered, close to tears".'
        )
    language, found = _spoken(folded(text))
    steps = _steps(found, language)
    parts: list[Part] = []
    read: list[tuple[Emotion, bool, float]] = []
    for step in steps:
        own, emotion, confidence = _understood(text, step, language, by_meaning=by_meaning)
        parts += own
        if confidence:
            read.append((emotion, step.sudden, confidence))
    return Direction(
        text,
        tuple(emotion for emotion, _, _ in read),
        tuple(sudden for _, sudden, _ in read[1:]),
        round(min((c for _, _, c in read), default=0.0) * (len(read) / max(len(steps), 1)) ** 0.5, 3),
        tuple(sorted(parts, key=lambda part: part.start)),
        language,
    )


def _spoken(text: str) -> tuple[str, list[Found]]:
    """The language whose words explain most of a text, "" where several do alike and none is English; and
    what they explain."""
    scored = []
    for language, lexicon in lexicons().items():
        found = lexicon.find(text)
        letters = sum(item.end - item.start for item in found if item.meaning and item.meaning != ",")
        told = sum(item.end - item.start for item in found if item.meaning not in ("", ",", "*"))
        scored.append((letters + 0.5 * told, language, found))
    best = max(score for score, _, _ in scored)
    alike = [(language, found) for score, language, found in scored if score == best]
    if not best:
        return _by_script(text), alike[0][1]
    return (alike[0][0] if len(alike) == 1 or alike[0][0] == "en" else ""), alike[0][1]


def _by_script(text: str) -> str:
    """The language that a text's first letter tells by itself, of those that the encoder knows; else ""."""
    name = unicodedata.name(next(filter(str.isalpha, text), " "), "")
    return next((language for script, language in _SCRIPTS if name.startswith(script)), "")


def _steps(found: Sequence[Found], language: str) -> list[_Step]:
    """The meaning of words, step by step."""
    steps = [_Step()]
    degree, negated, held, spoken_to = 1.0, False, False, False
    latest: int | None = None  # Which span of the step a negation after it would deny.
    for item in found:
        step = steps[-1]
        if item.meaning not in (",", "then", "suddenly", "first", "but"):
            step.reach(item)
        match item.meaning:
            case "," | "but":
                degree, negated, held, spoken_to = 1.0, False, False, False
                latest = None
            case "then" | "suddenly":
                degree, negated, held, spoken_to = 1.0, False, False, False
                latest = None
                if step.says or step.unread:
                    steps.append(_Step(sudden=item.meaning == "suddenly"))
            case "not" if language in NEGATED_AFTER:
                if latest is not None and latest < len(step.spans):
                    _deny(step, latest)
                latest = None
            case "not":
                negated = True
            case "held":
                held = True
            case "to":
                spoken_to = True
            case meaning if spoken_to and meaning in _PEOPLE:
                pass  # "To a child" is not "like a child".
            case "first" | "*":
                pass
            case "":
                step.unread.append(item)
                spoken_to = (
                    spoken_to or language not in UNSPACED
                )  # "Guiding a child", "the teacher of a boy".
            case "neutral":
                step.plain = step.plain or not negated
                step.spans.append(item)
            case meaning if meaning.startswith("x") and meaning[1:2].isdigit():
                degree *= float(meaning[1:])
            case meaning:
                step.spans.append(replace(item, meaning=f"not {meaning}") if negated else item)
                weight = min(1.0, degree * (_HELD if held else 1.0))
                _add(step, meaning, weight, negated=negated)
                latest, degree = len(step.spans) - 1, 1.0
    return [step for step in steps if step.says or step.unread] or steps[:1]


def _add(step: _Step, meaning: str, weight: float, *, negated: bool) -> None:
    """Put a meaning of the table into a step."""
    names = meaning.split(" + ")
    if negated:
        step.denied += names[:1]
        return
    for name in names:
        if name.startswith(PREFIX):
            step.said.append((name, weight))
        elif len(names) > 1:
            step.spare.append((name, weight))
        else:
            step.felt.append((name, weight))


def _deny(step: _Step, index: int) -> None:
    """Take the meaning of a span out of a step again, since a negation came after it."""
    meaning = step.spans[index].meaning
    names = meaning.split(" + ")
    for kept in (step.felt, step.spare, step.said):
        kept[:] = [(name, weight) for name, weight in kept if name not in names]
    step.denied += names[:1]
    step.spans[index] = replace(step.spans[index], meaning=f"not {meaning}")


def _understood(
    text: str, step: _Step, language: str, *, by_meaning: bool
) -> tuple[list[Part], Emotion, float]:
    """The parts of a step, its emotion and how surely it is that; 0 for nothing understood."""
    parts = [
        Part(item.start, item.end, text[item.start : item.end], item.meaning, "words", _KNOWN)
        for item in step.spans
    ]
    unread = [Part(item.start, item.end, text[item.start : item.end], "", "", 0.0) for item in step.unread]
    known = sum(item.end - item.start for item in step.spans)
    rest = sum(item.end - item.start for item in step.unread)
    sure = _KNOWN * (0.5 + 0.5 * known / max(known + rest, 1)) if step.says else 0.0
    emotion = step.emotion()
    if step.felt or step.spare or step.plain or not step.unread or not by_meaning:
        return parts + unread, emotion, sure
    from emogen.conditioning.read.direction_meaning import meant

    start, end = step.place
    guess = meant(text[start:end], language)
    felt = guess.emotion if not any(name in step.denied for name, _ in guess.emotion.terms) else NEUTRAL
    manner = Emotion.of((), said=guess.manners if not step.said else ())
    added = felt + manner
    if added.is_neutral:
        return parts + unread, emotion, sure
    whole = Part(start, end, text[start:end], str(added), "meaning", guess.confidence)
    total = emotion.felt + added if emotion.felt.is_neutral else added
    total = Emotion.of(total.terms, total.point, [*emotion.manners, *added.manners])
    return [*parts, whole], total, max(guess.confidence, sure * 0.5) if step.said else guess.confidence
