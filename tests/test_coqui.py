"""The coqui backend on real, tiny, randomly initialised models, saved and loaded by coqui-tts itself."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

import emogen
from emogen import torch_audio
from emogen.conditioning.targets.voice import NEUTRAL, VoiceTargets
from emogen.errors import MissingWeightError, RequestError
from emogen.pipelines.requests.making import make_request
from emogen.pipelines.speech.backend import Spoken, make_backend
from emogen.pipelines.speech.coqui.backend import CoquiBackend, CoquiOptions
from emogen.pipelines.speech.coqui.marks import MARKS
from emogen.pipelines.speech.coqui.references import LONGEST, reference
from emogen.pipelines.speech.performance import Cue
from emogen.pipelines.speech.realise import edges, finish
from emogen.pipelines.speech.realise.line import Said, lines, text_of
from emogen.pipelines.speech.text.phonemes import Phone, chunks
from emogen.pipelines.speech.text.words import read
from emogen.pipelines.speech.voices import find_voice
from emogen.seeds import stream
from emogen.testing import check_speech_backend

INSTALLED = all(importlib.util.find_spec(name) for name in ("TTS", "torchaudio", "torchcodec"))
needs_coqui = pytest.mark.skipif(not INSTALLED, reason="coqui-tts is not installed: run `make coqui`")

RATE = 22_050
VOICE = find_voice("af_heart")
TEXT = "You came back, after all. I waited there."
SHORT = "You came back."


def sounds_of(text: str) -> list[Phone]:
    (chunk,) = chunks(read(text), "en-us")
    return chunk


def buzz(seconds: float, hertz: float = 120.0, wander: float = 0.0) -> np.ndarray:
    """A buzz with four syllables a second, its pitch swinging by ``wander`` semitones."""
    at = np.arange(round(seconds * RATE)) / RATE
    f0 = hertz * 2 ** (wander * np.sin(2 * np.pi * 0.5 * at) / 12)
    phase = 2 * np.pi * np.cumsum(f0) / RATE
    tone = sum(np.sin(k * phase) / k for k in range(1, 20))
    return (0.15 * tone * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * at))).astype(np.float32)


def recording(folder: Path, samples: np.ndarray, name: str = "ref.wav", rate: int = RATE) -> str:
    soundfile.write(folder / name, samples, rate)
    return str(folder / name)


def backend(folder: Path, **options: Any) -> CoquiBackend:
    return CoquiBackend(CoquiOptions(model=str(folder), **options))


def say(speaker: CoquiBackend, targets: VoiceTargets = NEUTRAL, *, text: str = TEXT, seed: int = 1) -> Spoken:
    sounds = sounds_of(text)
    return speaker.synthesise(sounds, VOICE, [Cue(targets)] * len(sounds), stream(seed, "test"))


def speech(spoken: Spoken) -> float:
    """Seconds from the first sound to the last."""
    return float(spoken.edges[-1] - spoken.edges[0])


@pytest.fixture(autouse=True)
def agreed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The licence of XTTS is agreed to, nothing is stored, and nothing can be fetched."""
    monkeypatch.setenv("COQUI_TOS_AGREED", "1")
    monkeypatch.setenv("EMOGEN_OFFLINE", "1")
    monkeypatch.setenv("TTS_HOME", str(tmp_path / "coqui"))
    if INSTALLED:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))


# torchaudio beside another torch


def extension(folder: Path, code: str) -> ModuleType:
    """What loads as ``torchaudio._extension`` where the file of it holds ``code``."""
    (folder / "_extension.py").write_text(code)
    spec = torch_audio._Finder().find_spec(torch_audio.EXTENSION, [str(folder)])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_extension_that_loads_is_used(tmp_path: Path) -> None:
    assert extension(tmp_path, "_IS_TORCHAUDIO_EXT_AVAILABLE = 'real'")._IS_TORCHAUDIO_EXT_AVAILABLE == "real"


@pytest.mark.parametrize("failure", ["OSError('libc10_cuda.so')", "RuntimeError('another CUDA')"])
def test_an_extension_that_cannot_load_counts_as_none(tmp_path: Path, failure: str) -> None:
    module = extension(tmp_path, f"raise {failure}")
    assert not module._IS_TORCHAUDIO_EXT_AVAILABLE
    assert not module._IS_ALIGN_AVAILABLE
    assert module._check_cuda_version() is None

    def forced_align() -> None: ...

    with pytest.raises(RuntimeError, match="forced_align needs"):
        module.fail_if_no_align(forced_align)()


def test_other_faults_of_an_extension_are_not_hidden(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        extension(tmp_path, "1 / 0")


def test_no_other_module_is_touched() -> None:
    assert torch_audio._Finder().find_spec("torchaudio", None) is None
    assert torch_audio._Finder().find_spec("torchaudio._extension.utils", None) is None


@needs_coqui
def test_torchaudio_and_transformers_import_after_it() -> None:
    code = (
        "import sys; from emogen import torch_audio; torch_audio.prepare(); torch_audio.prepare();"
        "assert sum(type(f) is torch_audio._Finder for f in sys.meta_path) == 1;"
        "import torchaudio, torch; from transformers import GPT2Model;"
        "print(torchaudio.functional.resample(torch.zeros(1, 240), 24000, 16000).shape[-1])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=False)
    assert done.stdout.strip() == "160", done.stderr


# Lines, and when their sounds are heard


def test_a_chunk_is_cut_into_sentences_and_said_in_letters() -> None:
    sounds = sounds_of("It was 7:30, Dr. Wu said. Really? Yes…")
    parts = [sounds[line.start : line.stop] for line in lines(sounds, 250)]
    assert [text_of(part, MARKS).lower() for part in parts] == [
        "it was seven thirty, doctor wu said.", "really?", "yes...",
    ]  # fmt: skip


@given(words=st.lists(st.sampled_from(["so", "after", "you, there", "all. We"]), min_size=1, max_size=12),
       longest=st.integers(12, 60))  # fmt: skip
def test_lines_cover_a_chunk_and_fit(words: list[str], longest: int) -> None:
    sounds = sounds_of(" ".join(words))
    found = lines(sounds, longest)
    assert [i for line in found for i in line] == list(range(len(sounds)))
    assert all(len(text_of(sounds[line.start : line.stop])) <= longest + 2 for line in found)
    assert not any(sounds[line.start].mark for line in found)


def test_edges_between_known_ones_go_by_the_kind_of_sound() -> None:
    sounds = sounds_of("Anna, sit.")
    comma = next(i for i, sound in enumerate(sounds) if sound.mark == ",")
    found = edges.between(sounds, {0: 0.0, comma: 0.4, comma + 2: 0.6, len(sounds): 1.0})
    assert found[[0, comma, comma + 2, -1]].tolist() == [0.0, 0.4, 0.6, 1.0]
    assert (np.diff(found) >= 0).all()
    lengths = {sound.symbol: end for sound, end in zip(sounds, np.diff(found), strict=True)}
    assert lengths["ɑː"] > lengths["n"]


def test_a_pause_is_heard_where_it_is() -> None:
    sounds = sounds_of("Hello there, my friend.")
    comma = next(i for i, sound in enumerate(sounds) if sound.mark == ",")
    silence = np.zeros(round(0.3 * RATE), np.float32)
    line = np.concatenate([silence, buzz(0.7), silence, buzz(0.6), silence])
    found = edges.heard(line, RATE, sounds)
    assert found[0] == pytest.approx(0.3, abs=0.02)
    assert found[comma] == pytest.approx(1.0, abs=0.02)
    assert found[comma + 2] == pytest.approx(1.3, abs=0.02)
    assert found[-1] == pytest.approx(1.9, abs=0.02)


@given(pieces=st.lists(st.tuples(st.floats(0.0, 0.6), st.booleans()), max_size=8))
def test_edges_of_any_sound_rise_within_it(pieces: list[tuple[float, bool]]) -> None:
    line = np.concatenate([np.zeros(0), *(buzz(length) * loud for length, loud in pieces)])
    sounds = sounds_of(TEXT)
    found = edges.heard(line, RATE, sounds)
    assert len(found) == len(sounds) + 1
    assert (np.diff(found) >= 0).all()
    assert 0.0 <= found[0] <= found[-1] <= len(line) / RATE + 1e-9


# What the models leave


def median_f0(samples: np.ndarray) -> float:
    from emogen.dsp.frames import analyse
    from emogen.media import Audio

    frames = analyse(Audio(samples, RATE))
    return float(np.median(frames.f0[frames.voiced]))


def left(targets: list[VoiceTargets], weight: float = 0.0) -> tuple[Said, Said]:
    """A line of buzz, and what conversion makes of it."""
    sounds = sounds_of("We all owe Anna more.")
    per_sound = [targets[len(targets) * i // len(sounds)] for i in range(len(sounds))]
    said = Said(buzz(2.0), np.linspace(0.0, 2.0, len(sounds) + 1), per_sound)
    cues = [Cue(target, weight) for target in per_sound]
    return said, finish.converted(said, RATE, sounds, cues, stream(1, "test"))


def test_nothing_left_is_nothing_done() -> None:
    said, done = left([NEUTRAL])
    assert done is said


def test_the_rest_of_an_emotion_is_converted() -> None:
    said, done = left([VoiceTargets(f0_shift=3.0, sonorant_length=1.2, obstruent_length=1.2)])
    assert median_f0(done.samples) - median_f0(said.samples) == pytest.approx(3.0, abs=0.4)
    assert len(done.samples) / len(said.samples) == pytest.approx(1.2, abs=0.03)
    assert done.edges[-1] == pytest.approx(len(done.samples) / RATE, abs=0.02)


def test_an_emotion_that_changes_within_a_line_changes_there() -> None:
    _, done = left([VoiceTargets(f0_shift=-2.0), VoiceTargets(f0_shift=4.0)])
    half = len(done.samples) // 2
    assert median_f0(done.samples[half:]) - median_f0(done.samples[:half]) == pytest.approx(6.0, abs=1.0)


def test_emphasis_raises_stressed_vowels() -> None:
    said, done = left([NEUTRAL], weight=1.0)
    assert median_f0(done.samples) > median_f0(said.samples) + 0.2


# Recordings to speak like


def test_a_long_recording_is_cut_from_where_speech_begins(tmp_path: Path) -> None:
    silence = np.zeros(round(5.0 * RATE), np.float32)
    audio = reference(recording(tmp_path, np.concatenate([silence, buzz(70.0)])), "speaker")
    assert audio.duration == pytest.approx(LONGEST, abs=0.01)
    assert np.abs(audio.samples[: RATE // 10]).max() > 0.05


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros(3 * RATE, np.float32), "silent"),
        (np.zeros(130 * 400, np.float32), "silent in its first 120 s"),
        (buzz(0.1), r"holds 0\.1 s of speech"),
        (np.clip(buzz(3.0) * 20, -1, 1), "clipped"),
        (np.full(3 * RATE, np.nan, np.float32), "not numbers"),
    ],
    ids=["silent", "long and silent", "short", "clipped", "nan"],
)  # fmt: skip
def test_recordings_that_no_voice_can_be_heard_in(tmp_path: Path, samples: np.ndarray, message: str) -> None:
    rate = 4000 if len(samples) == 130 * 400 else RATE
    samples = np.repeat(samples, 10) if rate == 4000 else samples
    path = tmp_path / "ref.wav"
    soundfile.write(path, samples, rate, subtype="FLOAT")
    with pytest.raises(RequestError, match=message):
        reference(path, "speaker")


# Finding models


def test_without_a_model_it_says_how_to_name_one() -> None:
    with pytest.raises(RequestError, match="no model was named"):
        _ = CoquiBackend().rate


@needs_coqui
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("xtts_v2", ["tts-hub/XTTS-v2", "NON-COMMERCIAL", "1.9 GB", "--download"]),
        ("tts_models/en/ljspeech/vits", ["github.com", "apache 2.0", "0.15 GB", "--en--ljspeech--vits"]),
        ("nobody/no-such-voice", ["the hub's nobody/no-such-voice", "--download"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("download", [False, True])
def test_a_missing_model_is_one_clear_error(name: str, said: list[str], download: bool) -> None:
    with pytest.raises(MissingWeightError) as caught:
        _ = CoquiBackend(CoquiOptions(model=name, speaker="Ann", download=download)).rate
    assert all(part in str(caught.value) for part in said)


@needs_coqui
@pytest.mark.parametrize(("name", "message"), [("xtts_v3", "xtts_v2"), ("vits", "Write the whole name")])
def test_names_that_are_no_model(name: str, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        _ = CoquiBackend(CoquiOptions(model=name)).rate


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        ({}, MissingWeightError, "config.json is missing"),
        ({"config.json": "no json"}, RequestError, "no configuration"),
        ({"config.json": '{"model": "bark"}'}, RequestError, "cannot drive the model 'bark'"),
        ({"config.json": '{"model": "vits"}'}, MissingWeightError, r"model\.pth is missing"),
        (
            {"config.json": '{"model": "xtts"}', "model.pth": ""},
            MissingWeightError,
            r"vocab\.json is missing",
        ),
    ],
)
def test_folders_that_hold_no_model(
    tmp_path: Path, files: dict[str, str], error: type[Exception], message: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(error, match=message):
        _ = backend(tmp_path).model


def test_xtts_is_refused_until_its_licence_is_agreed_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COQUI_TOS_AGREED")
    for name, text in {"config.json": '{"model": "xtts"}', "model.pth": "", "vocab.json": ""}.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(RequestError, match="NON-COMMERCIAL"):
        _ = backend(tmp_path).model
    (tmp_path / "tos_agreed.txt").write_text("I agree.")
    assert "NON-COMMERCIAL" in backend(tmp_path).notes[0]


# VITS


@pytest.fixture(scope="module")
def vits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a VITS of phonemes and two speakers."""
    torch_audio.prepare()
    import torch
    from TTS.tts.configs.vits_config import VitsArgs, VitsConfig
    from TTS.tts.models.vits import Vits, VitsCharacters

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("vits")
    args = VitsArgs(
        hidden_channels=32, hidden_channels_ffn_text_encoder=32, num_layers_text_encoder=1, num_layers_flow=1,
        num_layers_posterior_encoder=1, upsample_initial_channel_decoder=32, init_discriminator=False,
        use_speaker_embedding=True, speaker_embedding_channels=16,
    )  # fmt: skip
    config = VitsConfig(model_args=args, speakers=["ann", "bob"], phoneme_language="en-us")
    config.characters = VitsCharacters().to_config()
    config.characters.characters_class = "TTS.tts.models.vits.VitsCharacters"
    model = Vits(config)
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    config.use_phonemes, config.phonemizer, config.text_cleaner = True, "espeak", "phoneme_cleaners"
    config.save_json(str(folder / "config.json"))
    return folder


LONGER = VoiceTargets(sonorant_length=1.5, obstruent_length=1.5, pause_length=1.5)


@needs_coqui
def test_it_keeps_the_contract_of_speech_backends(vits: Path) -> None:
    check_speech_backend(CoquiBackend, options={"model": str(vits), "speaker": "bob"}, realises=False)


@needs_coqui
def test_vits_says_a_chunk_with_its_times(vits: Path) -> None:
    spoken = say(backend(vits))
    assert spoken.samples.dtype == np.float32
    assert np.abs(spoken.samples).max() > 1e-3
    assert len(spoken.edges) == len(sounds_of(TEXT)) + 1
    assert (np.diff(spoken.edges) >= 0).all()
    assert spoken.edges[-1] <= len(spoken.samples) / RATE


@needs_coqui
def test_vits_realises_lengths_itself(vits: Path) -> None:
    slow, plain = (say(backend(vits), targets, text=SHORT) for targets in (LONGER, NEUTRAL))
    assert speech(slow) / speech(plain) == pytest.approx(1.5, abs=0.1)
    sounds = sounds_of(TEXT)
    emphasis = [Cue(NEUTRAL, 1.0 if sound.word == 4 else 0.0) for sound in sounds]
    even, stressed = (
        backend(vits).synthesise(sounds, VOICE, cues, stream(1, "test")).edges
        for cues in ([Cue()] * len(sounds), emphasis)
    )
    here = [i for i, sound in enumerate(sounds) if sound.word == 4 and not sound.mark]
    span = [edges_[here[-1] + 1] - edges_[here[0]] for edges_ in (even, stressed)]
    assert span[1] > 1.05 * span[0]


@needs_coqui
def test_vits_repeats_itself_by_seed_and_has_no_chance_without_variation(vits: Path) -> None:
    once, again, other = (say(backend(vits), seed=seed).samples for seed in (1, 1, 2))
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)
    one, two = (say(backend(vits, variation=0.0), seed=seed).samples for seed in (1, 2))
    assert np.array_equal(one, two)


@needs_coqui
def test_vits_speaks_as_its_speakers_only(vits: Path, tmp_path: Path) -> None:
    ann, bob = (say(backend(vits, speaker=name)).samples for name in ("ann", "bob"))
    assert not np.array_equal(ann, bob)
    with pytest.raises(RequestError, match=r"unknown speaker of this model 'bib'.*bob"):
        say(backend(vits, speaker="bib"))
    with pytest.raises(RequestError, match="cannot speak as a recording"):
        say(backend(vits, speaker=recording(tmp_path, buzz(2.0))))
    with pytest.raises(RequestError, match="no such recording"):
        say(backend(vits, speaker=str(tmp_path / "gone.wav")))


@needs_coqui
def test_vits_of_letters_is_given_letters(vits: Path, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    shutil.copytree(vits, folder)
    config = json.loads((vits / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "use_phonemes": False}))
    letters, phonemes = (say(backend(of), text=SHORT) for of in (folder, vits))
    assert len(letters.samples) != len(phonemes.samples)
    assert (np.diff(letters.edges) >= 0).all()
    assert speech(say(backend(folder), LONGER, text=SHORT)) / speech(letters) == pytest.approx(1.5, abs=0.1)


@needs_coqui
def test_checkpoints_that_do_not_fit(vits: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(vits, folder)
    (folder / "model.pth").write_bytes((vits / "model.pth").read_bytes()[:20_000])
    with pytest.raises(MissingWeightError, match="cannot be loaded"):
        say(backend(folder))


@needs_coqui
def test_a_device_that_is_not_there(vits: Path) -> None:
    with pytest.raises(RequestError, match="no such device: mps"):
        say(backend(vits, device="mps"))


# XTTS


@pytest.fixture(scope="module")
def xtts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an XTTS of two layers that draws its tokens from 16, with one stored speaker.

    Its decoder and its encoder of speakers have the sizes that coqui-tts gives them.
    """
    torch_audio.prepare()
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import Whitespace
    from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
    from TTS.tts.layers.xtts.tokenizer import VoiceBpeTokenizer
    from TTS.tts.models.xtts import Xtts

    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp("xtts")
    special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", "[en]"]
    letters = [*special, *"abcdefghijklmnopqrstuvwxyz,.!?'"]
    tokenizer = Tokenizer(BPE({letter: i for i, letter in enumerate(letters)}, [], unk_token="[UNK]"))
    tokenizer.add_special_tokens(special)
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.save(str(folder / "vocab.json"))
    args = XttsArgs(
        gpt_layers=2, gpt_n_model_channels=64, gpt_n_heads=2, gpt_max_audio_tokens=11,
        gpt_num_audio_tokens=18, gpt_start_audio_token=16, gpt_stop_audio_token=17,
        gpt_use_perceiver_resampler=True, decoder_input_dim=64,
    )  # fmt: skip
    config = XttsConfig(model_args=args)
    config.save_json(str(folder / "config.json"))
    model = Xtts(config)
    model.tokenizer = VoiceBpeTokenizer(vocab_file=str(folder / "vocab.json"))
    model.init_models()
    torch.nn.init.constant_(model.gpt.mel_head.bias[17:], -9.0)  # It does not stop early.
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    stored = {"Ann": {"gpt_cond_latent": torch.randn(1, 32, 64), "speaker_embedding": torch.randn(1, 512, 1)}}
    torch.save(stored, folder / "speakers_xtts.pth")
    return folder


@needs_coqui
def test_xtts_speaks_as_a_recording_or_a_stored_speaker(xtts: Path, tmp_path: Path) -> None:
    as_ann = say(backend(xtts, speaker="Ann"), text=SHORT)
    as_heard = say(backend(xtts, speaker=recording(tmp_path, buzz(3.0))), text=SHORT)
    assert as_ann.samples.dtype == as_heard.samples.dtype == np.float32
    assert not np.array_equal(as_ann.samples[:4000], as_heard.samples[:4000])
    assert len(as_heard.edges) == len(sounds_of(SHORT)) + 1
    assert (np.diff(as_heard.edges) >= 0).all()


@needs_coqui
def test_xtts_repeats_itself_and_takes_its_tempo_from_the_targets(xtts: Path) -> None:
    plain, again, other = (say(backend(xtts, speaker="Ann"), text=SHORT, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(plain.samples, again.samples)
    assert not np.array_equal(plain.samples, other.samples)
    slow = say(backend(xtts, speaker="Ann"), LONGER, text=SHORT)
    assert speech(slow) / speech(plain) == pytest.approx(1.5, abs=0.2)


@needs_coqui
def test_a_style_recording_gives_the_tune_and_is_not_done_twice(xtts: Path, tmp_path: Path) -> None:
    speaker = recording(tmp_path, buzz(3.0, wander=1.0))
    style = recording(tmp_path, buzz(3.0, hertz=120.0 * 2 ** (3 / 12), wander=2.0), "style.wav")
    styled, plain = backend(xtts, speaker=speaker, style=style), backend(xtts, speaker=speaker)
    assert not np.array_equal(say(styled, text=SHORT).samples, say(plain, text=SHORT).samples)
    sounds = sounds_of(SHORT)
    wanted = VoiceTargets(f0_shift=4.0, f0_range=1.6)
    for of, shift in ((styled, 1.0), (plain, 4.0)):
        said = of._engine.say(sounds, [Cue(wanted)] * len(sounds), 1, 1.0)
        assert said.left[0].f0_shift == pytest.approx(shift, abs=0.5)
    against = styled._engine.say(sounds, [Cue(VoiceTargets(f0_shift=-2.0))] * len(sounds), 1, 1.0)
    assert against.left[0].f0_shift == -2.0


@needs_coqui
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "no speaker was named.*Ann"),
        ({"speaker": "Anna"}, "unknown speaker 'Anna'.*Ann"),
        ({"speaker": "Ann", "language": "tlh"}, "unknown language of this model 'tlh'"),
        ({"speaker": "Ann", "style": "gone.wav"}, "no such recording: gone.wav"),
    ],
)
def test_wrong_requests_of_xtts(xtts: Path, options: dict[str, str], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        say(backend(xtts, **options))


# The whole way


@needs_coqui
def test_a_script_is_performed_by_a_model_as_by_any_voice(vits: Path) -> None:
    options = {"model": str(vits)}
    speech = emogen.speak(
        "[sad] I waited. <pause 0.5s> [joy] *Then* you came.", backend="coqui", option=options
    )
    assert speech.audio.rate == RATE
    assert [word.text for word in speech.timeline.words] == ["I", "waited", "Then", "you", "came"]
    assert speech.timeline.words[2].start - speech.timeline.words[1].end >= 0.45
    assert str(speech.track.at(0.0)) == "sadness"
    with pytest.raises(RequestError, match="cannot make the sound laugh"):
        emogen.speak("<laugh> Oh, you!", backend="coqui", option=options)


@needs_coqui
def test_a_job_names_model_speaker_and_licence(xtts: Path, tmp_path: Path) -> None:
    options = {"model": str(xtts), "speaker": recording(tmp_path, buzz(3.0))}
    job = make_request("speak", {"text": SHORT, "backend": "coqui", "option": options})
    job.check()
    made = job.make(tmp_path / "line.wav")
    assert soundfile.info(tmp_path / "line.wav").samplerate == 24_000
    assert "NON-COMMERCIAL" in made.notes[0]
    assert "NON-COMMERCIAL" in (tmp_path / "line.wav.json").read_text()
    digest, moved = job.digest, tmp_path / "moved.wav"
    Path(options["speaker"]).rename(moved)
    again = job.model_copy(update={"option": {**options, "speaker": str(moved)}})
    assert again.digest == digest


def test_options_that_a_backend_does_not_have() -> None:
    with pytest.raises(RequestError, match=r"kokoro cannot take the option 'model'.*variation"):
        make_backend("kokoro", {"model": "xtts_v2"})


def test_a_language_whose_texts_are_not_read_is_refused(tmp_path: Path) -> None:
    options = CoquiOptions(speaker=recording(tmp_path, buzz(3.0, 120.0), "sam.wav"), language="pl")
    with pytest.raises(RequestError, match="'pl' cannot be read"):
        CoquiBackend(options).find_voice("")


@pytest.mark.parametrize(("hertz", "sex"), [(110.0, "male"), (220.0, "female")])
def test_the_sex_of_a_speaker_goes_by_the_pitch(tmp_path: Path, hertz: float, sex: str) -> None:
    speaker = CoquiBackend(
        CoquiOptions(speaker=recording(tmp_path, buzz(3.0, hertz), "sam.wav"), language="fr")
    )
    voice = speaker.find_voice("")
    assert (voice.name, voice.sex, voice.language) == ("sam", sex, "fr-fr")
