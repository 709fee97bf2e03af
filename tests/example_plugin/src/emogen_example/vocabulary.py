"""Ten emotion words of other languages."""

from collections.abc import Iterator

from emogen.plugins import Entry, Vocabulary

WORDS = {
    "saudade": (-0.25, -0.15, -0.2),
    "hygge": (0.7, -0.45, 0.25),
    "wanderlust": (0.55, 0.45, 0.3),
    "sisu": (0.2, 0.35, 0.7),
    "sehnsucht": (-0.1, 0.2, -0.25),
    "fernweh": (-0.05, 0.3, 0.05),
    "torschlusspanik": (-0.55, 0.65, -0.5),
    "ikigai": (0.65, 0.1, 0.45),
    "mono no aware": (0.05, -0.35, -0.2),
    "joie de vivre": (0.85, 0.55, 0.5),
}
"""Valence, arousal, dominance."""


class Loanwords(Vocabulary):
    """Ten words that other languages have."""

    name = "loanwords"

    def entries(self) -> Iterator[Entry]:
        for word, vad in WORDS.items():
            yield Entry(name=word, vad=vad, source="the author's estimate")
