"""Motion learnt from captures: what is refused, training that can be stopped, and what comes of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from emogen.arkit import ARKIT, INDEX
from emogen.cli.main import run_app
from emogen.conditioning.embedding import EMBEDDING_VERSION, SIZE
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError
from emogen.media import Audio, FaceMotion
from emogen.pipelines.face.export.livelink import save_csv
from emogen.pipelines.face.learnt.blinks import find_blinks
from emogen.pipelines.face.learnt.captures import Capture, read_captures
from emogen.pipelines.face.learnt.channels import CHANNELS, HEAD, LIDS, SHAPES, track_of
from emogen.pipelines.face.learnt.detail import drawn, smoothed
from emogen.pipelines.face.learnt.model import MotionModel, load_motion_model
from emogen.pipelines.face.learnt.network import MotionDenoiser
from emogen.pipelines.face.learnt.prior import NORMAL, Prior, fit_prior, normal
from emogen.pipelines.face.learnt.rate import RATE, STRIDE, WINDOW
from emogen.pipelines.face.learnt.solve import DILATIONS, LEVELS, SIGNAL, Context, solve
from emogen.pipelines.face.learnt.sound import FEATURES, SILENCE, SPEECH, hear
from emogen.pipelines.face.learnt.train import CHECKPOINT, train
from emogen.pipelines.face.motion.animate import animate
from emogen.seeds import stream
from emogen.timeline import Phoneme, Timeline

SECONDS = 14.0
BROWS = INDEX["browInnerUp"]


def bursts(seconds: float = SECONDS) -> Audio:
    """A buzz that comes and goes every second, at 16 kHz."""
    clock = np.arange(round(seconds * 16_000)) / 16_000
    tone = np.sign(np.sin(2 * np.pi * 140 * clock)) * (clock % 2 < 1) * 0.3
    return Audio(tone.astype(np.float32), 16_000)


def spoken(emotion: str, seed: int) -> FaceMotion:
    """Our own motion of a made-up line; brows also rise with the bursts."""
    phonemes = tuple(
        Phoneme("ɑ" if number % 2 else "b", number / 5, (number + 1) / 5, number % 4 == 1)
        for number in range(round(SECONDS * 5))
    )
    motion = animate(Timeline((), phonemes, SECONDS), Emotion(emotion), fps=60, seed=seed)
    curves = motion.curves.copy()
    loud = np.arange(len(motion)) / 60 % 2 < 1
    smooth = np.convolve(loud, np.hanning(12) / np.hanning(12).sum(), "same")
    curves[:, BROWS] = np.clip(curves[:, BROWS] + 0.4 * smooth, 0, 1)
    return replace(motion, curves=curves.astype(np.float32))


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("captures")
    labels = ["file,emotion,speaker"]
    for seed, emotion in enumerate(("neutral", "surprise", "neutral", "surprise")):
        save_csv(spoken(emotion, seed), folder / f"{seed}.csv")
        bursts().save(folder / f"{seed}.{'wav' if seed % 2 else 'flac'}")
        labels.append(f"{seed}.csv,{emotion},{'Ann' if seed < 2 else 'Bea'}")
    (folder / "labels.csv").write_text("\n".join(labels))
    return folder


@pytest.fixture(scope="module")
def captures(folder: Path) -> list[Capture]:
    found, notes = read_captures(folder)
    assert notes == []
    return found


@pytest.fixture(scope="module")
def actor(captures: list[Capture], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("actor")
    train(captures, folder, steps=60)
    return folder


@pytest.fixture(scope="module")
def model(actor: Path) -> MotionModel:
    return load_motion_model(actor)


# Captures


def test_captures_are_read_with_sound_emotion_and_style(captures: list[Capture]) -> None:
    assert [one.style for one in captures] == ["Ann", "Ann", "Bea", "Bea"]
    assert captures[1].emotion == Emotion("surprise")
    for one in captures:
        assert one.track.shape == (round(SECONDS * RATE), len(CHANNELS))
        assert one.heard is not None
        assert 0.3 < np.mean(one.heard[:, SPEECH]) < 0.8


def test_blinks_are_found_and_taken_out(captures: list[Capture]) -> None:
    motion = spoken("neutral", 0)
    lids = motion.curves[:, [INDEX[name] for name in LIDS]]
    shut = np.flatnonzero(lids.max(axis=1) > 0.9)
    found = find_blinks(lids)
    assert len(found.peaks) == 1 + np.sum(np.diff(shut) > 6)
    assert all(np.abs(shut - peak).min() <= 2 for peak in found.peaks)
    assert captures[0].track[:, : len(LIDS)].max() < 0.3


def test_gaps_cut_a_capture(tmp_path: Path) -> None:
    motion = spoken("neutral", 0)
    frozen = motion.curves.copy()
    frozen[60:180] = frozen[60]
    save_csv(replace(motion, curves=frozen), tmp_path / "gap.csv")
    found, notes = read_captures(tmp_path)
    assert [len(one) for one in found] == [pytest.approx((SECONDS - 3) * RATE, abs=2)]
    assert "without tracking" in notes[0]


def test_missing_rows_cut_a_capture(tmp_path: Path) -> None:
    lines = save_csv(spoken("neutral", 0), tmp_path / "rows.csv").read_text().splitlines()
    (tmp_path / "rows.csv").write_text("\n".join(lines[:120] + lines[180:]))
    found, _ = read_captures(tmp_path)
    assert [len(one) for one in found] == [pytest.approx((SECONDS - 3) * RATE, abs=3)]


def slow_capture(path: Path) -> None:
    """Eight frames a second."""
    header, *rows = save_csv(spoken("joy", 0), path, fps=24).read_text().splitlines()
    path.write_text("\n".join([header, *rows[::3]]), encoding="utf-8")


def cut(motion: FaceMotion, frames: int) -> FaceMotion:
    return FaceMotion(motion.curves[:frames], motion.head[:frames], motion.gaze[:frames], motion.fps)


def still_face() -> FaceMotion:
    return FaceMotion(
        np.zeros((900, len(ARKIT)), np.float32), np.zeros((900, 3), "f4"), np.zeros((900, 2), "f4"), 60
    )


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: path.write_text("a,b\n1,2\n"), "column"),
        (lambda path: save_csv(cut(spoken("joy", 0), 120), path), "seconds without a gap"),
        (lambda path: save_csv(still_face(), path), "seconds without a gap"),
        (slow_capture, "too few"),
    ],
)
def test_bad_captures_are_left_out_in_one_line(folder: Path, tmp_path: Path, make, why: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "good.csv").write_bytes((folder / "0.csv").read_bytes())
    make(tmp_path / "bad.csv")
    found, notes = read_captures(tmp_path)
    assert [one.name for one in found] == ["good.csv"]
    assert notes[0].startswith("left out bad.csv")
    assert why in notes[0]
    assert "\n" not in notes[0]


def test_a_sound_of_another_length_is_not_used(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes((folder / "0.csv").read_bytes())
    bursts(5.0).save(tmp_path / "a.wav")
    found, notes = read_captures(tmp_path)
    assert found[0].heard is None
    assert "its sound is not used" in notes[0]


@pytest.mark.parametrize("content", [None, "file,emotion\n"])
def test_a_folder_without_captures_is_refused(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "labels.csv").write_text(content)
    with pytest.raises(RequestError, match="no captures"):
        read_captures(tmp_path)


def test_only_bad_captures_are_refused_with_the_first_reason(tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text("nothing\n")
    with pytest.raises(RequestError, match=r"none of the 1 captures.*bad\.csv"):
        read_captures(tmp_path)


# Sound and curves


def test_features_tell_speech_and_are_silent_beyond_the_sound() -> None:
    times = np.arange(0, 6, 0.1)
    heard = hear(bursts(4.0), times)
    assert heard.shape == (60, len(FEATURES))
    assert np.isfinite(heard).all()
    assert (heard[:, SPEECH] > 0.5)[[5, 25]].all()
    assert not (heard[:, SPEECH] > 0.5)[[15, 35]].any()
    assert (heard[times >= 4.0] == np.array(SILENCE, np.float32)).all()
    assert (hear(Audio(np.zeros(16_000, np.float32), 16_000), times) == np.array(SILENCE, np.float32)).all()


def test_slow_curves_survive_keyframes_and_eyes_jump() -> None:
    clock = np.arange(20 * STRIDE + 1) / RATE
    channels = ("browInnerUp", "gazeYaw")
    track = np.column_stack([0.3 + 0.2 * np.sin(2 * np.pi * 0.4 * clock), 0.3 * (clock > 2.03)])
    keys = smoothed(track.astype(np.float32), channels)[::STRIDE]
    frames = drawn(keys, channels, keys.std(axis=0), stream(0, "test"))
    assert np.abs(frames[:, 0] - track[: len(frames), 0]).max() < 0.02
    between = (frames[:, 1] > 0.01) & (frames[:, 1] < 0.29)
    assert 1 <= between.sum() <= 3


# The model


def test_numpy_runs_the_network_that_torch_trained() -> None:
    torch.manual_seed(0)
    network = MotionDenoiser(5, len(FEATURES), SIZE).eval()
    torch.nn.init.normal_(network.outlet.weight)
    weights = {name: values.numpy() for name, values in network.state_dict().items()}
    weights |= {
        DILATIONS: np.array((1, 2, 4, 8, 1, 2), np.float32),
        LEVELS: np.array([999.0], np.float32),
        SIGNAL: np.array([0.0], np.float32),
    }
    rng = stream(0, "context")
    sound = rng.standard_normal((WINDOW, len(FEATURES)), np.float32)
    emotion = rng.standard_normal((WINDOW, SIZE), np.float32)
    one = np.eye(5, dtype=np.float32)
    course = np.stack([np.eye(WINDOW, dtype=np.float32)] * 5)
    plain = Prior(one, one[0], one[0], one, one, course, np.tile(NORMAL, (5, 1)).astype(np.float32))
    made = solve(weights, plain, Context(sound, emotion), WINDOW, 1.0, lambda _: stream(0, "noise"))
    noise = stream(0, "noise").standard_normal((1, WINDOW, 5), np.float32)
    always = torch.ones(1, 1, 1, dtype=torch.bool)
    zeros = torch.zeros(1, WINDOW, 5)
    with torch.inference_mode():
        velocity = network(
            torch.from_numpy(noise), torch.tensor([999.0]), zeros, zeros[..., :1],
            torch.from_numpy(sound)[None], always, torch.from_numpy(emotion)[None], always,
        )  # fmt: skip
    # From no signal at all, one step leads to what is seen in the noise: minus the velocity.
    assert made == pytest.approx(np.clip(-velocity[0].numpy(), -3.2, 3.2), abs=2e-4)


def test_a_window_goes_on_as_the_process_before_it() -> None:
    steps = stream(0, "walk").standard_normal((6000, 2))
    track = np.zeros((6000, 2))
    for now in range(1, 6000):
        track[now] = 0.99 * track[now - 1] + steps[now] @ [[1.0, 0.8], [0.0, 0.6]]
    track = np.exp(track / track.std(axis=0)).astype(np.float32)  # Normal in its ranks only.
    prior = fit_prior([track], [np.zeros(1, "f4")], np.zeros((2, 1), "f4"), [False])
    keys = track[: WINDOW * STRIDE : STRIDE]
    z = prior.components(normal([keys], [track])[0], np.zeros(1, "f4"))
    w = prior.innovations(z)
    assert prior.running(w, z[:8]) == pytest.approx(z, abs=0.05)
    assert prior.running(w, z[:8])[:8] == pytest.approx(z[:8], abs=1e-4)
    assert prior.innovations(z[:8]) == pytest.approx(w[:8], abs=1e-3)
    assert prior.channels(z, None, 1.0) == pytest.approx(keys, rel=0.05, abs=0.05)
    draws = [stream(k, "w").standard_normal((WINDOW, 2), np.float32) for k in range(300)]
    again = prior.channels(np.concatenate([prior.running(one, z[:0]) for one in draws]), None, 1.0)
    together, expected = (np.corrcoef(*one.T)[0, 1] for one in (again, track))
    assert together == pytest.approx(expected, abs=0.1)
    assert np.quantile(again, [0.1, 0.5, 0.9], axis=0) == pytest.approx(
        np.quantile(track, [0.1, 0.5, 0.9], axis=0), rel=0.15
    )


def test_using_a_model_needs_no_torch(actor: Path) -> None:
    code = (
        "import sys; from emogen.pipelines.face.learnt.model import load_motion_model as load;"
        f"load({str(actor)!r}).sample(None, 1.0); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_take_is_repeated_and_another_differs(model: MotionModel) -> None:
    audio = bursts(5.0)
    one, same, other, seeded = (
        model.sample(audio, 5.0, take=take, seed=seed) for take, seed in ((1, 0), (1, 0), (2, 0), (1, 1))
    )
    assert len(one) == 150
    assert one.curves.tobytes() == same.curves.tobytes()
    for another in (other, seeded):
        assert np.abs(one.curves - another.curves).max() > 0.05


@pytest.mark.parametrize(("fps", "seconds"), [(24, 0.0), (25.0, 0.03), (60, 7.77), (120, 1.0)])
def test_any_rate_and_length(model: MotionModel, fps: float, seconds: float) -> None:
    motion = model.sample(None, seconds, fps=fps)
    assert len(motion) == max(1, int(np.ceil(seconds * fps)))
    for part in (motion.curves, motion.head, motion.gaze):
        assert np.isfinite(part).all()
    assert motion.curves.min() >= 0
    assert motion.curves.max() <= 1
    lips = [INDEX[name] for name in ARKIT if name not in SHAPES and not name.startswith("eyeLook")]
    assert not motion.curves[:, lips].any()


def test_the_actor_s_blinks_come_at_his_rate(model: MotionModel) -> None:
    motion = model.sample(None, 120.0, fps=60)
    found = find_blinks(motion.curves[:, [INDEX[name] for name in LIDS]])
    assert len(found.peaks) / 2 == pytest.approx(model.blinks.rate, rel=0.3)


def test_long_takes_do_not_drift(model: MotionModel) -> None:
    head = model.sample(None, 120.0, fps=30).head
    first, last = head[:900].std(axis=0), head[-900:].std(axis=0)
    assert (last < 3 * first).all()
    assert (first < 3 * last).all()


def test_emotion_and_guidance_move_the_face(model: MotionModel) -> None:
    def raised(emotion: str, guidance: float = 1.0) -> float:
        takes = [model.sample(None, 6.0, Emotion(emotion), take=k, guidance=guidance) for k in range(3)]
        return float(np.mean([one.curve("browOuterUpLeft").mean() for one in takes]))

    assert model.knows_emotions
    assert model.hears
    assert raised("surprise", 2.0) > raised("neutral", 2.0) + 0.05
    assert raised("surprise", 0.0) == raised("joy", 0.0)
    track = EmotionTrack.parse("0s neutral -> 4s surprise", 4.0)
    assert len(model.sample(None, 4.0, track, style="Ann")) == 120


@pytest.mark.parametrize(
    "changes", [{"fps": 5}, {"duration": -1.0}, {"guidance": 9.0}, {"take": -1}, {"style": "Cid"}]
)
def test_wrong_requests_are_refused(model: MotionModel, changes: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        model.sample(**({"audio": None, "duration": 1.0} | changes))  # type: ignore[arg-type]


def test_lips_stay_those_of_speech(model: MotionModel) -> None:
    speech = spoken("neutral", 5)
    learnt = model.sample(None, SECONDS, fps=60, take=4)
    motion = model.onto(speech, learnt)
    lips = [n for n, name in enumerate(ARKIT) if name.startswith(("mouth", "jaw", "tongue", "cheekPuff"))]
    assert motion.curves[:, lips].tobytes() == speech.curves[:, lips].tobytes()
    assert motion.curves[:, BROWS].tobytes() == learnt.curves[:, BROWS].tobytes()
    assert motion.head.tobytes() == learnt.head.tobytes()
    held = np.zeros(len(ARKIT), np.float32)
    held[BROWS] = 0.5
    assert (model.onto(speech, learnt, held).curve("browInnerUp") >= 0.5).all()


def test_what_captures_do_not_show_stays_as_spoken(captures: list[Capture], tmp_path: Path) -> None:
    headless = []
    for one in captures[:2]:
        track = one.track.copy()
        track[:, [CHANNELS.index(name) for name in HEAD]] = 0
        headless.append(replace(one, track=track, heard=None, emotion=None))
    model = train(headless, tmp_path, steps=2)
    assert not set(HEAD) & set(model.card.channels)
    assert not model.hears
    assert not model.knows_emotions
    speech = spoken("neutral", 5)
    learnt = model.sample(None, SECONDS, fps=60)
    motion = model.onto(speech, learnt)
    assert motion.head.tobytes() == speech.head.tobytes()
    # Eyes are where the actor's look, whatever the head does.
    assert track_of(motion)[:, -2:] == pytest.approx(learnt.gaze, abs=1e-5)


# Training


def test_an_interrupted_training_ends_with_the_same_bytes(captures: list[Capture], tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    train(captures, whole, steps=8, seed=3)

    def interrupt(fraction: float) -> None:
        if fraction >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(captures, parts, steps=8, seed=3, progress=interrupt)
    assert [path.name for path in parts.iterdir()] == [CHECKPOINT]
    train(captures, parts, steps=8, seed=3, resume=True)
    for name in ("motion.json", "motion.safetensors"):
        assert (whole / name).read_bytes() == (parts / name).read_bytes()
    with pytest.raises(RequestError, match="another seed"):
        train(captures, parts, steps=8, seed=4, resume=True)


def test_training_lowers_the_held_out_loss(model: MotionModel) -> None:
    assert model.card.held_out_loss < model.card.first_loss


def test_damaged_and_foreign_models_are_refused(actor: Path, tmp_path: Path) -> None:
    card = json.loads((actor / "motion.json").read_text())
    (tmp_path / "motion.safetensors").write_bytes((actor / "motion.safetensors").read_bytes()[:-1])
    with pytest.raises(RequestError, match=r"no motion\.json"):
        load_motion_model(tmp_path)
    for changes, why in (
        ({}, "damaged"),
        ({"embedding_version": EMBEDDING_VERSION + 1}, "version"),
        ({"channels": ["earWiggle"]}, "other channels"),
        ({"kind": "voice"}, "kind"),
    ):
        (tmp_path / "motion.json").write_text(json.dumps(card | changes))
        with pytest.raises(RequestError, match=why):
            load_motion_model(tmp_path)


# The command


def test_the_command_trains_and_says_so(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "actor")
    assert run_app(["train", "motion", str(folder), "-o", out, "--steps", "2", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["data"]["emotions"] == {"neutral": 2, "surprise": 2}
    assert said["channels"] == list(load_motion_model(out).card.channels)
    assert run_app(["train", "motion", str(folder), "-o", out, "--steps", "3", "--resume"]) == 0
    assert "held-out loss" in capsys.readouterr().out
    assert run_app(["train", "motion", str(tmp_path / "none"), "-o", out]) == 2
    assert "no such folder" in capsys.readouterr().err
