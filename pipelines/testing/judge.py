"""What every judge promises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from emogen.conditioning import vocabulary
from emogen.errors import EmogenError, MissingWeightError
from emogen.pipelines.evaluate.item import MEDIA, Item
from emogen.pipelines.evaluate.items import read_items, with_neutrals
from emogen.pipelines.evaluate.judge import Judge, Opinion
from emogen.pipelines.testing.contract import expect, must, on_trial

_NEEDS: Final = ("text", "neutral", "motion")

_MADE: Final[dict[str, tuple[str, dict[str, object]]]] = {
    "speech": ("line.wav", {"text": "The dog ran along the river."}),
    "face": ("face.png", {"size": "256x256"}),
    "picture": ("scene.png", {"text": "a harbour with boats", "size": "160x96"}),
    "motion": ("talk.mp4", {"text": "Bob, come home.", "size": "192x192", "fps": 25}),
}
_VERBS: Final = {"speech": "speak", "face": "face", "picture": "image", "motion": "talk"}


def check_judge(
    judge: type[Any], options: Mapping[str, Any] | None = None, *, files: Iterable[str | Path] = ()
) -> None:
    """Check a judge: what it says of itself, that its figures lie in their ranges and are the same each
    time, and that a file that is no medium is an error of ours.

    Args:
        judge: the class.
        options: its own settings, where the defaults cannot work.
        files: media that it can judge; one that emogen makes where empty.

    Raises:
        ContractError: it breaks the contract.
        MissingWeightError: what it needs, or what makes the file to judge, is not here.
    """
    with TemporaryDirectory() as folder, on_trial(judge, "judge", options) as made:
        _check_card(cast("Judge", made))
        with must(made, "`missing` to say what is missing, or nothing"):
            absent = made.missing()
        expect(made, isinstance(absent, str), "a text from `missing`", f"it is {absent!r}")
        if absent:
            raise MissingWeightError(f"the judge {made.name} cannot work here", why=absent)
        paths = [Path(path) for path in files] or [_made(made, Path(folder))]
        fitting = [item for item in with_neutrals(read_items(paths)[0]) if made.medium in item.media]
        expect(made, fitting, f"files of its medium, {made.medium}", "there are none among those given")
        for item in fitting:
            _check_opinion(made, item)
        _check_bad(made, Path(folder))


def _made(judge: Judge, folder: Path) -> Path:
    """A file of the judge's medium with an emotion."""
    from emogen.pipelines.requests.making import make_request

    kind = "motion" if "motion" in judge.needs else judge.medium
    name, fields = _MADE[kind]
    make_request(_VERBS[kind], {**fields, "emotion": "anger"}).make(folder / name)
    return folder / name


def _check_card(judge: Judge) -> None:
    media = ", ".join(MEDIA)
    expect(judge, judge.medium in MEDIA, f"a medium of {media}", f"it is {judge.medium!r}")
    for name in ("title", "source", "licence"):
        value = getattr(judge, name)
        expect(judge, value and isinstance(value, str), f"a text in `{name}`", f"it is {value!r}")
    strange = set(judge.needs) - set(_NEEDS)
    expect(judge, not strange, f"in `needs` of {', '.join(_NEEDS)}", f"it has {', '.join(strange)}")
    names = [measure.name for measure in judge.measures]
    expect(judge, len(set(names)) == len(names), "measures of different names", f"they are {names}")
    expect(judge, names or judge.categories, "measures or categories", "it has none")
    for measure in judge.measures:
        told = measure.meaning and measure.low < measure.high
        expect(judge, told, "measures with a meaning and a range", f"{measure.name} is {measure}")
    unknown = set(judge.categories) - {*vocabulary.entries(), "neutral"}
    expect(judge, not unknown, "categories that are emotions", f"it has {', '.join(sorted(unknown))}")
    with must(judge, "a `card`"):
        card = judge.card()
    expect(judge, isinstance(card, Mapping), "a mapping from `card`", f"it is {card!r}")


def _opinion(judge: Judge, item: Item) -> Opinion:
    with must(judge, f"an Opinion of {item.path.name}"):
        opinion = judge.judge(item)
    expect(judge, isinstance(opinion, Opinion), "an Opinion", f"it gives {type(opinion).__name__}")
    return opinion


def _check_opinion(judge: Judge, item: Item) -> None:
    before = item.path.read_bytes()
    opinion = _opinion(judge, item)
    measures = {measure.name: measure for measure in judge.measures}
    expect(judge, opinion.values or opinion.shares, "values or shares", "its opinion is empty")
    strange = opinion.values.keys() - measures.keys()
    expect(judge, not strange, "values of its measures", f"{', '.join(sorted(strange))} is none of them")
    for name, value in opinion.values.items():
        low, high = measures[name].low, measures[name].high
        expect(judge, low <= value <= high, f"a {name} of {low:g} to {high:g}", f"it is {value!r}")
    strange = opinion.shares.keys() - set(judge.categories)
    expect(judge, not strange, "shares of its categories", f"{', '.join(sorted(strange))} is none of them")
    total = sum(opinion.shares.values())
    one = not opinion.shares or abs(total - 1.0) < 1e-3
    expect(judge, one, "shares that sum to 1", f"they sum to {total:g}")
    expect(judge, _opinion(judge, item) == opinion, "the same opinion of the same file", "it differs")
    expect(judge, item.path.read_bytes() == before, "a file that is left as it is", "it is changed")


def _check_bad(judge: Judge, folder: Path) -> None:
    """A file that is no medium."""
    bad = folder / ("bad.wav" if judge.medium == "speech" else "bad.png")
    bad.write_bytes(b"this is no medium at all")
    broken = Item(bad, frozenset({judge.medium}), text="words")
    try:
        judge.judge(Item(bad, broken.media, text="words", neutral=broken))
    except EmogenError as error:
        expect(judge, str(error), "an error that says what is wrong", "it says nothing")
    except Exception as error:
        expect(judge, False, "an EmogenError for a file that is no medium", f"it raises {error!r}")
    else:
        expect(judge, False, "an EmogenError for a file that is no medium", "it has an opinion")
