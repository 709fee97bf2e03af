"""``emogen emotions``."""

from __future__ import annotations

from emogen.cli import options


def command(as_json: options.Json = False) -> None:
    """List the emotion words: coordinates in -1..1, synonyms and sources."""
    from emogen.cli.tables import show
    from emogen.conditioning.vocabulary import entries

    rows = [
        {
            "emotion": entry.name,
            "sets": " ".join(entry.taxonomies),
            "valence": entry.vad[0],
            "arousal": entry.vad[1],
            "dominance": entry.vad[2],
            "synonyms": " ".join(entry.synonyms),
            "source": entry.source,
        }
        for entry in entries().values()
    ]
    show(rows, as_json=as_json, wide=("source",))
