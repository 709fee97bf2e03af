"""Targets learnt from recordings: labels, training that can be stopped, and what comes of it."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emogen.cli.main import run_app
from emogen.conditioning.embedding import EMBEDDING_VERSION, embed
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.card import FIELDS, decode, encode
from emogen.conditioning.targets.diffusion import TargetModel, load_targets
from emogen.conditioning.targets.voice import TARGETS, VoiceTargets
from emogen.conditioning.train import diffusion as training
from emogen.conditioning.train.interrupt import uninterrupted
from emogen.conditioning.train.recordings import Examples, read_examples, read_labels
from emogen.conditioning.train.targets import CHECKPOINT, groups_of, held_out, train
from emogen.errors import RequestError
from emogen.install import install_hint
from emogen.media import Audio
from emogen.seeds import stream

EMOTIONS = ("neutral", "anger", "sadness", "joy")
LEVELS = {"neutral": 0.0, "anger": 5.0, "sadness": -5.0, "joy": 2.0}
LEVEL, BRIGHTNESS = FIELDS.index("level"), FIELDS.index("brightness")


def made_up(count: int = 30) -> Examples:
    """Examples of four speakers in whom brightness goes with level, take by take."""
    random = stream(0, "examples")
    rows = [(speaker, name) for speaker in "abcd" for name in EMOTIONS for _ in range(count)]
    values = np.zeros((len(rows), len(FIELDS)), np.float32)
    values[:] = 0.1 * random.standard_normal(values.shape)
    effort = random.standard_normal(len(rows))
    values[:, LEVEL] = [LEVELS[name] for _, name in rows] + 1.5 * effort
    values[:, BRIGHTNESS] = 2 * effort + 0.5 * random.standard_normal(len(rows))
    return Examples(
        values=values,
        conditions=np.stack([embed(Emotion(name)) for _, name in rows]),
        speakers=tuple(speaker for speaker, _ in rows),
        emotions=tuple(name for _, name in rows),
    )


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)  # As the command does: more are slower on a network this small.


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("actor")
    train(made_up(), folder, steps=400)
    return folder


@pytest.fixture(scope="module")
def model(folder: Path) -> TargetModel:
    return load_targets(folder)


# What is learnt


def test_the_mean_moves_with_the_emotion(model: TargetModel) -> None:
    level = {name: model.sample(Emotion(name), take=0).level for name in EMOTIONS}
    assert level["anger"] > level["joy"] > level["neutral"] > level["sadness"]
    assert level["anger"] == pytest.approx(5.0, abs=1.5)
    assert level["anger"] > model.sample(Emotion("anger", 0.5), take=0).level > level["neutral"]


def test_takes_vary_as_the_examples_do(model: TargetModel) -> None:
    takes = model.samples(Emotion("neutral"), range(1, 401))
    level, brightness = (np.array([getattr(t, name) for t in takes]) for name in ("level", "brightness"))
    assert level.std() == pytest.approx(1.5, rel=0.35)
    assert np.corrcoef(level, brightness)[0, 1] > 0.8
    centre = model.sample(Emotion("neutral"), take=0)
    assert level.mean() == pytest.approx(centre.level, abs=0.5)


def test_variation_scales_the_distance_from_the_mean(model: TargetModel) -> None:
    calm, half, full = (model.sample(Emotion("joy"), take=3, variation=v).brightness for v in (0.0, 0.5, 1.0))
    assert half == pytest.approx((calm + full) / 2, abs=1e-3)
    assert calm == model.sample(Emotion("joy"), take=0).brightness != full


def test_guidance_exaggerates(model: TargetModel) -> None:
    level = [model.sample(Emotion("anger"), take=0, guidance=g).level for g in (0.0, 1.0, 1.5)]
    assert level[0] < level[1] < level[2]
    assert model.sample(Emotion("anger"), take=0, guidance=5.0).level == TARGETS["level"].high
    with pytest.raises(RequestError, match=r"guidance .* out of range"):
        model.sample(Emotion("anger"), take=0, guidance=9.0)
    with pytest.raises(RequestError, match="there is no take -1"):
        model.sample(Emotion("anger"), take=-1)


def test_a_take_is_the_same_whenever_it_is_asked_for(folder: Path, model: TargetModel) -> None:
    again = load_targets(folder)
    assert model.sample(Emotion("joy"), take=7) == again.sample(Emotion("joy"), take=7)
    assert model.sample(Emotion("joy"), take=7) != model.sample(Emotion("joy"), take=8)
    alone, among = model.sample(Emotion("joy"), take=7), model.samples(Emotion("joy"), range(9))[7]
    assert asdict(alone) == pytest.approx(asdict(among), abs=1e-3)


def test_a_voice_glides_between_emotions_within_a_take(model: TargetModel) -> None:
    glide = [model.sample(Emotion("anger", k / 20), take=2).level for k in range(21)]
    assert np.abs(np.diff(glide)).max() < 2.0


@settings(deadline=None, max_examples=25)
@given(st.tuples(*[st.floats(-1, 1)] * 3), st.integers(0, 2**40), st.floats(0, 5), st.floats(0, 2))
def test_targets_stay_in_range(
    model: TargetModel, vad: tuple[float, float, float], take: int, guidance: float, variation: float
) -> None:
    targets = model.sample(Emotion.va(*vad), take=take, guidance=guidance, variation=variation)
    found = asdict(targets)
    assert all(target.low <= found[name] <= target.high for name, target in TARGETS.items())
    assert targets.obstruent_length == targets.sonorant_length
    assert targets.effort == targets.accent == 0.0


def test_targets_survive_encoding() -> None:
    some = VoiceTargets(f0_shift=2.0, f0_range=1.5, sonorant_length=0.8, obstruent_length=0.8, jitter=1.0)
    assert asdict(decode(FIELDS, encode(asdict(some)))) == pytest.approx(asdict(some), abs=1e-4)
    assert decode(FIELDS, encode(asdict(VoiceTargets()))) == VoiceTargets()
    assert decode(["level"], np.array([3.0], np.float32)) == VoiceTargets(level=3.0)


# Training


def test_whole_speakers_are_held_out_or_clips_of_every_emotion() -> None:
    examples = made_up(12)
    out = held_out(groups_of(examples, 0), 0)
    assert len({s for s, held in zip(examples.speakers, out, strict=True) if held}) == 1
    assert out.sum() == 48
    alone = replace(examples, speakers=("a",) * len(out))
    out = held_out(groups_of(alone, 0), 0)
    assert Counter(e for e, held in zip(alone.emotions, out, strict=True) if held) == dict.fromkeys(
        EMOTIONS, 8
    )


def test_a_resumed_training_ends_with_the_same_bytes(tmp_path: Path) -> None:
    examples, whole, parts = made_up(6), tmp_path / "whole", tmp_path / "parts"
    train(examples, whole, steps=70, seed=5)

    def interrupt(fraction: float) -> None:
        if fraction >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(examples, parts, steps=70, seed=5, progress=interrupt)
    assert [path.name for path in parts.iterdir()] == [CHECKPOINT]
    train(examples, parts, steps=70, seed=5, resume=True)
    names = {path.name for path in whole.iterdir()} - {CHECKPOINT}
    assert len(names) == 4
    assert all((whole / name).read_bytes() == (parts / name).read_bytes() for name in names)


@pytest.fixture
def _ctrl_c_heeded() -> Iterator[None]:
    """A shell starts what runs in the background with Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_ctrl_c_heeded")
def test_ctrl_c_waits_for_the_end_of_a_step() -> None:
    done = []

    def step() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            done.append("step")

    with pytest.raises(KeyboardInterrupt):
        step()
    assert done == ["step"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_only_its_own_checkpoint_is_resumed(tmp_path: Path) -> None:
    examples = made_up(6)
    with pytest.raises(RequestError, match="nothing to resume"):
        train(examples, tmp_path, resume=True)
    train(examples, tmp_path, steps=3)
    with pytest.raises(RequestError, match="another seed"):
        train(examples, tmp_path, steps=3, seed=1, resume=True)
    checkpoint = tmp_path / CHECKPOINT
    checkpoint.write_bytes(checkpoint.read_bytes()[:5000])
    with pytest.raises(RequestError, match="damaged"):
        train(examples, tmp_path, steps=3, resume=True)


def test_training_stops_when_nothing_is_gained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training.DiffusionTrainer, "patience", 50)
    monkeypatch.setattr(training.DiffusionTrainer, "tolerance", 0.0)
    noise = replace(made_up(6), values=stream(1, "noise").standard_normal((96, len(FIELDS)), np.float32))
    fractions: list[float] = []
    model = train(noise, tmp_path, steps=4000, progress=fractions.append)
    assert fractions[-1] == (model.card.steps + 50) / 4000 < 1


def test_coordinates_will_do_for_labels(tmp_path: Path) -> None:
    random = stream(0, "coordinates")
    arousal = random.uniform(-1, 1, 120)
    emotions = [Emotion.va(random.uniform(-1, 1), a) for a in arousal]
    values = 0.1 * random.standard_normal((120, len(FIELDS)))
    values[:, LEVEL] += 5 * arousal
    examples = Examples(
        values=values.astype(np.float32),
        conditions=np.stack([embed(emotion) for emotion in emotions]),
        speakers=("",) * 120,
        emotions=tuple(map(str, emotions)),
    )
    model = train(examples, tmp_path, steps=50)
    assert model.card.data.emotions == {"coordinates": 120}
    low, middle, high = (model.sample(Emotion.va(0.2, a), take=0).level for a in (-0.6, 0.0, 0.6))
    assert (low, middle, high) == pytest.approx((-3.0, 0.0, 3.0), abs=1.0)


# Loading


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def edit_card(folder: Path, **changes: object) -> None:
    path = folder / "targets.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_another_version_of_the_embedding_is_refused(copy: Path) -> None:
    edit_card(copy, embedding_version=EMBEDDING_VERSION + 1)
    with pytest.raises(RequestError, match=f"version {EMBEDDING_VERSION + 1}"):
        load_targets(copy)


def test_other_numbers_are_refused(copy: Path) -> None:
    edit_card(copy, fields=[*FIELDS[:-1], "sparkle"])
    with pytest.raises(RequestError, match="other numbers"):
        load_targets(copy)


@pytest.mark.parametrize("name", ["diffusion_pytorch_model.safetensors", "config.json"])
def test_damaged_files_are_refused(copy: Path, name: str) -> None:
    path = copy / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(RequestError, match=f"damaged.*{name}"):
        load_targets(copy)
    path.unlink()
    with pytest.raises(RequestError, match=f"damaged.*{name}"):
        load_targets(copy)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "JSON"),
        ("[]", "the file"),
        ("{}", "kind"),
        ('{"kind": "face"}', "kind"),
    ],
)
def test_foreign_cards_are_refused(copy: Path, text: str, why: str) -> None:
    (copy / "targets.json").write_text(text)
    with pytest.raises(RequestError, match=why):
        load_targets(copy)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"no targets\.json"):
        load_targets(tmp_path)


def test_without_torch_one_error_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "torch" else find(name))
    with pytest.raises(RequestError, match=rf"torch.*{re.escape(install_hint('train'))}"):
        load_targets(folder)


# Labels


def as_table(cells: list[str]) -> bytes:
    """Rows of three of these cells below the right headings."""
    rows = [",".join(cells[k : k + 3]) for k in range(0, len(cells), 3)]
    return "\n".join(["file,speaker,emotion", "a.wav,Ann,joy", *rows]).encode("utf-8", "replace")


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    for name in ("a.wav", "b, c.wav"):
        (tmp_path / name).touch()
    return tmp_path / "labels.csv"


@pytest.mark.parametrize(
    "text",
    [
        'file,speaker,emotion\na.wav,Ann,joy\n"b, c.wav",Ann,neutral\n',
        '\ufeffFile;Speaker;Emotion;Note\r\na.wav;Ann;happy;"x; y"\r\n\r\n"b, c.wav";Ann;neutral;\r\n',
        "emotion\tfile\tspeaker\njoy:1.0\ta.wav\tAnn\nneutral\tb, c.wav\tAnn",
    ],
)
def test_tables_of_labels_may_be_written_in_many_ways(labels: Path, text: str) -> None:
    labels.write_bytes(text.encode())
    assert [(one.path.name, one.speaker, one.emotion) for one in read_labels(labels)] == [
        ("a.wav", "Ann", Emotion("joy")),
        ("b, c.wav", "Ann", Emotion()),
    ]


def test_coordinates_may_have_decimal_commas_where_cells_have_semicolons(labels: Path) -> None:
    labels.write_text(
        "file;speaker;valence;arousal;dominance\na.wav;Ann;-0,4;0,2;0\nb, c.wav;Ann;0.5;0;\n",
        encoding="utf-8",
    )
    first, second = read_labels(labels)
    assert first.emotion == Emotion.va(-0.4, 0.2, 0.0)
    assert second.emotion == Emotion.va(0.5, 0.0)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "lacks a column"),
        ("file,speaker\na.wav,Ann\n", "lacks a column.*file, speaker"),
        ("file,speaker,emotion\n\nnope.wav,Ann,joy\n", "line 3: no such recording: nope.wav"),
        ("file,speaker,emotion\na.wav,Ann,hapy\n", "line 2: unknown emotion 'hapy'.*happy"),
        ("file,speaker,emotion\na.wav,,joy\n", "line 2: the speaker is not named"),
        ("file,speaker,emotion\n,Ann,joy\n", "line 2: the file is not named"),
        ("file,speaker,emotion\na.wav,Ann\n", "line 2: no emotion"),
        ("file,speaker,emotion\na.wav,Ann,joy\na.wav,Ann,joy\n", "line 3: a.wav is there again.*line 2"),
        ('file,speaker,emotion\n"a.wav"x,Ann,joy\n', "line 2: the row cannot be read"),
        ("file,speaker,valence,arousal\na.wav,Ann,0.1,loud\n", "line 2: 0.1, loud are not numbers"),
        ("file,speaker,valence,arousal\na.wav,Ann,0.1,1.5\n", "line 2: arousal 1.5 is out of range"),
        ("file,speaker,valence,arousal\na.wav,Ann,nan,0\n", "line 2: valence nan is out of range"),
        ("file,speaker,valence,arousal,dominance\na.wav,Ann,,0.2,0.3\n", "line 2: no emotion"),
    ],
)
def test_bad_labels_are_told_with_their_line(labels: Path, text: str, error: str) -> None:
    labels.write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=error):
        read_labels(labels)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(),
        st.text().map(lambda text: text.encode("utf-8", "replace")),
        st.lists(st.text()).map(as_table),
    )
)
def test_no_table_of_labels_crashes(labels: Path, data: bytes) -> None:
    labels.write_bytes(data)
    with suppress(RequestError):
        assert all(one.path.is_file() for one in read_labels(labels))


@pytest.mark.parametrize("name", ["\0", "x" * 5000, "..", "a.wav/b.wav"])
def test_odd_names_of_files_are_refused(labels: Path, name: str) -> None:
    labels.write_text(f"file,speaker,emotion\n{name},Ann,joy\n", encoding="utf-8")
    with pytest.raises(RequestError, match="line 2"):
        read_labels(labels)


# Recordings


def voice(pitch: float, loudness: float, seconds: float = 0.8, rate: int = 16_000) -> Audio:
    """Four syllables of a buzz with the spectrum of a vowel."""
    time = np.arange(int(seconds * rate)) / rate
    harmonics = np.arange(1, int(4000 / pitch))
    falling = pitch * (1 - 0.05 * time / seconds)
    phase = 2 * np.pi * np.cumsum(falling) / rate
    buzz = (np.sin(np.outer(harmonics, phase)) / harmonics[:, None] ** 1.5).sum(axis=0)
    syllables = 0.1 + 0.9 * np.sin(np.pi * 4 * time / seconds) ** 2
    return Audio((loudness * buzz * syllables).astype(np.float32), rate)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recordings")
    random = stream(0, "recordings")
    lines = ["file,speaker,emotion"]
    for speaker, pitch in (("ann", 210.0), ("bob", 110.0)):
        for name, shift, loudness in (("neutral", 1.0, 0.1), ("anger", 1.2, 0.25), ("sadness", 0.9, 0.05)):
            for take in range(4):
                file = f"{speaker}-{name}-{take}.wav"
                wobble = np.exp(0.05 * random.standard_normal(2))
                voice(pitch * shift * wobble[0], loudness * wobble[1]).save(folder / file)
                lines.append(f"{file},{speaker},{name}")
    (folder / "labels.csv").write_text("\n".join(lines))
    return folder


def test_the_command_trains_on_recordings(
    recordings: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    actor = tmp_path / "actor"
    command = ["train", "targets", str(recordings), "-o", str(actor), "--steps", "400", "--json"]
    assert run_app(command) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["data"]["emotions"] == {"anger": 8, "neutral": 8, "sadness": 8}
    model = load_targets(actor)
    angry, sad = (model.sample(Emotion(name), take=0) for name in ("anger", "sadness"))
    assert angry.level > 2 > -2 > sad.level
    assert angry.f0_shift > 1 > -0.5 > sad.f0_shift
    # What was measured is not measured again, and a finished training is finished.
    stamp = (actor / "measures.json").stat().st_mtime_ns
    weights = (actor / "diffusion_pytorch_model.safetensors").read_bytes()
    assert run_app([*command, "--resume"]) == 0
    assert (actor / "measures.json").stat().st_mtime_ns == stamp
    assert (actor / "diffusion_pytorch_model.safetensors").read_bytes() == weights


def test_a_speaker_without_neutral_recordings_is_noted(recordings: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(recordings, tmp_path / "copy"))
    rows = (folder / "labels.csv").read_text().splitlines()
    (folder / "labels.csv").write_text("\n".join(row for row in rows if not row.startswith("bob-neutral")))
    examples = read_examples(read_labels(folder / "labels.csv"), tmp_path / "measures.json")
    assert [note.partition(":")[0] for note in examples.notes] == ["no neutral recording of bob"]
    own = np.array(examples.speakers) == "bob"
    np.testing.assert_allclose(examples.values[own].mean(axis=0), 0.0, atol=1e-5)


def test_a_speaker_with_one_emotion_only_is_refused(recordings: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(recordings, tmp_path / "copy"))
    rows = (folder / "labels.csv").read_text().splitlines()
    kept = [row for row in rows if not row.startswith(("bob-neutral", "bob-sadness"))]
    (folder / "labels.csv").write_text("\n".join(kept))
    with pytest.raises(RequestError, match="habit of bob cannot be told"):
        read_examples(read_labels(folder / "labels.csv"), tmp_path / "measures.json")


def test_unusable_recordings_are_named(recordings: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(recordings, tmp_path / "copy"))
    cache = tmp_path / "measures.json"
    Audio(np.zeros(16_000, np.float32), 16_000).save(folder / "ann-anger-0.wav")
    with pytest.raises(RequestError, match=r"no voice in 1 of 24 recordings.*ann-anger-0.wav \(line 6\)"):
        read_examples(read_labels(folder / "labels.csv"), cache)
    (folder / "ann-anger-0.wav").write_text("not sound")
    with pytest.raises(RequestError, match=r"ann-anger-0\.wav"):
        read_examples(read_labels(folder / "labels.csv"), cache)


def test_too_little_to_learn_from_is_refused(recordings: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(recordings, tmp_path / "copy"))
    rows = (folder / "labels.csv").read_text().splitlines()
    (folder / "labels.csv").write_text("\n".join(rows[:8]))
    with pytest.raises(RequestError, match="7 recordings are too few"):
        read_examples(read_labels(folder / "labels.csv"), tmp_path / "measures.json")
    alike = [
        row.replace(",anger", ",joy").replace(",neutral", ",joy").replace(",sadness", ",joy") for row in rows
    ]
    (folder / "labels.csv").write_text("\n".join(alike))
    with pytest.raises(RequestError, match="every recording is labelled joy"):
        read_examples(read_labels(folder / "labels.csv"), tmp_path / "measures.json")


def test_other_kinds_are_refused(recordings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["train", "targets", str(recordings), "--kind", "face"]) == 2
    assert "unknown kind 'face'" in capsys.readouterr().err
