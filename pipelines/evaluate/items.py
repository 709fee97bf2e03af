"""From what a user names to items: a file, a folder, a batch's manifest, a table of labels."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.read.asked import one_emotion
from emogen.errors import EmogenError, MissingWeightError, RequestError
from emogen.files import is_below, read_text, writing_below
from emogen.home import home
from emogen.pipelines.evaluate.item import CLIPS, MEDIA, STILLS, SUFFIXES, Item, Medium
from emogen.progress import Progress, ignore
from emogen.provenance import read_sidecar
from emogen.sound import RECORDING_SUFFIXES

MANIFEST: Final = "manifest.jsonl"
LABELS: Final = "labels.csv"


_KINDS: Final[dict[str, frozenset[Medium]]] = {
    "speak": frozenset({"speech"}),
    "convert": frozenset({"speech"}),
    "face": frozenset({"face"}),
    "image": frozenset({"picture"}),
    "talk": frozenset({"face", "speech"}),
}
"""What each kind of job makes."""


def read_items(paths: Iterable[Path], *, medium: Medium | None = None) -> tuple[list[Item], list[str]]:
    """The items of files, folders, manifests and tables of labels, and what was left out.

    Args:
        paths: a medium; ``manifest.jsonl`` of a batch; ``labels.csv`` (``file``, ``emotion`` or
            ``valence,arousal``, perhaps ``speaker`` and ``text``); or a folder, whose manifest or
            labels are read if it has them, else every medium in it and below.
        medium: what stills are, when nothing else says.

    Returns:
        The items, each once, in order, and one line for everything that was left out: files of a
        folder that are no media, rows of a table or a manifest that are wrong.

    Raises:
        RequestError: a path that is not there, is no medium, or a folder without media.
    """
    items: dict[Path, Item] = {}
    left: list[str] = []
    for path in paths:
        for item in _items_of(path, medium, left):
            items.setdefault(item.path.resolve(), item)
    return list(items.values()), left


def _items_of(path: Path, medium: Medium | None, left: list[str]) -> list[Item]:
    if path.is_dir():
        for name in (MANIFEST, LABELS):
            if (path / name).is_file():
                return _items_of(path / name, medium, left)
        return _folder(path, medium, left)
    if not path.is_file():
        raise RequestError(f"no such file or folder: {path}")
    if path.name.endswith(".jsonl"):
        return _manifest(path, medium, left)
    if path.name.endswith((".csv", ".tsv")):
        return _labelled(path, medium, left)
    if path.suffix.lower() not in SUFFIXES:
        raise RequestError(
            f"cannot judge {path}",
            why=f"{path.suffix or 'no suffix'} is no known medium",
            fix=f"Give sound ({', '.join(RECORDING_SUFFIXES[:4])}), pictures ({', '.join(STILLS[:3])}) "
            f"or clips ({', '.join(CLIPS[:2])}).",
        )
    return [_item(path, medium)]


def _folder(folder: Path, medium: Medium | None, left: list[str]) -> list[Item]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    media = [path for path in files if path.suffix.lower() in SUFFIXES]
    # Sidecars, pages and curves are companions of media, not media that failed.
    known = (*SUFFIXES, *_COMPANIONS)
    left += [f"{path} is no sound, picture or clip" for path in files if path.suffix.lower() not in known]
    if not media:
        raise RequestError(
            f"nothing to judge in {folder}",
            why="it has no sound, picture or clip" if files else "it is empty",
        )
    return [_item(path, medium) for path in media]


_COMPANIONS: Final = (".json", ".html", ".csv", ".jsonl")


def _manifest(path: Path, medium: Medium | None, left: list[str]) -> list[Item]:
    items = []
    for number, line in enumerate(read_text(path, kind="manifest").splitlines(), start=1):
        try:
            record = json.loads(line)
            if not all(map(is_below, record["files"])):
                left.append(f"{path}, line {number} names files elsewhere")
                continue
            files = [path.parent / name for name in record["files"]]
            status, name = str(record["status"]), str(record["id"])
        except (ValueError, KeyError, TypeError, RecursionError):
            left.append(f"{path}, line {number} is no line of a batch's manifest")
            continue
        if not files:
            left.append(f"{name} was not made ({status})")
        for file in files:
            if file.suffix.lower() not in SUFFIXES:
                continue
            if file.is_file():
                items.append(_item(file, medium))
            else:
                left.append(f"{file} is not there any more")
    if not items:
        why = left[0] if left else "it names no medium that is there"
        raise RequestError(f"nothing to judge in {path}", why=why)
    return items


def _labelled(path: Path, medium: Medium | None, left: list[str]) -> list[Item]:
    from emogen.conditioning.train.recordings import read_labels

    rows = read_labels(path, left=left)
    if not rows:
        raise RequestError(f"nothing to judge in {path}", why=left[0] if left else "it has no rows")
    return [
        replace(_item(row.path, medium), emotion=row.emotion, who=row.speaker, text=row.text) for row in rows
    ]


def _item(path: Path, medium: Medium | None) -> Item:
    """A medium with what its sidecar says."""
    record = read_sidecar(path) or {}
    asked = record.get("request")
    asked = asked if isinstance(asked, dict) else {}
    return Item(
        path=path,
        media=_KINDS.get(str(asked.get("kind"))) or _media(path, medium),
        emotion=_emotion(asked),
        text=str(asked.get("text") or ""),
        who=who(asked),
        facts=record,
    )


def _media(path: Path, medium: Medium | None) -> frozenset[Medium]:
    suffix = path.suffix.lower()
    if suffix in RECORDING_SUFFIXES:
        return frozenset({"speech"})
    if suffix in CLIPS:
        return frozenset({"face", "speech"})
    return frozenset({medium or _seen(path)})


def _seen(path: Path) -> Medium:
    """What a still shows: a face when one is found, else a picture (a damaged one too)."""
    from emogen.vision.landmarks import find_faces
    from emogen.vision.photo import read_photo

    try:
        return "face" if find_faces(read_photo(path)) else "picture"
    except EmogenError:
        return "picture"


def _emotion(asked: dict[str, Any]) -> Emotion | None:
    try:
        return one_emotion(asked["emotion"])
    except (KeyError, TypeError, AttributeError, RequestError, MissingWeightError):
        return None


def who(asked: dict[str, Any]) -> str:
    """Who is heard or seen, by a request: the voice, the character, or for a picture its prompt."""
    kind = asked.get("kind")
    if kind == "image":
        return str(asked.get("text", ""))
    names = [asked.get("character") or _drawn(asked, kind), asked.get("voice")]
    return ", ".join(str(name) for name in names if name)


def _drawn(asked: dict[str, Any], kind: object) -> str:
    """The person whom a face without a named character shows."""
    return str(asked.get("seed") or "mira") if kind == "face" else ""


Key = tuple[str, frozenset[Medium]]
"""Whose neutral versions are of use to an item: those of the same voice or face, and medium."""


def with_neutrals(items: Sequence[Item], *, progress: Progress = ignore) -> list[Item]:
    """Give each item the neutral one it is compared with: among the items, else made anew.

    One with the same words is preferred. An item of emogen's own without a neutral version among
    the items gets one generated, in emogen's cache; only the first :data:`MADE` of each voice or
    face get their own. Anything else without one stays without.
    """
    calm: dict[Key, list[Item]] = defaultdict(list)
    for item in items:
        if item.who and item.emotion is not None and item.emotion.is_neutral:
            calm[_key(item)].append(item)
    made: dict[Key, list[Item]] = defaultdict(list)
    done = []
    for count, item in enumerate(items, start=1):
        done.append(item if item.neutral else replace(item, neutral=_neutral_of(item, calm, made)))
        progress(count / len(items))
    return done


MADE: Final = 8
"""Neutral versions that are made for one voice or face: enough to know its habit. Ours."""


def _key(item: Item) -> Key:
    return item.who, item.media


def _neutral_of(item: Item, calm: dict[Key, list[Item]], made: dict[Key, list[Item]]) -> Item | None:
    others = [one for one in calm[_key(item)] if one is not item]
    if others:
        return next((one for one in others if one.text == item.text), others[0])
    if item.emotion is not None and item.emotion.is_neutral:
        return None
    kept = made[_key(item)]
    same = next((one for one in kept if one.text == item.text), None)
    if same or len(kept) >= MADE:
        return same or kept[0]
    path = _make_neutral(item)
    if path is not None:
        kept.append(_item(path, None))
    return kept[-1] if path else None


def _make_neutral(item: Item) -> Path | None:
    from emogen.pipelines.requests.making import make_request

    asked = item.facts.get("request")
    if not isinstance(asked, dict) or asked.get("kind") not in _KINDS:
        return None
    plain = {key: value for key, value in asked.items() if key in _OF_THE_SCENE and value is not None}
    if "voice" in plain and asked.get("backend", "kokoro") != "kokoro":
        return None  # A sidecar chooses no model to be loaded, let alone fetched.
    if any(asked.get(name) is not None for name in _FILES):
        return None  # Nor a file to be read, and without it another person would be compared.
    try:
        kind = str(plain.pop("kind"))
        if not _is_known(plain.get("character")):
            if kind != "speak" and plain.get("character") is not None:
                return None
            plain.pop("character", None)  # One of a cast is known to its spec only; the voice is there too.
        if not _NO_FILE.fullmatch(str(plain.get("background", ""))):
            plain.pop("background")
        request = make_request(kind, plain)
        path = home() / "neutral" / f"{request.digest[:16]}{item.path.suffix.lower()}"
        if not request.is_done(path):
            with writing_below():
                request.make(path)
    except Exception:  # Of another version, or another actor's: then there is none to compare with.
        return None
    return path


def _is_known(character: object) -> bool:
    """Whether a character is one of emogen's own, or drawn by a number; none of a file."""
    from emogen.conditioning.character import SUFFIXES as FILES
    from emogen.conditioning.character import find_character

    if not isinstance(character, str | int) or str(character).strip().lower().endswith(FILES):
        return False
    try:
        find_character(str(character))
    except EmogenError:
        return False
    return True


_FILES: Final = ("recording", "portrait")
"""Fields of a request that name files to be read."""

_NO_FILE: Final = re.compile(r"|studio|transparent|[#0-9a-fA-F-]+|(scene|still):[^/\\]*")
"""Backgrounds that are no file."""


_OF_THE_SCENE: Final = (
    *(
        "kind",
        "text",
        "seed",
        "voice",
        "pace",
        "duration",
        "rate",
        "bits",
        "loudness",
        "language",
    ),
    *("sex", "character", "age", "skin", "transparent", "lighting", "camera"),
    *("background", "size", "fps", "strength", "look"),
)
"""Fields of a request that a sidecar may say of the neutral version: who, what and in which form. The emotion
goes; files to read or to write and models to load are obeyed from nothing that was merely read."""


def named_medium(name: str | None) -> Medium | None:
    """A medium as typed, e.g. ``"face"``.

    Raises:
        RequestError: there is none of that name.
    """
    from emogen.errors import unknown_name

    found = next((medium for medium in MEDIA if medium == name), None)
    if name is not None and found is None:
        raise unknown_name("medium", name, MEDIA)
    return found
