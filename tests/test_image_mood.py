"""What an emotion puts into a picture, and what the words keep out of its hands."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.picture import NEUTRAL, PictureTargets, picture_targets
from emogen.pipelines.image.backend import Painting
from emogen.pipelines.image.paint import paint
from emogen.pipelines.image.painter.canvas import Canvas
from emogen.pipelines.image.painter.light import light_for, linear
from emogen.pipelines.image.painter.mood import CROW, mooded
from emogen.pipelines.image.painter.scene import placeable
from emogen.pipelines.image.painter.stage import Stage
from emogen.pipelines.image.painter.things.trees import grown, leafed
from emogen.pipelines.image.painter.words.prompt import Prompt, read_prompt

_SMALL = (192, 108)
_FOUR = ("anger", "fear", "disgust", "sadness")


@cache
def _painted(text: str, emotion: str = "neutral", seed: int = 0, size: tuple[int, int] = _SMALL) -> Painting:
    return paint(text, emotion=emotion, size=size, seed=seed)


def _mooded(text: str, emotion: str, seed: int = 0) -> Prompt:
    prompt = placeable(read_prompt(text))
    return mooded(prompt, picture_targets(Emotion(emotion)), seed, emotion)


def _names(prompt: Prompt) -> set[str]:
    return {wanted.name for wanted in prompt.things}


def _thumbnail(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.asarray(Image.fromarray(pixels).resize((32, 18), Image.Resampling.BOX), float)


@pytest.mark.parametrize("text", ["a field with a house", "a harbour", "a room with a table"])
def test_a_neutral_mood_adds_nothing(text: str) -> None:
    prompt = placeable(read_prompt(text))
    assert mooded(prompt, NEUTRAL, 3) == prompt


@pytest.mark.parametrize(
    "text", ["a field with a house", "a harbour", "a city street", "a room with a table"]
)
def test_four_bad_feelings_are_four_pictures(text: str) -> None:
    """Far apart pixel by pixel, and of another colour or another lightness on the whole."""
    small = {name: _thumbnail(_painted(text, name).picture.pixels) for name in (*_FOUR, "joy", "neutral")}
    for one, other in combinations(small, 2):
        assert np.abs(small[one] - small[other]).mean() > 12, (one, other)
    light = {name: small[name].mean() for name in _FOUR}
    casts = {name: small[name].mean((0, 1)) / light[name] for name in _FOUR}
    for one, other in combinations(_FOUR, 2):
        cast, ratio = np.abs(casts[one] - casts[other]).max(), light[one] / light[other]
        assert cast > 0.08 or max(ratio, 1 / ratio) > 1.3, (one, other, cast, ratio)


def test_fear_paints_the_night_where_no_time_is_named_and_says_so() -> None:
    free, named = _painted("a field with a house", "fear"), _painted("a field with a house at noon", "fear")
    assert "no time of day named: painted the night, for the fear" in free.notes
    assert not any("time of day" in note for note in named.notes)
    assert named.picture.pixels.mean() > free.picture.pixels.mean() + 25


@pytest.mark.parametrize("emotion", [*_FOUR, "joy", "serenity", "awe"])
def test_words_about_time_and_weather_win(emotion: str) -> None:
    prompt = _mooded("a snowy field at dawn", emotion)
    assert (prompt.time, prompt.weather) == ("dawn", "snow")
    assert not any("named" in note for note in prompt.notes)


@pytest.mark.parametrize("text", ["a field with a rainbow", "the sun over a field"])
def test_things_of_the_day_keep_the_day(text: str) -> None:
    prompt = _mooded(text, "fear")
    assert prompt.time == "afternoon"
    assert not any("night" in note for note in prompt.notes)


def test_what_words_rule_out_or_name_is_not_added() -> None:
    assert {"bird", "dead tree"} <= _names(_mooded("a field", "fear"))
    assert not {"bird", "dead tree"} & _names(_mooded("a field without birds, no dead trees", "fear"))
    asked = [
        wanted for wanted in _mooded("a field with a white bird", "fear").things if wanted.name == "bird"
    ]
    assert [(wanted.count, wanted.colour == CROW) for wanted in asked] == [(1, False)]


def test_what_is_added_is_noted_and_no_shown_word() -> None:
    painting = _painted("a field with a house", "sadness")
    notes = [note for note in painting.notes if note.startswith("added for the sadness: ")]
    assert len(notes) == 1
    assert "a bare tree" in notes[0]
    assert painting.shown == ("field", "house")
    assert painting.missing == ()
    assert "rain" in next(note for note in painting.notes if "no weather named" in note)


def test_what_an_emotion_adds_does_not_compose_the_scene() -> None:
    """A bare tree of sadness is no tree that the words name: the setting stays composed as it was."""
    targets = picture_targets(Emotion("sadness"))
    prompt = _mooded("a field with a house", "sadness")
    stage = Stage(Canvas(_SMALL), light_for(prompt, targets, 0), prompt, targets, 0)
    assert "dead tree" in _names(prompt)
    assert [stage.asks(name) for name in ("house", "dead tree", "bench")] == [True, False, False]


def test_sadness_is_alone_and_joy_in_company() -> None:
    sad = {(w.name, w.count) for seed in range(6) for w in _mooded("a field", "sadness", seed).things}
    assert {("bench", 1), ("figure", 1)} <= sad
    glad = _mooded("a field", "joy")
    assert next(w.count for w in glad.things if w.name == "figure") >= 3
    assert {"flower", "bird"} <= _names(glad)
    assert "balloon" in _names(_mooded("a harbour", "joy"))
    assert "balloon" not in _names(_mooded("a forest", "joy"))
    assert "added for the joy: kites" in glad.notes


def test_glad_nights_have_fireworks_and_glad_rain_a_rainbow() -> None:
    night, rain = _painted("a harbour at night", "joy"), _mooded("a coast in the rain", "joy")
    assert "added for the joy: fireworks" in night.notes
    assert "rainbow" in _names(rain)
    assert not any("fireworks" in note for note in _painted("a harbour at night", "sadness").notes)


def test_a_room_gets_no_trees_or_crows() -> None:
    for emotion in (*_FOUR, "joy"):
        assert _names(_mooded("a room with a table", emotion)) <= {"table", "figure", "flower"}, emotion


_OUTSIDE = "a field with a house at dusk, clear"
_INSIDE = "a room with a table at noon, clear"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        *((_OUTSIDE, name) for name in ("life", "decay", "shelter", "fire", "filth", "menace", "darkness")),
        (_OUTSIDE, "company"),
        *((_INSIDE, name) for name in ("decay", "fire", "filth", "darkness")),
    ],
)
def test_every_target_of_content_shows(text: str, target: str) -> None:
    """A strong value changes the picture, a weaker one less."""
    sign = -1.0 if target in ("life", "shelter") else 1.0
    plain = paint(text, size=_SMALL, targets=NEUTRAL).picture.pixels.astype(float)
    moved = []
    for strength in (0.35, 0.95):
        targets = PictureTargets(**{target: sign * strength})
        moved.append(np.abs(paint(text, size=_SMALL, targets=targets).picture.pixels - plain).mean())
    assert moved[1] > 0.15
    assert moved[1] > moved[0]


def test_plants_wither_to_straw_and_other_colours_stay() -> None:
    green, red = linear("#587a38"), linear("#c4483a")
    dry = grown(green, -1.0)
    assert dry[0] > dry[1] > dry[2]
    np.testing.assert_allclose(grown(green, 0.0), green, rtol=1e-6)
    np.testing.assert_allclose(grown(red, -1.0), red, rtol=1e-6)
    assert [leafed(life) for life in (1.0, 0.0, -0.4, -0.8)] == pytest.approx([1.0, 1.0, 0.5, 0.0])


def test_fire_reddens_and_filth_sallows_the_sky() -> None:
    prompt = read_prompt("a field at noon, clear")
    plain = light_for(prompt, NEUTRAL, 0).horizon
    red = light_for(prompt, PictureTargets(fire=0.9), 0).horizon
    sallow = light_for(prompt, PictureTargets(filth=0.9), 0).horizon
    assert red[0] / red[2] > 2 * plain[0] / plain[2]
    assert sallow[1] / sallow[2] > 1.3 * plain[1] / plain[2]


def test_one_request_has_one_picture_at_every_size() -> None:
    for emotion in ("fear", "joy"):
        again = paint("a field with a house", emotion=emotion, size=_SMALL).picture.pixels
        np.testing.assert_array_equal(again, _painted("a field with a house", emotion).picture.pixels)
        large = _thumbnail(_painted("a field with a house", emotion, size=(768, 432)).picture.pixels)
        assert np.corrcoef(large.ravel(), _thumbnail(again).ravel())[0, 1] > 0.96


def test_content_targets_are_continuous_and_neutral_at_rest() -> None:
    names = [field.name for field in fields(PictureTargets)]
    assert picture_targets(Emotion()) == NEUTRAL
    for emotion in (*_FOUR, "joy"):
        before = NEUTRAL
        for intensity in np.linspace(0, 1, 41)[1:]:
            now = picture_targets(Emotion(emotion, float(intensity)))
            steps = {name: abs(getattr(now, name) - getattr(before, name)) for name in names}
            assert max(steps.values()) < 0.09, (emotion, intensity, steps)
            before = now
