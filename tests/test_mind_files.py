"""Saved minds: exact continuation, exact replay, and files that are damaged or edited wrongly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.mind import Character, Event, Mind, Personality
from emogen.errors import RequestError

unit = st.floats(-1, 1)
share = st.floats(0, 1)
actions = st.one_of(
    st.tuples(st.just("advance"), st.floats(0, 1e6) | st.just(0.016)),
    st.tuples(
        st.just("react"),
        st.builds(
            Event,
            st.text(max_size=9),
            unit,
            unit,
            st.sampled_from(["self", "other"]),
            st.sampled_from(["happened", "possible", "confirmed", "disconfirmed"]),
            share,
            unit,
            unit,
            unit,
        ),
    ),
    st.tuples(st.just("feel"), st.builds(Emotion, st.sampled_from(["joy", "fear", "awe"]), unit)),
    st.tuples(st.just("feel"), st.builds(Emotion.va, unit, unit, unit)),
    st.tuples(st.just("catch"), st.builds(Emotion, st.sampled_from(["anger", "hope"]), share), share),
    st.tuples(st.just("remember"), st.text(min_size=1, max_size=9).filter(str.strip)),
)
shared_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def live(one: Mind, steps: list[tuple[Any, ...]]) -> None:
    for name, *arguments in steps:
        getattr(one, name)(*arguments)


@shared_folder
@given(st.lists(actions, max_size=8), st.lists(actions, max_size=8), st.integers(0, 2**53), unit)
def test_save_load_and_replay_are_exact(
    tmp_path: Path, first: list[Any], then: list[Any], seed: int, neuroticism: float
) -> None:
    one = Mind(Character("Zoë", personality=Personality(neuroticism=neuroticism)), seed=seed)
    live(one, first)
    one.save(tmp_path / "state.json")
    loaded = Mind.load(tmp_path / "state.json")
    assert loaded.state == one.state
    live(one, then)
    live(loaded, then)
    assert loaded.state == one.state
    assert Mind.replay(one.log).state == one.state
    one.save(tmp_path / "history.json", history=True)
    again = Mind.load(tmp_path / "history.json")
    assert (again.state, again.log) == (one.state, one.log)
    assert (again.emotion, again.mood) == (one.emotion, one.mood)


def test_a_new_log_starts_where_the_old_one_ended() -> None:
    one = Mind(Character("Ada"))
    one.feel(Emotion("joy"))
    one.restart_log()
    assert one.log.calls == ()
    for _ in range(600):
        one.advance(1 / 60)
    assert len(one.log.calls) == 1
    assert Mind.replay(one.log).state == one.state


def a_document(folder: Path) -> str:
    one = Mind(Character("Ada", personality=Personality(openness=0.3)), seed=5)
    one.react(Event("Found a coin", desirability=0.4))
    one.feel(Emotion.va(-0.4, 0.3))
    one.advance(12.5)
    one.restart_log()
    one.react(Event("Lost it again", desirability=-0.4, praise=-0.2, actor="self"))
    one.advance(3)
    one.catch(Emotion("sadness"), 0.5)
    one.remember("A bad day", Emotion("sadness"), 0.25)
    one.feel(Emotion("hope"))
    one.save(folder / "ada.json", history=True)
    return (folder / "ada.json").read_text(encoding="utf-8")


def load_or_refuse(folder: Path, text: str) -> Mind | None:
    """What comes of a file: a mind that works, or None when it is refused in words."""
    path = folder / "changed.json"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        one = Mind.load(path)
    except RequestError:
        return None
    one.advance(0)
    one.feel(Emotion("joy"))
    assert all(-1 <= x <= 1 for x in (*one.mood, *one.emotion.vad))
    one.save(path)
    assert Mind.load(path).state == one.state
    return one


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"emogen-mind"', '"another"'),
        ('"version": 2', '"version": 3'),
        ('"version": 2', '"version": [[[]]]'),
        ('"seed": 5', '"seed": 5, "hat": 1'),
        ('"seed": 5,', ""),
        ('"seed": 5', '"seed": 5, "seed": 5'),
        ('"seed": 5', '"seed": 5.0'),
        ('"seed": 5', '"seed": true'),
        ('"seed": 5', '"seed": -1'),
        ('"openness": 0.3', '"openness": 3'),
        ('"openness": 0.3', '"openness": NaN'),
        ('"openness": 0.3', '"openness": 1e999'),
        ('"openness": 0.3', '"openness": 1' + "0" * 400),
        ('"openness": 0.3', '"openness": 1' + "0" * 5000),
        ('"openness": 0.3', '"openness": "much"'),
        ('"name": "Ada"', '"name": "\\ud800"'),
        ('"call": "react"', '"call": "explode"'),
        ('"to": 15.5', '"to": 2'),
        ('"emotion": "hope"', '"emotion": "hopeish"'),
        ('"actor": "self"', '"actor": "me"'),
        ('"time": 0.0', '"time": 1e9'),
        ('"joy"', '"joyish"'),
    ],
)
def test_wrong_files_are_refused(tmp_path: Path, old: str, new: str) -> None:
    text = a_document(tmp_path)
    assert old in text
    assert load_or_refuse(tmp_path, text) is not None
    assert load_or_refuse(tmp_path, text.replace(old, new)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        '{"format": "emogen-character"}',
        '{"format": "emogen-mind"}',
        "\ud800",
    ],
)
def test_what_is_no_character_is_refused(tmp_path: Path, text: str) -> None:
    assert load_or_refuse(tmp_path, text) is None


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="no such character"):
        Mind.load(tmp_path / "nobody.json")


def places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON tree."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in places(node[key])]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@shared_folder
@given(st.data())
def test_changed_values_never_crash(tmp_path: Path, data: st.DataObject) -> None:
    tree = json.loads(a_document(tmp_path))
    container, key = data.draw(st.sampled_from(places(tree)))
    container[key] = data.draw(json_values)
    load_or_refuse(tmp_path, json.dumps(tree))


@shared_folder
@given(st.data())
def test_changed_characters_never_crash(tmp_path: Path, data: st.DataObject) -> None:
    text = a_document(tmp_path)
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 20))
    load_or_refuse(tmp_path, text[:start] + data.draw(st.text(max_size=4)) + text[start + length :])
