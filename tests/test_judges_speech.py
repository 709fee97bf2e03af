"""The judges of words, quality, signal and speaker: what they must notice, and bad input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from emogen.conditioning.emotion import NEUTRAL, Emotion
from emogen.errors import RequestError
from emogen.media import Audio
from emogen.pipelines.evaluate.evaluate import ready
from emogen.pipelines.evaluate.hearing.spelling import plain_words
from emogen.pipelines.evaluate.hearing.words import compare, expected_words
from emogen.pipelines.evaluate.item import Item, Medium
from emogen.pipelines.evaluate.judge import Judge
from emogen.pipelines.evaluate.judges import signal
from emogen.pipelines.evaluate.judges.dnsmos import Dnsmos
from emogen.pipelines.evaluate.judges.signal import Signal, clicks, clipped, loudness, snr, true_peak
from emogen.pipelines.evaluate.judges.speaker import Speaker, actors, without_pauses
from emogen.pipelines.evaluate.judges.sphinx import Sphinx
from emogen.pipelines.evaluate.judges.whisper import Whisper
from emogen.pipelines.speech.speak import speak
from emogen.seeds import stream

SPEECH: frozenset[Medium] = frozenset({"speech"})
LINE = "The children walked along the river."
JUDGES = (Whisper, Sphinx, Dnsmos, Signal, Speaker)


@lru_cache(maxsize=4)
def said(voice: str, emotion: str) -> Audio:
    return speak(LINE, voice=voice, emotion=Emotion(emotion) if emotion else NEUTRAL).audio


@pytest.fixture(scope="module")
def calm() -> Audio:
    return said("am_michael", "")


@dataclass
class Maker:
    folder: Path
    count: int = 0

    def __call__(self, samples: np.ndarray, rate: int = 24_000, **facts: Any) -> Item:
        """An item of those samples, compared with itself unless told otherwise."""
        self.count += 1
        path = self.folder / f"{self.count}.wav"
        soundfile.write(path, samples, rate, subtype="FLOAT")
        plain = Item(path, SPEECH, text=LINE)
        return replace(plain, **{"neutral": plain, **facts})


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    return Maker(tmp_path)


def noise(count: int) -> np.ndarray:
    return stream(0, "noise").standard_normal(count).astype(np.float32)


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I’m sure it's 3 o'clock!", "i am sure it is three o'clock"),
        ("In 1984, 2,500 paid $5.", "in nineteen eighty-four two thousand five hundred paid five dollars"),
        ("The theatre's colour, travelled and organised", "the theaters color traveled and organized"),
        ("Don't you gonna? OK.", "do not you going to okay"),
        ("The 21st of May at 9:30", "the twenty first of may at nine thirty"),
        ("Mr. Smith's café — 50% off", "mister smiths cafe fifty percent off"),
        ("<break/> Well [sighs] then", "well then"),
        ("I can't, I cannot", "I can not, I can not"),
        ("The defence was grey", "the defense was gray"),
    ],
)  # fmt: skip
def test_what_is_written_differently_is_the_same(one: str, other: str) -> None:
    assert plain_words(one) == plain_words(other)


@pytest.mark.parametrize(
    "pair", [("filled", "filed"), ("hour", "or"), ("four", "for"), ("desert", "dessert")]
)
def test_other_words_stay_other_words(pair: tuple[str, str]) -> None:
    assert plain_words(pair[0]) != plain_words(pair[1])


def test_errors_are_counted_one_by_one() -> None:
    found = compare(plain_words("the dog ran along the river"), plain_words("a dog ran the wide river"))
    assert found.substitutions == (("the", "a"),)
    assert found.deletions == ("along",)
    assert found.insertions == ("wide",)
    assert found.wer == 3 / 6


def test_words_written_apart_are_no_error() -> None:
    found = compare(["good", "bye", "everyone"], ["goodbye", "every", "one"])
    assert found.errors == 0
    assert found.pairs == (("good bye", "goodbye"), ("everyone", "every one"))


WORDS = st.lists(st.sampled_from("abcde"), max_size=8)


@given(WORDS, WORDS)
def test_an_alignment_holds_both_texts_and_no_more_errors_than_needed(
    expected: list[str], heard: list[str]
) -> None:
    found = compare(expected, heard)
    assert [word for one, _ in found.pairs for word in one.split()] == expected
    assert [word for _, one in found.pairs for word in one.split()] == heard
    assert abs(len(expected) - len(heard)) <= found.errors <= max(len(expected), len(heard))
    assert (found.errors == 0) == (expected == heard)
    assert compare(heard, expected).errors == found.errors


@given(WORDS.filter(bool), st.data())
def test_a_dropped_word_is_one_deletion(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    found = compare(words, words[:place] + words[place + 1 :])
    assert (found.errors, len(found.deletions)) == (1, 1)


@given(st.text(max_size=60))
def test_any_text_becomes_plain_words_once_and_for_all(text: str) -> None:
    words = plain_words(text)
    assert plain_words(" ".join(words)) == words


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("…!", {}),
        ("你好,世界", {}),
        ("Bonjour", {"language": "fr"}),
        ("hola", {"request": {"language": "es"}}),
        ("ciao", {"request": {"voice": "if_sara"}}),
        ("привет", {}),
    ],
)
def test_words_of_another_language_or_none_are_refused(text: str, facts: dict[str, object]) -> None:
    with pytest.raises(RequestError):
        expected_words(Item(Path("x.wav"), SPEECH, text=text, facts=facts))


@pytest.mark.parametrize("judge", [Whisper, Sphinx])
def test_wrong_words_raise_the_error_rate(judge: type[Judge], calm: Audio, make: Maker) -> None:
    item = make(calm.samples)
    right = ready(judge).judge(item)
    assert right.values["wer"] <= 2 / 6
    wrong = ready(judge).judge(replace(item, text="Nobody knows what a lovely parrot might answer."))
    assert wrong.values["wer"] >= 0.8
    longer = ready(judge).judge(replace(item, text=f"{LINE} Then they went home again."))
    assert longer.values["wer"] > right.values["wer"]
    assert len(longer.details["deletions"]) - len(right.details["deletions"]) >= 4
    assert ready(judge).judge(item) == right


def test_nothing_is_heard_where_nothing_is_said(make: Maker) -> None:
    found = ready(Whisper).judge(make(0.003 * noise(48_000)))
    assert found.details["heard"] == ""
    assert found.values["wer"] == 1


def test_words_that_sphinx_cannot_know_are_said(calm: Audio, make: Maker) -> None:
    found = ready(Sphinx).judge(replace(make(calm.samples), text="The zorblax walked."))
    assert found.notes == ("not in its dictionary: zorblax",)


# Quality and speaker -----------------------------------------------------------------------------


def test_noise_lowers_the_score(calm: Audio, make: Maker) -> None:
    level = float(np.sqrt((calm.samples**2).mean()))
    scores = []
    for part in (0.0, 0.1, 1.0):
        item = make(calm.samples + part * level * noise(len(calm.samples)))
        scores.append(ready(Dnsmos).judge(item).values)
    for name in ("ovrl", "bak"):
        assert scores[0][name] > scores[1][name] > scores[2][name]
    assert scores[0]["p808"] > scores[2]["p808"]
    assert all(1 <= value <= 5 for one in scores for value in one.values())


def test_another_voice_is_less_alike_than_the_same_voice_in_feeling(calm: Audio, make: Maker) -> None:
    neutral = make(calm.samples)
    judge = ready(Speaker)

    def opinion(voice: str, emotion: str) -> dict[str, float]:
        item = make(said(voice, emotion).samples, neutral=neutral, emotion=Emotion("sadness"))
        return dict(judge.judge(item).values)

    same, other = opinion("am_michael", "sadness"), opinion("af_heart", "")
    assert judge.judge(neutral).values["similarity"] == pytest.approx(1)
    assert same["similarity"] > 0.7 > other["similarity"]
    assert same["drop"] == pytest.approx(actors()["sadness"] - same["similarity"])
    assert other["drop"] > same["drop"]


def test_the_drop_needs_an_emotion_that_actors_were_measured_for(calm: Audio, make: Maker) -> None:
    for emotion in (None, Emotion("disgust")):
        found = ready(Speaker).judge(make(calm.samples, emotion=emotion))
        assert found.values.keys() == {"similarity"}


def test_too_little_voice_is_said(calm: Audio, make: Maker) -> None:
    with pytest.raises(RequestError, match="too little voice"):
        ready(Speaker).judge(make(calm.samples[9600:19_200]))


def test_pauses_do_not_count_as_voice(calm: Audio) -> None:
    samples = calm.samples[: len(calm.samples) // 480 * 480]
    gap = np.zeros(48_000, np.float32)
    apart = without_pauses(np.concatenate([samples, gap, samples]))
    assert len(apart) < 2 * len(samples) + 16_000


# Signal ------------------------------------------------------------------------------------------


def tone(frequency: float, level: float, rate: int = 48_000, seconds: float = 1.0) -> Audio:
    time = np.arange(int(rate * seconds)) / rate
    return Audio((level * np.sin(2 * np.pi * frequency * time)).astype(np.float32), rate)


def test_loudness_is_that_of_the_standard() -> None:
    # BS.1770: a sine of 997 Hz at full scale in one channel is at -3.01 LUFS.
    assert loudness(tone(997, 1.0)) == pytest.approx(-3.01, abs=0.05)
    assert loudness(tone(997, 0.1, seconds=0.2)) == pytest.approx(-23.01, abs=0.3)
    assert loudness(tone(997, 1e-4)) is None


def test_true_peak_lies_between_samples() -> None:
    time = np.arange(48_000)
    samples = np.sin(2 * np.pi * time / 4 + np.pi / 4).astype(np.float32)
    assert np.abs(samples).max() < 0.71
    assert true_peak(Audio(samples, 48_000)) == pytest.approx(0, abs=0.3)


def test_clicks_are_found_where_they_are(calm: Audio) -> None:
    assert clicks(calm) == []
    quiet = int(np.argmin(np.convolve(np.abs(calm.samples[4800:-4800]), np.ones(480), "same"))) + 4800
    loud = int(np.argmax(np.abs(calm.samples)))
    for place, height in ((quiet, 0.05), (loud, 1.0)):
        samples = calm.samples.copy()
        samples[place] += height
        assert clicks(Audio(samples, calm.rate)) == pytest.approx([place / calm.rate], abs=0.001)


@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000, 96_000])
def test_clicks_are_counted_at_any_rate(rate: int) -> None:
    audio = tone(200, 0.5, rate)
    assert clicks(audio) == []
    audio.samples[rate // 2 :: rate // 8] += 0.2
    assert len(clicks(audio)) == 4


def test_a_step_and_a_short_burst_are_clicks() -> None:
    audio = tone(150, 0.3)
    audio.samples[20_000:] += 0.2
    audio.samples[30_000:30_004] += [0.2, -0.2, 0.15, -0.1]
    assert clicks(audio) == pytest.approx([20_000 / 48_000, 30_000 / 48_000], abs=0.001)


def test_clipping_is_found(calm: Audio) -> None:
    assert clipped(calm.samples) < signal.CLIP_LIMIT
    assert clipped(tone(50, 0.9).samples) == 0
    tops = np.abs(calm.samples).max() * np.array([0.8, 0.4])
    shares = [clipped(np.clip(calm.samples, -top, top)) for top in tops]
    assert signal.CLIP_LIMIT < shares[0] < shares[1]


def test_noise_is_measured(calm: Audio) -> None:
    power = float((calm.samples**2).mean())
    estimates = [
        snr(Audio(calm.samples + noise(len(calm.samples)) * np.sqrt(power / 10 ** (level / 10)), 24_000))
        for level in (10, 20, 30)
    ]
    assert estimates == pytest.approx([10, 20, 30], abs=1.5)


def test_what_breaks_a_limit_is_said(calm: Audio, make: Maker) -> None:
    clean = Signal().judge(make(0.5 * calm.samples))
    assert clean.notes == ()
    gap = np.zeros(72_000, np.float32)
    twice = np.concatenate([calm.samples, gap, calm.samples])
    hot = np.clip(4 * twice / np.abs(twice).max(), -1, 1)
    hot[1000] = 0.5
    found = Signal().judge(make(hot + 0.05))
    assert found.values["pause"] == pytest.approx(3, abs=1)
    assert found.values["silence"] > clean.values["silence"]
    assert found.values["offset"] > 0.02
    assert found.details["clicks_at"] == pytest.approx([1000 / 24_000], abs=0.001)
    text = "; ".join(found.notes)
    for part in ("true peak", "clipped", "1 click", "off centre", "a pause of"):
        assert part in text


# Bad input ---------------------------------------------------------------------------------------

ODD: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "silent": np.zeros_like,
    "too short": lambda samples: samples[:1000],
    "not numbers": lambda samples: np.where(samples > 0.1, np.nan, samples),
}


@pytest.mark.parametrize("judge", JUDGES)
@pytest.mark.parametrize("fault", ODD)
def test_sound_that_is_none_is_refused(judge: type[Judge], fault: str, calm: Audio, make: Maker) -> None:
    with pytest.raises(RequestError):
        ready(judge).judge(make(ODD[fault](calm.samples)))


@pytest.mark.parametrize("judge", [Dnsmos, Signal, Speaker])
def test_any_rate_and_stereo_are_judged(judge: type[Judge], calm: Audio, make: Maker) -> None:
    from scipy.signal import resample_poly

    measures = {measure.name: measure for measure in judge.measures}
    stereo = np.stack([calm.samples, calm.samples], 1)
    for item in (
        make(resample_poly(calm.samples, 1, 3), 8_000),
        make(resample_poly(stereo, 4, 1), 96_000),
    ):
        for name, value in ready(judge).judge(item).values.items():
            assert measures[name].low <= value <= measures[name].high
