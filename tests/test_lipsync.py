"""Lip-sync from recordings: what is heard when, with and without the text."""

from __future__ import annotations

import tracemalloc
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.face.lipsync.align import align
from emogen.pipelines.face.lipsync.decode import likeliest, runs
from emogen.pipelines.face.lipsync.listen import listen
from emogen.pipelines.face.lipsync.network import HOP, RATE, Network, mel_spectrum, network, normalised
from emogen.pipelines.face.lipsync.sounds import (
    CLASSES,
    FPS,
    VOCALS,
    classes_of,
    soft_labels,
    viseme_names,
)
from emogen.pipelines.speech.speak import Speech, speak
from emogen.pipelines.speech.text.languages import language_names
from emogen.seeds import stream
from emogen.tables import asset_bytes
from emogen.timeline import Phoneme, Timeline
from emogen.visemes import is_bilabial
from tools.lipsync.augment import KINDS, clipped, spoilt_as, with_noise
from tools.lipsync.corpus import Line, lateness, on_time
from tools.lipsync.texts import sentence

TEXT = "Maybe my mum bought 5 apples, before Bob came home."


@cache
def said() -> Speech:
    return speak(TEXT, voice="af_sky", seed=3)


@cache
def truth() -> Timeline:
    """What was said, where it is heard."""
    line = Line("test", "en-us", "af_sky", TEXT, said().audio.samples, said().timeline)
    return on_time([line])[0].timeline


def visemes(timeline: Timeline, seconds: float) -> np.ndarray:
    names: np.ndarray = np.array(viseme_names())
    return np.asarray(names[soft_labels(timeline.phonemes, round(seconds * FPS)).argmax(axis=1)])


def agreement(audio: Audio) -> float:
    """Share of the frames with speech in which the viseme is the one that was said."""
    meant, heard = (visemes(one, said().audio.duration) for one in (truth(), listen(audio)))
    return float((meant == heard)[meant != "rest"].mean())


def closed(timeline: Timeline) -> list[Phoneme]:
    return [phoneme for phoneme in timeline.phonemes if is_bilabial(phoneme.symbol)]


def is_whole(timeline: Timeline) -> bool:
    """Whether phonemes follow each other without gap or overlap from the start to the end."""
    edges = [timeline.phonemes[0].start, timeline.phonemes[-1].end]
    joined = all(a.end == b.start and a.end > a.start for a, b in pairwise(timeline.phonemes))
    return joined and edges == [0.0, timeline.duration]


def test_sounds_of_a_voice_it_never_heard_are_heard() -> None:
    assert agreement(said().audio) > 0.45


def test_lips_close_where_they_are_heard_to() -> None:
    had = closed(listen(said().audio))
    wanted = closed(truth())
    found = [any(p.start < w.end + 0.05 and p.end > w.start - 0.05 for p in had) for w in wanted]
    assert len(wanted) > 6
    assert np.mean(found) > 0.8


def test_level_hardly_matters() -> None:
    """At most one frame in thirty is heard otherwise at a fiftieth of the level; it was 4 of 173."""
    soft = Audio(said().audio.samples * np.float32(0.02), said().audio.rate)
    assert agreement(soft) == pytest.approx(agreement(said().audio), abs=1 / 30)


def test_telephones_and_clipping_are_borne() -> None:
    audio = said().audio
    narrow = Audio(audio.samples[::3].copy(), 8000)
    assert agreement(narrow) > 0.35
    assert agreement(Audio(clipped(audio.samples, 0.05), audio.rate)) > 0.4


def test_a_timeline_fills_all_of_the_time() -> None:
    assert is_whole(listen(said().audio))


def test_the_seam_of_two_pieces_is_not_heard() -> None:
    """A recording of over 20 s is heard in pieces: the same words after a pause give the same sounds."""
    audio = said().audio
    pause = np.zeros(int(18.5 * audio.rate) - len(audio.samples), np.float32)
    timeline = listen(Audio(np.concatenate([audio.samples, pause, audio.samples]), audio.rate))
    first = [p for p in timeline.phonemes if p.symbol and p.end < 18.5]
    second = [p for p in timeline.phonemes if p.symbol and p.start > 18.4]
    assert is_whole(timeline)
    a, b = (visemes(Timeline((), tuple(part), 0.0), 25.0) for part in (first, second))
    shift = round(18.5 * FPS)
    assert (a[: round(audio.duration * FPS)] == b[shift : shift + round(audio.duration * FPS)]).mean() > 0.85


def test_memory_does_not_grow_with_length() -> None:
    peaks = []
    for seconds in (30, 120):
        audio = Audio(np.resize(said().audio.samples, seconds * said().audio.rate), said().audio.rate)
        tracemalloc.start()
        listen(audio)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


def test_silence_is_one_rest() -> None:
    for level in (0.0, 1e-5):
        noise = level * stream(1, "silence").standard_normal(32_000)
        timeline = listen(Audio(noise.astype(np.float32), 16_000))
        assert [p.symbol for p in timeline.phonemes] == [""]
        assert timeline.phonemes[0].end == timeline.duration == 2.0
        assert not timeline.vocals


def test_no_sound_at_all() -> None:
    assert listen(Audio(np.zeros(0, np.float32), 16_000)) == Timeline((), (), 0.0)


def test_a_single_sample() -> None:
    assert len(listen(Audio(np.ones(1, np.float32), 16_000)).phonemes) == 1


def test_noise_and_music_mostly_rest() -> None:
    rng = stream(2, "noise")
    noise = Audio(0.1 * rng.standard_normal(5 * RATE).astype(np.float32), RATE)
    chords = Audio(spoilt_as("music", np.full(5 * RATE, 1e-6, np.float32), rng, []) * 1e5, RATE)
    for audio in (noise, chords):
        assert (visemes(listen(audio), 5.0) == "rest").mean() > 0.8


def test_vowels_have_stresses() -> None:
    stressed = [p for p in listen(said().audio).phonemes if p.stress]
    assert 3 <= len(stressed) <= 20
    assert all(p.symbol for p in stressed)


def test_progress_reaches_the_end() -> None:
    shares: list[float] = []
    listen(said().audio, progress=shares.append)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("samples", [np.zeros((4, 2)), np.array([np.nan])])
def test_what_is_no_mono_sound_is_refused(samples: np.ndarray) -> None:
    with pytest.raises(RequestError):
        listen(Audio(samples.astype(np.float32), 16_000))


def test_words_are_aligned_to_where_they_are_said() -> None:
    placed = align(said().audio, TEXT)
    words = said().timeline.words
    assert [word.text for word in placed.words] == [word.text for word in words]
    assert [TEXT[slice(*word.span)] for word in placed.words] == [word.text for word in placed.words]
    behind = said().timeline.phonemes[1].start - truth().phonemes[1].start
    late = [a.start - (b.start - behind) for a, b in zip(placed.words, words, strict=True)]
    assert np.median(np.abs(late)) < 0.04
    assert max(np.abs(late)) < 0.2
    assert is_whole(placed)


def test_alignment_keeps_the_phonemes_of_the_text() -> None:
    placed, meant = (
        [(p.symbol, p.stress) for p in timeline.phonemes if p.symbol]
        for timeline in (align(said().audio, TEXT), said().timeline)
    )
    assert placed == meant


def test_another_text_is_refused() -> None:
    with pytest.raises(RequestError, match="does not say this text"):
        align(said().audio, "Which red fox chases seven tired geese through the wet grass?")


@pytest.mark.parametrize(
    ("line", "sound"),
    [
        ("I never thought I would see it again. <sigh> It is gone.", "sigh"),
        ("Ha! I knew it. <laugh> You came back to us.", "laugh"),
        ("I lost it. <sob> I lost it all.", "sob"),
        ("<gasp> Look at that! Behind you.", "gasp"),
    ],
)
def test_a_sound_that_is_no_word_lies_in_a_pause_and_is_no_mismatch(line: str, sound: str) -> None:
    speech, words = speak(line, voice="am_michael", seed=2), " ".join(line.replace(f"<{sound}>", "").split())
    placed = align(speech.audio, words)
    (told,) = speech.timeline.vocals
    (found,) = (one for one in placed.vocals if one.name == sound)
    assert told.start < (found.start + found.end) / 2 < told.end
    spoken = [(word.start, word.end) for word in placed.words]
    covered = sum(max(0.0, min(end, found.end) - max(start, found.start)) for start, end in spoken)
    assert covered < 0.5 * (found.end - found.start)
    for other in ("Which red fox chases seven tired geese?", "We built it. We sold it on to them."):
        with pytest.raises(RequestError, match="does not say this text"):
            align(speech.audio, other)


def test_a_sentence_that_is_not_said_is_noticed_in_a_long_text() -> None:
    audio = said().audio
    thrice = Audio(np.tile(audio.samples, 3), audio.rate)
    assert len(align(thrice, f"{TEXT} {TEXT} {TEXT}").words) == 30
    with pytest.raises(RequestError, match="something else is said"):
        align(thrice, f"{TEXT} {TEXT} Seven tired geese chase foxes through grass. {TEXT}")


@pytest.mark.parametrize("text", ["No.", TEXT * 8])
def test_too_little_and_too_much_text_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="does not say this text"):
        align(said().audio, text)


@pytest.mark.parametrize(("text", "language"), [("", "en-us"), ("Hello.", "xx"), ("Привет", "en-us")])
def test_what_cannot_be_read_is_refused(text: str, language: str) -> None:
    with pytest.raises(RequestError):
        align(said().audio, text, language)


def test_silence_says_no_text() -> None:
    with pytest.raises(RequestError, match="does not say this text"):
        align(Audio(np.zeros(48_000, np.float32), 16_000), "Hello there, Bob.")


def test_no_sound_is_shorter_than_it_can_be() -> None:
    rng = stream(4, "flicker")
    emissions = rng.normal(0.0, 3.0, (400, 6)).astype(np.float32)
    least = (5, 2, 3, 4, 2, 1)
    inner = runs(likeliest(emissions, least))[1:-1]
    assert inner
    assert all(run.end - run.start >= least[run.place] for run in inner)


def test_a_clear_course_is_decoded_as_it_is() -> None:
    places = np.repeat([0, 3, 1, 3, 2], [10, 4, 3, 6, 9])
    emissions = np.where(np.arange(4) == places[:, None], 0.0, -9.0).astype(np.float32)
    assert (likeliest(emissions, (2, 2, 2, 2)) == places).all()


def test_every_class_has_a_viseme_and_stands_for_itself() -> None:
    assert len(viseme_names()) == len(CLASSES)
    assert [classes_of(name) for name in CLASSES] == [(place,) for place in range(len(CLASSES))]


def test_tones_length_and_breath_do_not_make_another_sound() -> None:
    assert classes_of("tʰ") == classes_of("t") == classes_of("dː")
    assert classes_of("a↘") == classes_of("aː") == classes_of("ã")
    assert classes_of("aɪ") == classes_of("a") + classes_of("ɪ")
    assert classes_of("ʦ") == classes_of("t") + classes_of("s")


def test_labels_share_a_frame_at_a_boundary() -> None:
    labels = soft_labels([Phoneme("m", 0.0, 0.1), Phoneme("a", 0.1, 0.2)], 12)
    assert labels.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
    lips = labels[:, classes_of("m")[0]]
    assert lips[3] == pytest.approx(1.0, abs=1e-5)
    assert lips[6] == pytest.approx(0.5, abs=0.15)
    assert lips[9] == 0.0


def test_a_tone_is_in_its_band_and_frame() -> None:
    time = np.arange(RATE) / RATE
    tone = np.where(time >= 0.5, np.sin(2 * np.pi * 1000 * time), 0.0).astype(np.float32)
    spectrum = mel_spectrum(tone, FPS)
    assert set(spectrum[35:].argmax(axis=1)) == {int(spectrum[50].argmax())}
    assert spectrum[28].max() < -60 < -10 < spectrum[32].max()


def test_features_do_not_hang_on_level() -> None:
    spectrum = mel_spectrum(said().audio.samples[: RATE * 2], RATE * 2 // HOP)
    profile = network().profile
    assert normalised(spectrum, -20.0, profile) == pytest.approx(
        normalised(spectrum - 30.0, -50.0, profile), abs=1e-3
    )


def test_the_network_in_numpy_is_the_one_that_is_trained() -> None:
    torch = pytest.importorskip("torch")
    from tools.lipsync import train

    torch.manual_seed(1)
    net = train._net()
    for layer in net[:-2]:
        layer[1].running_mean += 0.1
        layer[1].running_var *= 2.0
    features = stream(1, "features").normal(size=(40, 48)).astype(np.float32)
    net.eval()
    with torch.no_grad():
        wanted = [
            torch.log_softmax(out, 1)[0].T.numpy()
            for out in train._run(net, torch.from_numpy(features.T[None]))
        ]
    got = Network(tuple(train._folded(net)), network().profile, network().prior)(features)
    for ours, theirs in zip(got, wanted, strict=True):
        assert ours == pytest.approx(theirs, abs=1e-4)
    assert [out.shape[1] for out in got] == [len(CLASSES), len(VOCALS)]


def test_the_asset_is_small() -> None:
    assert len(asset_bytes("lipsync.safetensors")) < 3_000_000


def test_times_that_are_late_are_found_to_be() -> None:
    samples = np.zeros(48_000, np.float32)
    tone = np.sin(np.arange(48_000) * 0.05).astype(np.float32)
    samples[12_000:18_000] = tone[12_000:18_000]
    samples[30_000:39_600] = tone[30_000:39_600]
    spans = [("a", 0.5, 0.75), ("t", 0.75, 1.25), ("i", 1.25, 1.65)]
    phonemes = tuple(Phoneme(symbol, start + 0.06, end + 0.06) for symbol, start, end in spans)
    line = Line("x", "en-us", "", "", samples, Timeline((), phonemes, 2.0))
    assert lateness([line]) == pytest.approx(0.06, abs=0.006)
    assert on_time([line])[0].timeline.phonemes[0].start == pytest.approx(0.5, abs=0.006)


@pytest.mark.parametrize("kind", KINDS)
def test_spoilt_sound_keeps_its_length(kind: str) -> None:
    rng = stream(5, kind)
    line = said().audio.samples[:RATE]
    out = spoilt_as(kind, line, rng, [line])
    assert out.shape == line.shape
    assert np.isfinite(out).all()
    assert (kind == "clean") == bool(np.array_equal(out, line))


def test_noise_is_as_loud_as_asked() -> None:
    line = said().audio.samples[:RATE]
    noise = with_noise(line, "pink", 10.0, stream(6, "pink"), []) - line
    assert 10 * np.log10(np.mean(line**2) / np.mean(noise**2)) == pytest.approx(10.0, abs=0.1)


@pytest.mark.parametrize("language", language_names())
def test_there_are_sentences_in_every_language(language: str) -> None:
    assert len({sentence(language, stream(seed, "sentences")) for seed in range(12)}) > 4
    assert "{" not in sentence(language, stream(0, "sentences"))
