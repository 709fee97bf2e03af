"""Scripts performed: tags, tracks, pauses, emphasis, blends, durations, streaming."""

from __future__ import annotations

import numpy as np
import pytest

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.script import Script
from emogen.conditioning.targets.voice import VoiceTargets, voice_targets
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError
from emogen.pipelines.speech.backend import Spoken
from emogen.pipelines.speech.insertions import Gap, with_gaps
from emogen.pipelines.speech.kokoro.backend import KokoroBackend
from emogen.pipelines.speech.level import speech_level
from emogen.pipelines.speech.performance import Performance, faster
from emogen.pipelines.speech.scripts import moved_script, read_words
from emogen.pipelines.speech.speak import Speech, speak, stream
from emogen.pipelines.speech.text.phonemes import Phone, chunks
from emogen.pipelines.speech.voices import find_voice

SAID = "The keys are on the shelf, next to the old radio."


@pytest.fixture(scope="module")
def plain() -> Speech:
    return speak(SAID)


def between(speech: Speech, first: str, second: str) -> float:
    """Seconds from the end of a word to the start of another."""
    ends = {word.text: word.end for word in speech.timeline.words}
    starts = {word.text: word.start for word in speech.timeline.words}
    return starts[second] - ends[first]


def spoken(speech: Speech, word: str) -> np.ndarray:
    found = next(one for one in speech.timeline.words if one.text == word)
    rate = speech.audio.rate
    return speech.audio.samples[round(found.start * rate) : round(found.end * rate)]


def performance(text: str, emotion: str = "neutral") -> Performance:
    voice = find_voice("af_heart")
    script, track = moved_script(text, emotion)
    return Performance.of(script, read_words(script, voice)[0], track, voice_targets)


def cues_by_word(made: Performance) -> dict[str, list[VoiceTargets]]:
    found: dict[str, list[VoiceTargets]] = {}
    for sounds in chunks(made.words, "en-us"):
        for sound, cue in zip(sounds, made.cues(sounds), strict=True):
            found.setdefault(made.words[sound.word].text, []).append(cue.targets)
    return found


def test_every_word_is_said_with_the_emotion_of_its_place() -> None:
    cues = cues_by_word(performance("[sad] I waited. [joy] Then you came."))
    assert set(cues["waited"]) == {voice_targets("sadness")}
    assert set(cues["came"]) == {voice_targets("joy")}


def test_a_glide_moves_word_by_word() -> None:
    cues = cues_by_word(performance("one two three four five six seven eight", "sad -> joy"))
    shifts = [targets[0].f0_shift for targets in cues.values()]
    assert shifts == sorted(shifts)
    assert shifts[0] < -1 < 1 < shifts[-1]


def test_tags_go_before_the_emotion_of_the_whole() -> None:
    script, track = moved_script("Hello. [joy] You came.", "sadness")
    assert track.at(0) == Emotion("sadness")
    assert track.at(len(script.text)) == Emotion("joy")


def test_auto_reads_the_words() -> None:
    words = "I am so happy that you are here, this is wonderful!"
    _, track = moved_script(words, "auto")
    assert track.at(0).vad[0] > 0.2
    # A mark that says only how leaves it to the words what is felt; any other decides.
    _, whispered = moved_script(f"[manner:whispered] {words}", "auto")
    assert whispered.at(0).felt == track.at(0)
    assert whispered.at(0).manners == (("whispered", 1.0),)
    assert str(moved_script(f"[sad] {words}", "auto")[1].at(0)) == "sadness"


def test_prosody_tags_change_what_they_say() -> None:
    cues = cues_by_word(performance("Say <prosody 50% +3st -6dB>this slowly</prosody> now."))
    there, here = cues["slowly"][0], cues["now"][0]
    assert (there.f0_shift, there.level) == (3.0, -6.0)
    assert there.sonorant_length > 1.8
    assert here == VoiceTargets()


@pytest.mark.parametrize("seconds", [0.3, 1.5])
def test_a_pause_is_as_long_as_it_says(seconds: float) -> None:
    speech = speak(f"The keys are here <pause {seconds}s> on the shelf.")
    assert between(speech, "here", "on") == pytest.approx(seconds, abs=0.06)
    silence = next(
        p for p in speech.timeline.phonemes if not p.symbol and p.duration > seconds - 0.06 and p.start > 0.2
    )
    rate = speech.audio.rate
    inside = speech.audio.samples[round((silence.start + 0.02) * rate) : round((silence.end - 0.03) * rate)]
    assert np.abs(inside).max() < 0.01


def test_pauses_between_sentences_and_around_the_line() -> None:
    short, long = (speak(f"<pause {s}s> We stay. <pause {s}s> They go. <pause {s}s>") for s in (0.2, 1.0))
    assert between(long, "stay", "They") - between(short, "stay", "They") == pytest.approx(0.8, abs=0.05)
    assert long.timeline.words[0].start - short.timeline.words[0].start == pytest.approx(0.8, abs=0.05)
    assert long.audio.duration - short.audio.duration == pytest.approx(2.4, abs=0.1)


def test_paragraphs_stand_apart() -> None:
    run_on, parted = speak("We stay here. They go there."), speak("We stay here.\n\nThey go there.")
    assert between(parted, "here", "They") > between(run_on, "here", "They") + 0.2
    assert parted.timeline.duration - parted.timeline.words[-1].end < 0.4


def test_sounds_are_in_the_timeline_and_heard() -> None:
    speech = speak("It is you! <laugh> I was afraid.")
    (laugh,) = speech.timeline.vocals
    assert laugh.name == "laugh"
    words = {word.text: word for word in speech.timeline.words}
    assert words["you"].end < laugh.start < laugh.end < words["I"].start
    rate = speech.audio.rate
    assert np.abs(speech.audio.samples[round(laugh.start * rate) : round(laugh.end * rate)]).max() > 0.02
    assert any(p.symbol and laugh.start <= p.start < laugh.end for p in speech.timeline.phonemes)


def test_a_script_may_be_nothing_but_sounds() -> None:
    speech = speak("<sigh>", emotion="sadness")
    assert [vocal.name for vocal in speech.timeline.vocals] == ["sigh"]
    assert speech.timeline.words == ()


def test_an_emphasised_word_is_longer_and_louder(plain: Speech) -> None:
    stressed = speak("The keys are on the <emphasis strong>shelf</emphasis>, next to the old radio.")
    assert len(spoken(stressed, "shelf")) > 1.08 * len(spoken(plain, "shelf"))
    rate = plain.audio.rate

    def louder(speech: Speech) -> float:
        return speech_level(spoken(speech, "shelf"), rate) - speech_level(spoken(speech, "keys"), rate)

    assert louder(stressed) > louder(plain) + 0.5


@pytest.mark.sweep(3)
@pytest.mark.parametrize("share", [0.75, 1.0, 1.4])
def test_a_duration_is_met(plain: Speech, share: float) -> None:
    wanted = round(share * plain.audio.duration, 3)
    speech = speak(SAID, duration=wanted)
    assert speech.audio.duration == pytest.approx(wanted, abs=0.001)
    assert speech.timeline.duration == pytest.approx(wanted, abs=0.001)
    # It is the words that were stretched, not the silence.
    assert speech.timeline.words[-1].end == pytest.approx(share * plain.timeline.words[-1].end, rel=0.06)


def test_vowels_give_more_than_consonants() -> None:
    quick = faster(VoiceTargets(), 1.5)
    assert quick.sonorant_length < quick.obstruent_length < 1.0


def test_what_is_streamed_is_what_is_spoken() -> None:
    text = "[sad] I waited. " + "There was nobody at the station that evening. " * 3 + "[joy] Then you came."
    whole, parts = speak(text, seed=3), list(stream(text, seed=3))
    assert len(parts) > 1
    assert np.array_equal(np.concatenate([part.audio.samples for part in parts]), whole.audio.samples)
    said = [word.text for part in parts for word in part.timeline.words]
    assert said == [word.text for word in whole.timeline.words]
    assert whole.track.at(0.0) == Emotion("sadness")
    assert whole.track.at(whole.audio.duration) == Emotion("joy")


def test_a_wrong_stream_is_said_at_once() -> None:
    with pytest.raises(RequestError, match="unknown voice"):
        stream("hello", voice="nobody")


def test_the_track_tells_when_each_emotion_is_heard() -> None:
    speech = speak("[sad] I waited. [joy] Then you came.")
    came = next(word for word in speech.timeline.words if word.text == "Then")
    assert [frame.emotion for frame in speech.track.keyframes] == [Emotion("sadness"), Emotion("joy")]
    assert speech.track.keyframes[1].time == pytest.approx(came.start, abs=0.001)


def test_words_know_their_characters(plain: Speech) -> None:
    assert all(SAID[slice(*word.span)] == word.text for word in plain.timeline.words)


def test_blends_lie_between_their_voices() -> None:
    blend = find_voice("af_heart:0.7+am_onyx:0.3")
    assert blend.timbre == (("af_heart", 0.7), ("am_onyx", 0.3))
    assert (blend.sex, blend.language) == ("female", "en-us")
    assert find_voice("am_onyx + am_adam").timbre == (("am_onyx", 0.5), ("am_adam", 0.5))
    crossed = find_voice("am_onyx/bf_emma")
    assert (crossed.timbre, crossed.tune) == ((("am_onyx", 1.0),), (("bf_emma", 1.0),))
    assert crossed.sex == "male"


@pytest.mark.parametrize("name", ["af_heart:0.7+am_onyx:0.7", "af_heart:0+am_onyx:0", "af_heart:0.2"])
def test_shares_that_do_not_sum_are_refused(name: str) -> None:
    with pytest.raises(RequestError, match="sum to"):
        find_voice(name)


def test_a_blend_sounds_like_neither(plain: Speech) -> None:
    other, blend = (speak(SAID, voice=voice) for voice in ("am_onyx", "af_heart:0.5+am_onyx:0.5"))
    assert len({speech.audio.samples.tobytes() for speech in (plain, other, blend)}) == 3


def test_gaps_move_what_comes_after_them_and_nothing_else() -> None:
    rate = 1000
    sounds = [
        Phone("a", "a", 0, 0),
        Phone("", ",", 0, 0, ","),
        Phone("o", "o", 0, 1),
        Phone("", ".", 0, 1, "."),
    ]
    samples = np.concatenate([np.ones(300), np.zeros(200), np.ones(300), np.zeros(200)]).astype(np.float32)
    made = Spoken(samples, np.array([0.0, 0.3, 0.5, 0.8, 1.0]))
    longer, starts = with_gaps(made, rate, sounds, [Gap(0, 0.5)])
    assert starts == [pytest.approx(0.31)]
    assert longer.edges.tolist() == pytest.approx([0.0, 0.3, 0.82, 1.12, 1.32])
    assert len(longer.samples) == 1320
    assert longer.samples.sum() == samples.sum()
    same, _ = with_gaps(made, rate, sounds, [])
    assert same.samples is made.samples


def test_a_script_can_be_given_as_one() -> None:
    script = Script.plain("Hello there.")
    assert speak(script).script is script


def test_a_track_can_be_given_as_one() -> None:
    track = EmotionTrack.parse("sad -> joy", duration=11)
    assert speak("Hello there.", emotion=track).track.keyframes[-1].emotion == Emotion("joy")


@pytest.mark.parametrize(
    ("text", "seconds"), [("One two. <pause 3s> Three four five.", 2.6), ("<laugh> One.", 0.9)]
)
def test_a_duration_that_would_cost_words_is_refused(text: str, seconds: float) -> None:
    with pytest.raises(RequestError, match="cannot be said in"):
        speak(text, duration=seconds)


def test_what_does_not_stretch_is_counted_in_a_duration() -> None:
    speech = speak("One two. <pause 1s> Three four five.", duration=3.9)
    assert speech.audio.duration == pytest.approx(3.9, abs=1e-4)
    assert speech.timeline.words[-1].end < 3.8
    assert between(speech, "two", "Three") == pytest.approx(1.0, abs=0.3)


@pytest.mark.slow
def test_said_at_once_or_one_by_one_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(["He opened the box, slowly. <sigh> Nothing was in it but a letter."] * 4)
    together = speak(text, emotion="sad -> angry")
    monkeypatch.setattr(KokoroBackend, "at_once", 1)
    alone = speak(text, emotion="sad -> angry")
    assert (together.audio.samples == alone.audio.samples).all()
    assert together.timeline == alone.timeline
