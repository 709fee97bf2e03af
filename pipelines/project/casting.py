"""Casting: a voice for every character of a game, in every language that it is spoken in.

Proposals are made once, from what the script tells (:mod:`.sexes`) and from how much each says, and written
to ``cast.yaml``, where people change them. The same script has the same proposals.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from emogen.pipelines.project.documents import append_entries, quoted
from emogen.pipelines.project.folder import CAST, Project
from emogen.pipelines.project.lines import Dialogue
from emogen.pipelines.project.roles import NARRATOR, Role, characters_of
from emogen.pipelines.project.sexes import Cues, cues_of
from emogen.pipelines.project.spoken import language_base, own_language, translations
from emogen.pipelines.speech.voices import Sex, Voice, voices

_BEST: Final = (
    *("af_heart", "am_michael", "af_bella", "am_fenrir", "bf_emma", "bm_george", "af_kore", "am_puck"),
    *("af_sarah", "bm_fable", "af_aoede", "am_onyx", "bf_isabella", "am_echo", "af_nicole", "bm_lewis"),
    *("af_jessica", "am_eric", "af_nova", "am_liam", "bf_alice", "bm_daniel", "af_alloy", "am_adam"),
    *("bf_lily", "am_santa", "af_sky", "af_river"),
)
"""English voices in the order in which they are taken: by the grades that Kokoro's authors give them
(VOICES.md of the weights), alike ones apart."""

_CHILDLIKE: Final = ("af_jessica", "bf_lily", "af_aoede", "bf_alice")
_OLD: Final = {"female": ("af_kore", "bf_emma", "af_nicole"), "male": ("bm_lewis", "am_onyx", "bm_george")}
"""Voices for children and for the old, those that `emogen characters` has for them first. Ours."""

_FEW: Final = 6
"""Voices of a language and sex from which no others are needed. Ours."""

_SHARE: Final = 0.55
"""Share of the first voice of a blend: it tells the language. Ours."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A character and the voice that is proposed.

    Attributes:
        character: the name in the cast.
        voices: a voice or blend by the code of each language; none for a language that no voice speaks.
        cues: what the script tells of the character.
    """

    character: str
    voices: Mapping[str, str]
    cues: Cues


def proposals(dialogue: Dialogue, codes: Mapping[str, str], taken: Mapping[str, Role]) -> list[Proposal]:
    """A proposal for each character who is not in a cast yet, those with most lines first.

    Args:
        dialogue: the script.
        codes: code of each language that is spoken by the tool's name for it, the script's own ("") first.
        taken: who is in the cast already: their voices are others' last choice.
    """
    cues, counts, spoken = cues_of(dialogue), lines_of(dialogue), _spoken(dialogue)
    choices = {code: _Choice(code) for code in codes.values() if code}
    for role in taken.values():
        for code, choice in choices.items():
            choice.take(role.speaking(code).voice or "")
    made = []
    for name in sorted((name for name in counts if name not in taken), key=lambda name: -counts[name]):
        told = cues[name]
        own = [choices[code] for tool, code in codes.items() if code and tool in spoken[name]]
        sex = told.sex or (own[0].rarer if own else "female")
        chosen = {choice.code: voice for choice in own if (voice := choice.next(sex, told))}
        made.append(Proposal(name, chosen, told))
    return made


def _spoken(dialogue: Dialogue) -> dict[str, set[str]]:
    """The languages that each character has lines in, by the tool's names."""
    names = characters_of(dialogue)
    spoken: dict[str, set[str]] = {}
    for line in dialogue.lines:
        spoken.setdefault(names[line.speaker], set()).update(line.words)
    return spoken


def lines_of(dialogue: Dialogue) -> dict[str, int]:
    """Number of lines of each character, in order of the first; those who say none are left out."""
    names = characters_of(dialogue)
    counts: dict[str, int] = {}
    for line in dialogue.lines:
        if line.kind == "line":
            counts[names[line.speaker]] = counts.get(names[line.speaker], 0) + 1
    return counts


@dataclass(slots=True)
class _Choice:
    """The choice of voices in one language."""

    code: str
    used: Counter[str] = field(default_factory=Counter)
    sexes: Counter[Sex] = field(default_factory=Counter)

    @property
    def rarer(self) -> Sex:
        """Female or male, whatever fewer have: for somebody of whom nothing tells."""
        return "male" if self.sexes["male"] < self.sexes["female"] else "female"

    def take(self, voice: str) -> None:
        self.used[voice] += 1

    def next(self, sex: Sex, cues: Cues) -> str | None:
        """The first of the voices that fit which fewest have; None where nobody speaks the language."""
        candidates = _candidates(self.code, sex, cues.age)
        if not candidates:
            return None
        voice = min(candidates, key=lambda name: self.used[name])
        self.take(voice)
        self.sexes[sex] += 1
        return voice


def _candidates(code: str, sex: Sex, age: str) -> list[str]:
    """Voices of a language and sex, the best first; then blends of two of them; then, for languages with few
    voices, blends with English voices of the sex, which keep the language of their larger part."""
    speaking = _speaking(code)
    own = [voice.name for voice in speaking if voice.sex == sex]
    first = _CHILDLIKE if age == "child" else _OLD[sex] if age == "old" else ()
    own = sorted(own, key=lambda name: first.index(name) if name in first else len(first))
    pairs = [_blend(one, other) for one, other in combinations(own, 2)]
    if len(own) >= _FEW:
        return [*own, *pairs]
    foreign = [voice.name for voice in _speaking("en-us") if voice.sex == sex][:_FEW]
    bases = own or [voice.name for voice in speaking]
    return [*own, *pairs, *(_blend(base, other) for other in foreign for base in bases)]


def _speaking(code: str) -> list[Voice]:
    """Voices of a language, those of its own country first."""
    order = {name: index for index, name in enumerate(_BEST)}
    fitting = [voice for voice in voices() if language_base(voice.language) == language_base(code)]
    return sorted(fitting, key=lambda v: (order.get(v.name, len(order)), v.name))


def _blend(one: str, other: str) -> str:
    return f"{one}:{_SHARE:g}+{other}:{1 - _SHARE:.2g}"


def complete_cast(project: Project) -> list[Proposal]:
    """Add everybody who is missing to ``cast.yaml``, leaving what stands there, and return who was added.

    Raises:
        RequestError: the file takes no lines at its end.
        OutputError: it cannot be written.
    """
    own = own_language(project)
    codes = {"": own, **translations(project)}
    made = proposals(project.dialogue, codes, project.cast)
    if made or not (project.folder / CAST).exists():
        counts = lines_of(project.dialogue)
        entries = {proposal.character: _entry(proposal, own, counts) for proposal in made}
        append_entries(project.folder / CAST, entries, heading=_HEADING)
    return made


_HEADING: Final = """Who speaks whom; yours to change: `emogen import` only adds new characters at the end.
`emogen cast` lists them, `emogen cast --samples` makes lines to hear, `emogen voices` lists voices.
Fields: voice, languages {code: voice}, character, pace, lexicon {word: sounds}, emotion, skip."""


def _entry(proposal: Proposal, own: str, counts: Mapping[str, int]) -> str:
    """An entry of the cast without its name, as YAML in one line, with a comment on why."""
    fields = [f"voice: {quoted(proposal.voices[own])}"] if own in proposal.voices else []
    others = [f"{code}: {quoted(voice)}" for code, voice in proposal.voices.items() if code != own]
    fields += [f"languages: {{{', '.join(others)}}}"] if others else []
    lines = counts[proposal.character]
    told = f"{proposal.cues.sex} {proposal.cues.why}" if proposal.cues.sex else "nothing tells the sex"
    age = "" if proposal.cues.age == "adult" else f", {proposal.cues.age}"
    who = "nobody's lines" if proposal.character == NARRATOR else f"{told}{age}"
    return f"{{{', '.join(fields)}}}  # {lines} line{'s' * (lines != 1)}; {who}"
