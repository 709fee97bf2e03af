"""How a script is said: for every sound what is felt there and what was marked, as targets."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from emogen.conditioning.effects import Emphasis, Moment, Pause, Prosody, Whisper
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.voice import NEUTRAL, VoiceTargets
from emogen.timeline import Seconds

if TYPE_CHECKING:
    from emogen.conditioning.effects import Effect
    from emogen.conditioning.script import Script, Span
    from emogen.conditioning.track import EmotionTrack
    from emogen.pipelines.speech.text.phonemes import Phone
    from emogen.pipelines.speech.text.words import Written

TargetsOf: TypeAlias = Callable[[Emotion], VoiceTargets]
"""The voice of an emotion."""

WEIGHTS: Final = {"none": -0.4, "reduced": -0.7, "moderate": 0.8, "strong": 1.4}
"""How much weight a level of emphasis gives a word: 1 is a clear stress. Ours."""

_SURPRISED: Final = 4.5
"""Semitones by which a question that is a cry too ("What?!") rises at its end, besides what is felt: from
about 4 on nothing is left of a fall. Ours; surprise's own rise is 3.7."""

_SHORTEST_PAUSE: Final[Seconds] = 0.1
"""A pause of this length parts a phrase, so that the tune before it ends; a shorter one is a gap."""


_PHRASE: Final = 3.0
"""Words of a phrase that is cut as short as it gets. Ours."""

_SHORT: Final = 4
"""Letters of a word after which no phrase is cut short. Ours."""


@dataclass(frozen=True, slots=True)
class Cue:
    """How one sound is said.

    Attributes:
        targets: what to change against the neutral voice. What a script asks for by name may lie
            outside the ranges of emotion.
        weight: stress given to the word, -1 to 1.5; 0 is as it comes.
    """

    targets: VoiceTargets = NEUTRAL
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Performance:
    """A script with its words, and everything needed to say how any of them is said.

    Attributes:
        script: what is said, with its marks.
        words: its words; phrases end where pauses and sounds were asked for.
        track: what is felt, over the characters of ``script.text``.
        targets_of: the voice of an emotion.
        tempo: a further factor on the speed of all speech; 2 is twice as fast.
        surprised: the words of sentences that end in "?!".
    """

    script: Script
    words: tuple[Written, ...]
    track: EmotionTrack
    targets_of: TargetsOf
    tempo: float = 1.0
    surprised: frozenset[int] = frozenset()
    _known: dict[Emotion, VoiceTargets] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls, script: Script, words: Sequence[Written], track: EmotionTrack, targets_of: TargetsOf
    ) -> Performance:
        """With the marks that its pauses and sounds make."""
        parted = list(words)
        for word, span in _moments(script, words):
            effect = span.effect
            if word < 0:
                continue
            if isinstance(effect, Pause) and effect.seconds < _SHORTEST_PAUSE:
                if effect.seconds == 0.0 and parted[word].mark in (",", ";", ":", "—"):
                    parted[word] = replace(parted[word], mark="")
            elif not parted[word].mark:
                parted[word] = replace(parted[word], mark=",")
        surprised = frozenset(_surprised(script, words))
        performance = cls(script, tuple(parted), track, targets_of, surprised=surprised)
        return replace(performance, words=tuple(performance._broken()))

    def cues(self, sounds: Sequence[Phone]) -> list[Cue]:
        """How each sound of a chunk is said. Marks are said as the word before them."""
        words = {sound.word for sound in sounds}
        spans = {word: self._effects(word) for word in words}
        return [self._cue(sound, spans[sound.word]) for sound in sounds]

    def moments(self, words: range) -> list[tuple[int, Moment, VoiceTargets]]:
        """(word, pause or sound after it, how it is said) for the words of a chunk, in order; what
        stands before the first word of all comes with word -1 in the chunk that begins with word 0."""
        first = -1 if words.start == 0 else words.start
        return [
            (word, span.effect, self.targets_of(self.track.at(span.start)))
            for word, span in _moments(self.script, self.words)
            if first <= word < words.stop and isinstance(span.effect, Moment)
        ]

    def emotion(self, word: int) -> Emotion:
        """What is felt in the middle of a word."""
        written = self.words[word]
        return self.track.at((written.start + written.end) / 2)

    def targets(self, word: int) -> VoiceTargets:
        """The voice of what is felt in the middle of a word."""
        emotion = self.emotion(word)
        if emotion not in self._known:
            self._known[emotion] = self.targets_of(emotion)
        return self._known[emotion]

    def _broken(self) -> Iterator[Written]:
        """The words, with a mark where phrases are cut short: after words that mean something by themselves,
        and never before the last word of a phrase."""
        since = 0
        for index, word in enumerate(self.words):
            since = 0 if word.mark else since + 1
            wanted = self.targets(index).breaks
            ends = index + 1 < len(self.words) and self.words[index + 1].mark
            if wanted and not word.mark and not ends and since * wanted >= _PHRASE and _stands(word.text):
                word, since = replace(word, mark=","), 0
            yield word

    def _effects(self, word: int) -> list[Effect]:
        written = self.words[word]
        spans = self.script.within(written.start, max(written.end, written.start + 1))
        return [span.effect for span in spans if span.end > span.start]

    def _cue(self, sound: Phone, effects: Sequence[Effect]) -> Cue:
        targets, weight = self.targets(sound.word), 0.0
        if sound.word in self.surprised:
            targets = replace(targets, final_rise=targets.final_rise + _SURPRISED)
        if self.tempo != 1.0:
            targets = faster(targets, self.tempo)
        for effect in effects:
            match effect:
                case Emphasis(level=level):
                    weight = WEIGHTS[level]
                case Prosody():
                    targets = _marked(targets, effect)
                case Whisper():
                    targets = replace(targets, whisper=1.0)
        return Cue(targets, weight)


def _stands(word: str) -> bool:
    """Whether a phrase may be cut after a word: after most short ones, such as "the" and "of", none is."""
    return len(word) > _SHORT or not word.isascii()


def _surprised(script: Script, words: Sequence[Written]) -> Iterator[int]:
    """The words of the sentences that end in a question mark and an exclamation mark."""
    begun = 0
    for index, word in enumerate(words):
        if word.sentence or index + 1 == len(words):
            after = words[index + 1].start if index + 1 < len(words) else len(script.text)
            marks = script.text[word.end : after]
            if word.mark == "?" and ("!" in marks or "‽" in marks or "！" in marks):
                yield from range(begun, index + 1)
            begun = index + 1


def faster(targets: VoiceTargets, rate: float) -> VoiceTargets:
    """The same said ``rate`` times as fast. People save on vowels and pauses more than on
    consonants, which hardly give (Gay 1978, Port 1981, from notes; exponents ours)."""
    return replace(
        targets,
        sonorant_length=targets.sonorant_length * rate**-1.1,
        obstruent_length=targets.obstruent_length * rate**-0.8,
        pause_length=targets.pause_length * rate**-1.1,
    )


def _marked(targets: VoiceTargets, prosody: Prosody) -> VoiceTargets:
    changed = faster(targets, prosody.rate) if prosody.rate != 1.0 else targets
    return replace(changed, f0_shift=changed.f0_shift + prosody.pitch, level=changed.level + prosody.volume)


def _moments(script: Script, words: Sequence[Written]) -> Iterator[tuple[int, Span]]:
    """(index of the word before it, span of a pause or sound), in order; -1 before the first word."""
    ends = [word.end for word in words]
    for span in script.spans:
        if isinstance(span.effect, Moment):
            yield bisect_right(ends, span.start) - 1, span
