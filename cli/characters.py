"""``emogen characters``."""

from __future__ import annotations

from emogen.cli import options


def command(as_json: options.Json = False) -> None:
    """List the named characters. A number in place of a name draws a person from that seed."""
    from emogen.cli.tables import show
    from emogen.pipelines.face.character.people import characters

    rows = [
        {"character": c.name, "age": c.age, "sex": c.sex, "skin": c.skin, "hair": c.hair}
        for c in characters().values()
    ]
    show(rows, as_json=as_json)
