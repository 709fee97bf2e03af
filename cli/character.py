"""``emogen character``: people made, looked at and changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emogen.cli import options
from emogen.cli.tables import print_json_line
from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.conditioning.character import Character

app = typer.Typer(no_args_is_help=True, help="Make, show and change characters.")

Setting = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help="Any field, e.g. hair=long; can be given again."),
]
Shape = Annotated[
    list[str] | None,
    typer.Option("--shape", metavar="NAME=VALUE", help="A local shape, -1 to 1, e.g. nose-hump=0.4."),
]
Voice = Annotated[str | None, typer.Option("-v", "--voice", help="A name of `emogen voices`, or a blend.")]
Language = Annotated[str | None, typer.Option(help="Spoken with the voice, e.g. en-gb.")]
Trait = Annotated[
    list[str] | None,
    typer.Option("--trait", metavar="FACTOR=VALUE", help="Of the personality, -1 to 1, e.g. openness=0.4."),
]
Say = Annotated[
    list[str] | None,
    typer.Option("--say", metavar="WORD=SOUNDS", help="In IPA or respelt: Aoife=/ˈiːfə/, GIF=jif."),
]
Licence = Annotated[str | None, typer.Option(help="Of the character, e.g. CC-BY-4.0.")]
Credits = Annotated[
    list[str] | None,
    typer.Option(
        "--credit", metavar="TEXT", help="Whose work it uses: 'of=voice; by=Ada; licence=CC0; source=...'."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")]
Who = Annotated[str, typer.Argument(help="A name of `emogen characters`, a number, or a character file.")]


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="What the person is called.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Default: NAME.character.json.")
    ] = None,
    seed: Annotated[int, typer.Option("-s", "--seed", help="Draws all that is not given.")] = 0,
    age: Annotated[float | None, typer.Option(help="Years, 8 to 90.")] = None,
    sex: Annotated[str | None, typer.Option(help="female, male, or 0 to 1.")] = None,
    build: Annotated[float | None, typer.Option(help="0 thin to 1 heavy.")] = None,
    skin: Annotated[float | None, typer.Option(help="0 light to 1 dark.")] = None,
    hair: Annotated[str | None, typer.Option(help="A style; see `emogen character looks`.")] = None,
    hair_colour: Annotated[str | None, typer.Option(help="Natural or dyed.")] = None,
    eye_colour: Annotated[str | None, typer.Option(help="Of the iris.")] = None,
    shape: Shape = None,
    voice: Voice = None,
    language: Language = None,
    trait: Trait = None,
    say: Say = None,
    licence: Licence = None,
    credit: Credits = None,
    setting: Setting = None,
    force: Force = False,
    as_json: options.Json = False,
) -> None:
    """Draw a person and write a character file.

    [dim]emogen character new ida --seed 7 --age 70 --hair bun --shape nose-hump=0.4 -o ida.character.json[/]

    [dim]emogen character new ida --sex female --voice bf_emma --trait openness=0.4 --say "Ida=/ˈaɪdə/"[/]
    """
    from emogen.conditioning.character import make_character, read_looks
    from emogen.conditioning.character.settings import parted

    given = {
        "age": age, "sex": sex, "weight": build, "skin": skin, "hair": hair,
        "hair_colour": hair_colour, "eye_colour": eye_colour,
    }  # fmt: skip
    whole = _typed({"voice": voice, "language": language, "licence": licence})
    own, rest = parted([*_typed(given), *_shapes(shape), *whole, *(trait or ()), *(setting or ())])
    looks = read_looks(own)
    person = make_character(looks.pop("seed", seed), name=name, **looks)
    person = _changed(person, rest, say, credit)
    path = output or Path(f"{name}.character.json")
    _check_overwriting(path, force)
    _save(person, path, as_json)


@app.command()
def edit(
    who: Who,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Default: the file that was read.")
    ] = None,
    shape: Shape = None,
    voice: Voice = None,
    language: Language = None,
    trait: Trait = None,
    say: Say = None,
    licence: Licence = None,
    credit: Credits = None,
    setting: Setting = None,
    force: Force = False,
    as_json: options.Json = False,
) -> None:
    """Change a character and write it to a file.

    [dim]emogen character edit mira --set hair=long --voice af_bella --say GIF=jif -o eva.character.json[/]
    """
    from emogen.conditioning.character import SUFFIXES, find_character

    whole = _typed({"voice": voice, "language": language, "licence": licence})
    settings = [*whole, *(trait or ()), *_shapes(shape), *(setting or ())]
    person = _changed(find_character(who), settings, say, credit)
    if output is None and Path(who).suffix.lower() not in SUFFIXES:
        raise RequestError(f"{who} is no file", fix="Name the file to write with -o.")
    if output is not None and output != Path(who):
        _check_overwriting(output, force)
    _save(person, output or Path(who), as_json)


@app.command()
def show(
    who: Who,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A sheet: PNG, JPEG, WebP.")] = None,
    size: Annotated[int, typer.Option(help="Pixels a side of each picture on the sheet.")] = 384,
    as_json: options.Json = False,
) -> None:
    """Print a character's facts; with -o draw a sheet: front, three-quarter, profile, emotions.

    [dim]emogen character show mira -o sheet.png[/]
    """
    from emogen.cli.tables import show as show_rows
    from emogen.conditioning.character import facts, find_character
    from emogen.media import check_suffix

    person = find_character(who)
    if output is not None:
        from emogen.pipelines.face.character.sheet import SUFFIXES, sheet

        check_suffix(output, SUFFIXES)
        sheet(person.looks, side=size).save(output)
    values = facts(person)
    if as_json:
        print_json_line({**values, "sheet": str(output) if output else None})
        return
    show_rows(_rows(person, values), as_json=False)
    if output is not None:
        typer.echo(f"{output}  ({person.name})")


@app.command()
def looks(as_json: options.Json = False) -> None:
    """List what a character is made of: every field with its range or its choices."""
    from emogen.cli.tables import show as show_rows
    from emogen.conditioning.character.traits import NAMES, NUMBERS

    rows = [
        {"field": field, "values": f"{low:g} to {high:g}", "meaning": meaning}
        for field, (low, high, meaning) in NUMBERS.items()
    ]
    rows += [
        {"field": field, "values": ", ".join(known), "meaning": kind}
        for field, (kind, known) in NAMES.items()
    ]
    show_rows(rows, as_json=as_json)


@app.command()
def shapes(as_json: options.Json = False) -> None:
    """List the local shapes of the head and how far they go."""
    from emogen.cli.tables import show as show_rows
    from emogen.conditioning.character.traits import features

    rows = [
        {"shape": name, "from": -1 if feature.low else 0, "to": 1} for name, feature in features().items()
    ]
    show_rows(rows, as_json=as_json)


def _shapes(shape: list[str] | None) -> list[str]:
    return [f"shapes.{text.strip()}" for text in shape or ()]


def _typed(given: dict[str, Any]) -> list[str]:
    return [f"{key}={value}" for key, value in given.items() if value is not None]


def _changed(
    person: Character, settings: list[str], say: list[str] | None, credit: list[str] | None
) -> Character:
    """The character with settings, pronunciations and credits added."""
    from emogen.conditioning.character.settings import with_credits, with_settings, with_words

    return with_credits(with_words(with_settings(person, settings), say or ()), credit or ())


def _rows(person: Character, values: dict[str, Any]) -> list[dict[str, str]]:
    """Every field and its value, for people to read."""
    looks, voice = values["looks"], values["voice"]
    shapes = " ".join(f"{name}={value:g}" for name, value in looks.pop("shapes").items())
    facts = {
        "name": person.name,
        **{("voice" if key == "name" else key): value or "any" for key, value in voice.items()},
        **{name: _shown(value) for name, value in looks.items()},
        "shapes": shapes or "none",
        **{name: _shown(value) for name, value in values["personality"].items()},
        "temperament": " ".join(f"{value:.2f}" for value in person.mood_at_rest),
        "lexicon": ", ".join(f"{word}={sounds}" for word, sounds in person.lexicon.entries) or "none",
        "licence": person.licence or "none",
        "credits": "; ".join(map(str, person.credits)) or "none",
    }
    return [{"field": name, "value": value} for name, value in facts.items()]


def _check_overwriting(path: Path, force: bool) -> None:
    """Refuse to write over another character, whose edits nothing could bring back."""
    if path.exists() and not force:
        raise RequestError(
            f"{path} is there already", fix="Name another file with -o, or overwrite it with --force."
        )


def _save(person: Character, path: Path, as_json: bool) -> None:
    from emogen.conditioning.character import facts, save_character
    from emogen.pipelines.speech.voices import find_voice

    if person.voice is not None and person.speaker.backend in (None, "kokoro"):
        find_voice(person.voice)
    save_character(person, path)
    if as_json:
        print_json_line({"file": str(path), **facts(person)})
    else:
        typer.echo(f"{path}  ({person.name}, {person.looks.age:.0f} years)")


def _shown(value: Any) -> str:
    if value is None:
        return "drawn"
    return f"{value:g}" if isinstance(value, float) else str(value)
