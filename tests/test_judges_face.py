"""Judges of faces: what our own stills show them, seeded faults, and what is no face."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from emogen.arkit import ARKIT
from emogen.conditioning.character import find_character
from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import Audio, Clip
from emogen.pipelines.api import talk
from emogen.pipelines.evaluate.hearing.phones import HeardPhone, kind_of, phones_of
from emogen.pipelines.evaluate.item import Item, Medium
from emogen.pipelines.evaluate.judge import Judge
from emogen.pipelines.evaluate.judges.appearance import Appearance
from emogen.pipelines.evaluate.judges.blendshapes import Blendshapes
from emogen.pipelines.evaluate.judges.faceapi import Expressions
from emogen.pipelines.evaluate.judges.facex import Facex
from emogen.pipelines.evaluate.judges.identity import ANOTHER, Identity
from emogen.pipelines.evaluate.judges.lipsync import Lipsync, curves_opening, sync
from emogen.pipelines.face.motion.animate import still
from emogen.pipelines.face.render.renderer import Renderer
from emogen.pipelines.face.video import save_clip

FACE: frozenset[Medium] = frozenset({"face"})
STRAIGHT = np.zeros(3, np.float32)
STILLS: tuple[type[Judge], ...] = (Facex, Expressions, Blendshapes, Appearance)
LINE = "Maybe Bob bought a big map."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stills of two characters, 224 pixels a side, head straight."""
    folder = tmp_path_factory.mktemp("faces")
    for person, poses in (("mira", ("neutral", "joy", "sadness")), ("malik", ("neutral",))):
        renderer = Renderer(find_character(person).looks, (224, 224))
        for pose in poses:
            frame = renderer.frame(still(Emotion(pose)).curves[0], STRAIGHT, STRAIGHT[:2])
            Image.fromarray(frame).save(folder / f"{person}_{pose}.png")
    return folder


def face(path: Path, neutral: Path | None = None) -> Item:
    return Item(path, FACE, neutral=face(neutral) if neutral else None)


@pytest.mark.parametrize("judge", [Facex, Expressions])
def test_a_smile_is_more_joy_and_more_pleasant(judge: type[Judge], folder: Path) -> None:
    joy, calm, sad = (
        judge().judge(face(folder / f"mira_{pose}.png")) for pose in ("joy", "neutral", "sadness")
    )
    assert joy.named == "joy"
    assert joy.shares["joy"] > calm.shares["joy"] + 0.5
    assert joy.values["valence"] > calm.values["valence"] > sad.values["valence"]
    assert sum(joy.shares.values()) == pytest.approx(1.0, abs=1e-5)


def test_a_smile_is_read_back_as_activations(folder: Path) -> None:
    joy, calm = (Blendshapes().judge(face(folder / f"mira_{pose}.png")) for pose in ("joy", "neutral"))
    assert joy.values["mouthSmileLeft"] > calm.values["mouthSmileLeft"] + 0.5
    assert len(joy.values) == 51
    assert all(abs(angle) < 12 for angle in calm.details["head_degrees"].values())


def test_the_head_turns_as_commanded(tmp_path: Path) -> None:
    renderer = Renderer(find_character("mira").looks, (224, 224))
    turned = np.radians(np.array([20, 10, 8], np.float32))
    curves = still(Emotion("neutral")).curves[0]
    found = []
    for number, head in enumerate((STRAIGHT, turned)):
        path = tmp_path / f"{number}.png"
        Image.fromarray(renderer.frame(curves, head, STRAIGHT[:2])).save(path)
        pose = Blendshapes().judge(face(path)).details["head_degrees"]
        found.append([pose[name] for name in ("yaw", "pitch", "roll")])
    assert np.allclose(np.subtract(found[1], found[0]), [20, 10, 8], atol=6)


def test_curves_have_a_row_a_frame(folder: Path) -> None:
    assert Blendshapes().curves(face(folder / "mira_joy.png")).shape == (1, len(ARKIT))


def test_an_expression_is_nearer_than_another_person(folder: Path) -> None:
    calm = folder / "mira_neutral.png"
    same, other = (
        Identity().judge(face(folder / name, calm)) for name in ("mira_joy.png", "malik_neutral.png")
    )
    assert same.values["distance"] < min(other.values["distance"], ANOTHER)
    assert same.values["similarity"] > other.values["similarity"]
    assert "drift" not in same.values
    itself = Identity().judge(face(calm, calm))
    assert itself.values["distance"] == pytest.approx(0.0, abs=1e-5)


def test_a_woman_and_a_man_are_told_apart(folder: Path) -> None:
    woman, man = (Appearance().judge(face(folder / f"{who}_neutral.png")) for who in ("mira", "malik"))
    assert woman.values["male"] < man.values["male"]
    assert 10 < woman.values["age"] < 60


@pytest.mark.parametrize("judge", STILLS)
def test_what_is_no_face_is_said(judge: type[Judge], tmp_path: Path) -> None:
    rows = np.linspace(0, 255, 96)
    cloud = np.repeat((rows[:, None] / 2 + rows[None] / 2)[..., None], 3, 2).astype(np.uint8)
    for name, pixels in (("cloud.png", cloud), ("tiny.png", cloud[:16, :16])):
        Image.fromarray(pixels).save(tmp_path / name)
        with pytest.raises(RequestError, match="no face"):
            judge().judge(face(tmp_path / name))


@pytest.mark.parametrize("judge", STILLS)
def test_of_two_faces_the_larger_is_judged_and_said(judge: type[Judge], folder: Path, tmp_path: Path) -> None:
    joy = Image.open(folder / "mira_joy.png")
    both = Image.new("RGB", (360, 224), (90, 90, 90))
    both.paste(joy, (0, 0))
    both.paste(Image.open(folder / "malik_neutral.png").resize((130, 130)), (226, 40))
    both.save(tmp_path / "both.png")
    opinion, alone = judge().judge(face(tmp_path / "both.png")), judge().judge(face(folder / "mira_joy.png"))
    assert any("several faces" in note for note in opinion.notes)
    assert opinion.named == alone.named
    joy.close()


def test_a_transparent_picture_is_judged(folder: Path, tmp_path: Path) -> None:
    picture = Image.open(folder / "mira_joy.png").convert("RGBA")
    alpha = np.full((224, 224), 255, np.uint8)
    alpha[:8] = 0
    picture.putalpha(Image.fromarray(alpha))
    picture.save(tmp_path / "clear.png")
    assert Facex().judge(face(tmp_path / "clear.png")).named == "joy"


# Lips


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Item:
    """A short line, said by a face of 160 pixels."""
    path = tmp_path_factory.mktemp("talk") / "line.mp4"
    said = talk(text=LINE, size=(160, 160))
    save_clip(said.clip, path)
    phonemes = [[one.symbol, one.start, one.end] for one in said.timeline.phonemes]
    return Item(path, frozenset({"face", "speech"}), text=LINE, facts={"phonemes": phonemes})


def test_lips_of_our_own_go_with_the_sound(clip: Item) -> None:
    values = Lipsync().judge(clip).values
    assert values["closure"] > 0.7
    assert values["separation"] > 0.8
    assert abs(values["lag"]) < 80


def test_sounds_are_found_without_a_sidecar(clip: Item) -> None:
    told, source = phones_of(clip)
    found, other = phones_of(replace(clip, facts={}))
    assert (source, other) == ("sidecar", "aligner")
    lips, heard = ([one.middle for one in phones if one.kind == "lips"] for phones in (told, found))
    # The aligner may lose the last word of so short a line.
    assert 0.75 * len(lips) <= len(heard) <= len(lips)
    assert np.abs(np.subtract(lips[: len(heard)], heard)).mean() < 0.08


def test_without_words_closure_is_left_out(clip: Item) -> None:
    opinion = Lipsync().judge(replace(clip, text="", facts={}))
    assert set(opinion.values) == {"lag", "correlation"}
    assert "not known" in opinion.notes[0]


def spoken(seconds: float = 4.0, seed: int = 0) -> tuple[Audio, list[HeardPhone], NDArray[np.float64]]:
    """Sound, its phones, and the opening at 60 a second of a mouth that makes them."""
    chance = np.random.default_rng(seed)
    phones, now = [], 0.2
    while now < seconds - 0.4:
        for kind in ("lips", "open", "other", "vowel"):
            length = float(chance.uniform(0.06, 0.14))
            phones.append(HeardPhone(kind, now, now + length))
            now += length
        now += float(chance.uniform(0.0, 0.25))
    times = (np.arange(round(seconds * 60)) + 0.5) / 60
    wide = {"lips": 0.0, "open": 1.0, "other": 0.4, "vowel": 0.6}
    opening = np.zeros(len(times))
    loud = np.zeros(round(seconds * 16_000))
    for one in phones:
        opening[(times >= one.start) & (times < one.end)] = wide[one.kind]
        loud[round(one.start * 16_000) : round(one.end * 16_000)] = 0.05 + wide[one.kind]
    noise = chance.normal(size=len(loud)) * 0.1
    return Audio((noise * loud).astype(np.float32), 16_000), phones, opening


@given(st.integers(-20, 20), st.integers(0, 3))
def test_a_shift_is_found(frames: int, seed: int) -> None:
    audio, phones, opening = spoken(seed=seed)
    found = sync(np.roll(opening, frames), 60.0, audio, phones)
    assert found["lag"] == pytest.approx(frames / 60 * 1000, abs=25)


def test_a_mouth_that_stays_open_closes_never() -> None:
    audio, phones, opening = spoken()
    frozen = sync(np.full(len(opening), 0.3), 60.0, audio, phones)
    assert frozen["closure"] == frozen["separation"] == frozen["correlation"] == 0.0
    late = sync(np.roll(opening, 100), 60.0, audio, phones)
    right = sync(opening, 60.0, audio, phones)
    assert right["closure"] == 1.0
    assert right["separation"] > 2 * abs(late["separation"])
    assert right["correlation"] > late["correlation"] + 0.3


def test_a_still_mouth_in_a_clip_is_said(clip: Item, folder: Path, tmp_path: Path) -> None:
    frame = np.array(Image.open(folder / "mira_neutral.png"))
    frozen = Clip([frame] * 45, 45, 30.0, (224, 224), clip.audio)
    save_clip(frozen, tmp_path / "frozen.mp4")
    opinion = Lipsync().judge(replace(clip, path=tmp_path / "frozen.mp4"))
    assert opinion.values == {"closure": 0.0, "separation": 0.0, "correlation": 0.0}
    assert "the mouth hardly moves" in opinion.notes


@pytest.mark.parametrize(
    ("symbol", "kind"),
    [
        *(("m", "lips"), ("P", "lips"), ("ɑː", "open"), ("AY", "open"), ("iː", "vowel"), ("UW", "vowel")),
        *(("", "rest"), ("SIL", "rest"), ("s", "other"), ("TH", "other")),
    ],
)
def test_sounds_in_both_alphabets(symbol: str, kind: str) -> None:
    assert kind_of(symbol) == kind


def test_a_table_that_is_no_capture_is_said(tmp_path: Path) -> None:
    path = tmp_path / "curves.csv"
    path.write_text("JawOpen,Other\n0.5,1\n")
    with pytest.raises(RequestError, match="Live Link"):
        curves_opening(path)
