"""``emogen characters``."""

from __future__ import annotations

from emogen.cli import options


def command(as_json: options.Json = False) -> None:
    """List the named characters. A number in place of a name draws a person from that seed."""
    from emogen.cli.tables import show
    from emogen.conditioning.character import characters

    rows = [
        {
            "character": person.name,
            "voice": person.voice,
            "language": person.language,
            "age": person.looks.age,
            "sex": person.looks.sex,
            "skin": person.looks.skin,
            "hair": person.looks.hair,
        }
        for person in characters().values()
    ]
    show(rows, as_json=as_json)
