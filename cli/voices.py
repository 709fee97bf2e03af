"""``emogen voices``."""

from __future__ import annotations

from emogen.cli import options


def command(as_json: options.Json = False) -> None:
    """List the voices."""
    from emogen.cli.tables import show
    from emogen.pipelines.speech.voices import voices

    rows = [
        {"voice": v.name, "language": v.language, "sex": v.sex, "description": v.description}
        for v in voices()
    ]
    show(rows, as_json=as_json)
