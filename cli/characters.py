"""``emogen characters``."""

from __future__ import annotations

from emogen.cli import options


def command(as_json: options.Json = False) -> None:
    """List the named characters."""
    from emogen.cli.tables import show
    from emogen.pipelines.face.character import characters

    rows = [{"character": c.name, "age": c.age, "sex": c.sex, "skin": c.skin} for c in characters()]
    show(rows, as_json=as_json)
