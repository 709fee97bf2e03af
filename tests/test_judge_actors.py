"""Judges of voices: what they measure, what they learn, and that seeded faults are found."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from emogen.cli.main import run_app
from emogen.conditioning.emotion import Emotion
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.hearing.acoustics import NAMES, functionals
from emogen.pipelines.evaluate.hearing.corpora import REFERENCE, digest, read_clips
from emogen.pipelines.evaluate.hearing.heard import Heard, hear_clips, pieces
from emogen.pipelines.evaluate.hearing.model import VoiceModel, load, save
from emogen.pipelines.evaluate.hearing.train import (
    held_out,
    told_apart,
    train,
)
from emogen.pipelines.evaluate.item import Item
from emogen.pipelines.evaluate.judges.actors import Actors, Studio
from emogen.pipelines.evaluate.judges.actors import heard as heard_of
from emogen.pipelines.evaluate.remember import remembered
from emogen.pipelines.evaluate.statistics import recall
from emogen.seeds import stream
from emogen.tables import asset_rows

RATE = 16_000

EMOTIONS = {"anger": (1.5, 9.0, 1.0), "neutral": (1.0, 3.0, 2.0), "sadness": (0.85, 1.0, 3.0)}
"""Pitch, its swing in semitones, and how dark the voice is, of synthetic actors."""


def voice(emotion: str, speaker: int, take: int, *, seconds: float = 1.2) -> Audio:
    """A buzz with syllables: harmonics that fall off, with a moving pitch and bursts of loudness."""
    times, swing, dark = EMOTIONS[emotion]
    chance = stream(take, "voice", str(speaker), emotion)
    time = np.arange(int(seconds * RATE)) / RATE
    tune = swing * np.sin(2 * np.pi * (0.9 + 0.2 * chance.random()) * time + 6 * chance.random())
    pitch = (95 + 22 * speaker) * times * (1 + 0.04 * chance.standard_normal()) * 2 ** (tune / 24)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    order = np.arange(1, 16)
    sound = (np.sin(phase[:, None] * order) * order ** -(dark + 0.1 * chance.standard_normal())).sum(1)
    syllables = 0.05 + np.sin(2 * np.pi * (1.6 + 0.3 * chance.random()) * time) ** 2
    noise = 0.003 * chance.standard_normal(len(time))
    return Audio((0.2 * sound * syllables + noise).astype(np.float32), RATE)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("actors")
    rows = ["file,speaker,emotion"]
    for speaker in range(3):
        for emotion in EMOTIONS:
            for take in range(3):
                name = f"{speaker}_{emotion}_{take}.wav"
                audio = voice(emotion, speaker, take)
                soundfile.write(folder / name, audio.samples, audio.rate)
                rows.append(f"{name},s{speaker},{emotion}")
    (folder / "labels.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def heard(corpus: Path) -> Heard:
    found, left = hear_clips(read_clips(corpus))
    assert not left
    return found


@pytest.fixture(scope="module")
def model(heard: Heard) -> VoiceModel:
    return train(heard, told_apart(heard))


def item(audio: Audio, folder: Path, name: str = "voice", neutral: Item | None = None) -> Item:
    path = folder / f"{name}.wav"
    soundfile.write(path, audio.samples, audio.rate)
    return Item(path, frozenset({"speech"}), neutral=neutral)


def test_functionals_measure_what_they_say() -> None:
    low, high = (
        dict(zip(NAMES, functionals(voice(name, 1, 0)), strict=True)) for name in ("sadness", "anger")
    )
    assert len(low) == len(NAMES) == 81
    assert high["f0_mean"] - low["f0_mean"] == pytest.approx(12 * np.log2(1.5 / 0.85), abs=2.0)
    assert high["f0_range"] > 2 * low["f0_range"]
    assert high["voiced_hammarberg_mean"] < low["voiced_hammarberg_mean"]
    assert low["voiced_share"] > 0.6


def test_a_steady_tone_has_the_pitch_it_has() -> None:
    time = np.arange(RATE) / RATE
    order = np.arange(1, 9)[:, None]
    tone = (np.sin(2 * np.pi * 220 * order * time) / order).sum(axis=0)
    found = dict(zip(NAMES, functionals(Audio((0.1 * tone).astype(np.float32), RATE)), strict=True))
    assert found["f0_p50"] == pytest.approx(36.0, abs=0.05)  # Three octaves above 27.5 Hz.
    assert found["voiced_jitter_mean"] < 0.05
    assert found["voiced_harmonicity_mean"] > 20


@pytest.mark.parametrize("gain", [0.02, 3.0])
def test_gain_changes_nothing(gain: float) -> None:
    audio = voice("neutral", 0, 1)
    louder = Audio(audio.samples * np.float32(gain), RATE)
    np.testing.assert_allclose(functionals(louder), functionals(audio), rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize(("noise", "seconds"), [(0.0, 1.0), (0.1, 1.0), (0.1, 0.1), (0.1, 0.01)])
def test_without_a_voice_there_is_an_error(noise: float, seconds: float) -> None:
    samples = noise * stream(0, "noise").standard_normal(int(seconds * RATE))
    with pytest.raises(RequestError, match="no voice"):
        functionals(Audio(samples.astype(np.float32), RATE))


def test_it_learns_on_speakers_left_out(model: VoiceModel) -> None:
    assert model.categories == tuple(EMOTIONS)
    for ear in ("relative", "absolute"):
        assert model.card["held_out"][ear]["recall"] > 0.7, ear
        assert model.card["held_out"][ear]["auc_arousal"] > 0.9, ear
    assert model.card["commercial"] is False


def test_shuffled_labels_drop_it_to_chance(heard: Heard) -> None:
    recalls = []
    for seed in range(3):
        order = stream(seed, "shuffle").permutation(len(heard.clips))
        emotions = [heard.clips[place].emotion for place in order]
        clips = [replace(clip, emotion=one) for clip, one in zip(heard.clips, emotions, strict=True)]
        wrong = Heard(tuple(clips), heard.values)
        said = held_out(wrong, tuple(EMOTIONS))["absolute"]
        recalls.append(recall(wrong.categories, np.array(tuple(EMOTIONS))[said.shares.argmax(1)].tolist()))
    assert np.mean(recalls) < 0.5  # Chance is a third.


def flat(audio: Audio) -> Audio:
    """The buzz of the same length with one pitch and one loudness."""
    time = np.arange(len(audio.samples)) / RATE
    sound = sum(np.sin(2 * np.pi * 110 * order * time) / order**2.5 for order in range(1, 16))
    return Audio((0.1 * sound).astype(np.float32), RATE)


def test_a_clip_made_flat_sounds_less_aroused(model: VoiceModel) -> None:
    angry, calm = functionals(voice("anger", 1, 9)), functionals(voice("neutral", 1, 9))
    dull = functionals(flat(voice("anger", 1, 9)))
    for neutral in (calm, None):
        assert (
            model.opinion(dull, neutral).values["arousal"] < model.opinion(angry, neutral).values["arousal"]
        )


def test_an_opinion_is_complete_and_says_when_it_is_less_sure(model: VoiceModel) -> None:
    angry, calm = functionals(voice("anger", 2, 9)), functionals(voice("neutral", 2, 9))
    sure, unsure = model.opinion(angry, calm), model.opinion(angry)
    assert sure.named == "anger"
    assert sum(sure.shares.values()) == pytest.approx(1.0)
    assert all(-1 <= value <= 1 for value in sure.values.values())
    assert any("without a neutral" in note for note in unsure.notes)
    assert not any("without a neutral" in note for note in sure.notes)


def test_the_judge_uses_the_trained_file(
    model: VoiceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMOGEN_JUDGE_PATH", str(tmp_path))
    monkeypatch.setenv("EMOGEN_HOME", str(tmp_path / "home"))
    assert "actors.safetensors" in Actors.missing()
    save(model, tmp_path / "actors.safetensors")
    assert Actors.missing() == ""
    calm = item(voice("neutral", 0, 9), tmp_path, "calm")
    opinion = Actors().judge(item(voice("sadness", 0, 9), tmp_path, "sad", calm))
    assert opinion.named == "sadness"


def test_the_same_recordings_give_the_same_bytes(heard: Heard, model: VoiceModel, tmp_path: Path) -> None:
    save(model, tmp_path / "first")
    save(train(heard, told_apart(heard)), tmp_path / "second")
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
    assert load(tmp_path / "first").card["corpora"] == model.card["corpora"]


def test_a_damaged_judge_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad").write_bytes(b"not numbers")
    with pytest.raises(RequestError, match="no judge of voices"):
        load(tmp_path / "bad")


def test_the_judge_that_ships_hears_arousal(tmp_path: Path) -> None:
    calm = item(voice("neutral", 1, 3), tmp_path, "calm")
    angry = Studio().judge(item(voice("anger", 1, 3), tmp_path, "angry", calm))
    sad = Studio().judge(item(voice("sadness", 1, 3), tmp_path, "sad", calm))
    assert set(angry.values) == {"arousal"}
    assert not angry.shares
    assert angry.values["arousal"] > sad.values["arousal"]


def test_long_recordings_are_cut_where_they_are_quietest() -> None:
    long = voice("neutral", 0, 0, seconds=9.3)
    parts = pieces(long)
    assert all(1.0 <= part.duration <= 4.0 for part in parts)
    assert sum(part.duration for part in parts) == pytest.approx(long.duration, abs=1.0)
    assert pieces(parts[0]) == [parts[0]]


def test_shades_and_blends_are_no_examples_of_a_category(heard: Heard) -> None:
    shown = {
        text: replace(heard.clips[0], emotion=Emotion.parse(text)).category
        for text in ("anger", "serenity", "joy + fear", "neutral")
    }
    assert shown == {"anger": "anger", "serenity": "", "joy + fear": "", "neutral": "neutral"}


def test_one_speaker_or_no_labels_are_refused(heard: Heard, tmp_path: Path) -> None:
    alone = heard.where([clip.speaker == "s0" for clip in heard.clips])
    with pytest.raises(RequestError, match="nothing can be told apart"):
        told_apart(alone)
    with pytest.raises(RequestError, match="one speaker"):
        train(alone, ("anger", "sadness"))
    with pytest.raises(RequestError, match="no labelled recordings"):
        read_clips(tmp_path)


def test_a_table_of_something_else_is_no_corpus(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "index.tsv").write_text("file\ttheme\na.jpg\tAcorns 1\n", encoding="utf-8")
    with pytest.raises(RequestError, match="no labelled recordings"):
        read_clips(tmp_path)
    (tmp_path / "actors").symlink_to(corpus)
    assert {clip.corpus.name for clip in read_clips(tmp_path)} == {"actors"}


@pytest.mark.parametrize(
    "name", ["ravdess_x/a.wav", "ravdess_x/03-01-09-01-01-01-01.wav", "claire_mark/x.wav"]
)
def test_strange_names_in_a_known_corpus_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir()
    path.write_bytes(b"")
    with pytest.raises(RequestError, match=r"is not named as in (RAVDESS|Audio2Face)"):
        read_clips(tmp_path)


def test_known_corpora_are_read_by_their_names(tmp_path: Path) -> None:
    for name in ("ravdess_actor12/03-01-05-02-01-01-12.wav", "claire_mark/Mark_joy_mandarin.wav"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "polish").mkdir()
    table = "file\temotion\tspeaker\tgender\tage\ttext\nEB0_anger_1.flac\tanger\tEB0\tfemale\t27\tTak.\n"
    (tmp_path / "polish" / "index.tsv").write_text(table, encoding="utf-8")
    found = {(clip.who, clip.category, clip.strength) for clip in read_clips(tmp_path)}
    assert found == {
        ("RAVDESS 12", "anger", 2),
        ("Audio2Face-3D samples Mark", "joy", 0),
        ("nEMO EB0", "anger", 0),
    }
    (tmp_path / "polish" / "index.tsv").write_text(table.replace("EB0_anger", "a"), encoding="utf-8")
    with pytest.raises(RequestError, match="is not named as in nEMO"):
        read_clips(tmp_path)


def test_one_speaker_with_a_neutral_voice_is_too_few_to_compare(heard: Heard) -> None:
    kept = heard.where([clip.speaker != "s2" and clip.category != "neutral" for clip in heard.clips])
    calm = heard.where([clip.speaker == "s0" and clip.category == "neutral" for clip in heard.clips])
    both = Heard(kept.clips + calm.clips, np.concatenate([kept.values, calm.values]))
    model = train(both, told_apart(both))
    assert model.relative is None
    assert "neutral recordings of one speaker" in model.card["notes"][0]
    assert model.card["held_out"].keys() == {"absolute"}
    # Nobody is pleased in these: how well that is told is not defined.
    assert model.card["held_out"]["absolute"].keys() >= {"recall", "auc_arousal"}
    assert "auc_valence" not in model.card["held_out"]["absolute"]


def test_what_is_heard_of_a_file_is_kept_until_it_changes(tmp_path: Path) -> None:
    calm, path = item(voice("neutral", 0, 1), tmp_path), tmp_path / "voice.wav"
    first = heard_of(calm)
    assert heard_of(Item(path, calm.media)) is first
    item(voice("anger", 0, 1, seconds=1.3), tmp_path)
    again = heard_of(Item(path, calm.media))
    assert not np.array_equal(again, first)
    path.unlink()
    with pytest.raises(RequestError):
        heard_of(Item(path, calm.media))


def test_only_the_last_used_are_kept(tmp_path: Path) -> None:
    asked = []

    @remembered(2)
    def name(path: Path, end: str) -> str:
        asked.append(path.name)
        return path.name + end

    one, two, three = (tmp_path / text for text in ("one", "two", "three"))
    for path in (one, two, three):
        path.write_text("")
    for path in (one, two, one, three, one, two):
        assert name(path, "!") == f"{path.name}!"
    assert asked == ["one", "two", "three", "two"]
    assert name(two, "?") == "two?"


def test_a_judge_that_was_trained_again_is_the_one_that_answers(
    model: VoiceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EMOGEN_JUDGE_PATH", str(tmp_path))
    flat = replace(model.absolute, slopes=np.zeros_like(model.absolute.slopes), origin=np.array([0.25, -0.5]))
    angry, judge = item(voice("anger", 0, 9), tmp_path), Actors()
    save(model, tmp_path / "actors.safetensors")
    before = judge.judge(angry).values
    save(replace(model, absolute=flat), tmp_path / "actors.safetensors")
    assert judge.judge(angry).values == {"arousal": 0.25, "valence": -0.5} != before


def test_a_judge_trained_on_other_recordings_says_so(
    model: VoiceModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMOGEN_JUDGE_PATH", str(tmp_path))
    monkeypatch.setenv("EMOGEN_HOME", str(tmp_path / "home"))
    assert Actors.card() == {}
    angry = item(voice("anger", 0, 9), tmp_path)
    save(model, tmp_path / "actors.safetensors")
    assert Actors.card()["licence"] == "not stated"
    assert not Actors.card()["published"]
    assert "trained on other recordings" in Actors().judge(angry).notes[-1]
    assert run_app(["judges", "actors"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "licence: not stated; not for commercial use" in shown
    assert "held out in its training, relative: auc arousal 1.00" in shown
    assert "trained on other recordings" in shown
    reference = [{"digest": row["digest"]} for row in asset_rows(REFERENCE)]
    save(replace(model, card=model.card | {"corpora": reference}), tmp_path / "actors.safetensors")
    assert Actors.card()["published"]
    assert not any("other recordings" in note for note in Actors().judge(angry).notes)


def test_the_digest_is_of_recordings_and_labels_wherever_they_lie(corpus: Path, tmp_path: Path) -> None:
    clips = read_clips(corpus)
    copy = shutil.copytree(corpus, tmp_path / "other")
    assert digest(clips) == digest(read_clips(copy)[::-1])
    labels = (copy / "labels.csv").read_text(encoding="utf-8")
    (copy / "labels.csv").write_text(labels.replace("s0,anger", "s0,joy", 1), encoding="utf-8")
    assert digest(clips) != digest(read_clips(copy))
