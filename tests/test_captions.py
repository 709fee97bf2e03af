"""Captions and timings: readable, in order, and read back as they were written."""

from __future__ import annotations

import json
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError
from emogen.pipelines.speech.delivery.captions import LINE, LONGEST, Caption, captions, write_captions
from emogen.pipelines.speech.delivery.timings import read_timings, visemes, write_timings
from emogen.timeline import Phoneme, Timeline, Vocal, Word

STORY = (
    "I waited at the station for three hours, until the last train had gone. Nobody came; nobody ever "
    'comes. Then, at 10:30, I heard "your" voice — you came & laughed!\n\nA new day. We walked home.'
)
TRACK = EmotionTrack.of([(0.0, Emotion("sadness")), (9.0, Emotion("joy"))], easing="hold")
OCULUS = {"sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"}


def timed(source: str, pace: float = 0.3) -> Timeline:
    """Every word ``pace`` seconds long, with a pause after marks and a laugh at the end."""
    words: list[Word] = []
    phonemes: list[Phoneme] = []
    now = 0.1
    for found in re.finditer(r"[\w:']+", source):
        words.append(Word(found[0], now, now + pace, found.span()))
        phonemes += [Phoneme("b", now, now + pace / 3), Phoneme("aɪ", now + pace / 3, now + pace, 1)]
        now += pace
        if source[found.end() : found.end() + 1] in tuple(".,;!"):
            phonemes.append(Phoneme("", now, now + 0.4))
            now += 0.4
    return Timeline(tuple(words), tuple(phonemes), now + 1.0, (Vocal("laugh", now, now + 0.8),))


def check(made: list[Caption]) -> None:
    """What holds for all captions."""
    for caption, following in pairwise(made):
        assert caption.start < caption.end <= following.start
    for caption in made:
        pieces = [piece for line in caption.lines for piece in line]
        lines = caption.text.splitlines()
        if len(pieces) > 1:
            assert len(lines) <= 2
            assert max(map(len, lines)) <= LINE
            assert pieces[-1].end - pieces[0].start <= LONGEST + 1e-9


def test_captions_break_where_sentences_and_clauses_end() -> None:
    made = captions(timed(STORY), STORY, TRACK)
    check(made)
    assert [caption.text for caption in made] == [
        "I waited at the station for three hours,\nuntil the last train had gone.",
        "Nobody came; nobody ever comes.",
        'Then, at 10:30, I heard "your" voice —\nyou came & laughed!',
        "A new day. We walked home. [laugh]",
    ]
    assert [caption.emotion for caption in made] == ["sadness"] * 2 + ["joy"] * 2


def test_a_phrase_of_a_script_shows_its_own_words_only() -> None:
    words = timed(STORY).words[14:18]
    assert "\n".join(c.text for c in captions(Timeline(words, (), 20.0), STORY)) == "Nobody came; nobody ever"
    bare = tuple(Word(word.text, word.start, word.end) for word in words)
    assert captions(Timeline(bare, (), 20.0))[0].text == "Nobody came nobody ever"


def test_a_caption_stays_until_it_can_be_read() -> None:
    fast = timed("Extraordinarily incomprehensible constitutional responsibilities", pace=0.1)
    (caption,) = captions(Timeline(fast.words, (), 9.0))
    assert caption.end - caption.start == pytest.approx(63 / 17, abs=0.1)
    (caption,) = captions(Timeline(fast.words, (), 2.0))
    assert caption.end == 2.0


@given(
    st.lists(st.sampled_from(["a", "word", "longer-word", "stop.", "comma,", "x" * 60]), max_size=40),
    st.floats(0.05, 3),
)
def test_captions_of_any_text_keep_the_rules_and_every_word(tokens: list[str], pace: float) -> None:
    source = " ".join(tokens)
    timeline = timed(source, pace)
    made = captions(timeline, source)
    check(made)
    shown = " ".join(caption.text for caption in made).split()
    assert shown == [*tokens, "[laugh]"]


@pytest.mark.parametrize("suffix", [".vtt", ".srt"])
def test_another_parser_reads_the_captions(suffix: str, tmp_path: Path) -> None:
    """ffmpeg reads both formats; as SubRip they must be the same."""
    path = write_captions(tmp_path / f"line{suffix}", timed(STORY), STORY, TRACK, speaker="Heart")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-i", str(path), "-f", "srt", "-"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    blocks = done.stdout.strip().split("\n\n")
    made = captions(timed(STORY), STORY, TRACK)
    assert len(blocks) == len(made)
    for block, caption in zip(blocks, made, strict=True):
        times, text = block.split("\n", 2)[1:]
        first, last = (
            sum(float(x) * 60**n for n, x in enumerate(t.replace(",", ".").split(":")[::-1]))
            for t in times.split(" --> ")
        )
        assert (first, last) == (pytest.approx(caption.start, abs=6e-4), pytest.approx(caption.end, abs=6e-4))
        assert re.sub(r"<[^>]+>", "", text).replace("&amp;", "&") == caption.text


def test_vtt_has_times_by_word_and_the_emotion(tmp_path: Path) -> None:
    text = write_captions(tmp_path / "a.vtt", timed(STORY), STORY, TRACK).read_text(encoding="utf-8")
    assert text.startswith("WEBVTT\n\n00:00:00.100 --> ")
    assert "<c.sadness>I <00:00:00.400>waited <00:00:00.700>at" in text
    assert "&amp; <" in text
    for cue in text.split("\n\n")[1:]:
        clock = r"(\d\d):(\d\d):(\d\d\.\d{3})"
        times = [60 * int(m[2]) + float(m[3]) for m in re.finditer(clock, cue)]
        start, end, *inside = times
        assert start < min(inside) <= max(inside) < end
        assert inside == sorted(set(inside))
    with pytest.raises(RequestError, match="file type"):
        write_captions(tmp_path / "a.txt", timed(STORY), STORY)


def test_timings_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    timeline = timed(STORY, 0.2345678)
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    write_timings(one, timeline, TRACK, text=STORY, voice="af_heart")
    back = read_timings(one)
    assert [STORY[slice(*word.span)] for word in back.timeline.words] == [w.text for w in timeline.words]
    assert back.timeline.vocals[0].name == "laugh"
    assert back.track == TRACK
    write_timings(other, back.timeline, back.track, text=back.text, voice=back.voice)
    assert one.read_bytes() == other.read_bytes()
    record = json.loads(one.read_text(encoding="utf-8"))
    assert record["words"][1] == {"start": 0.335, "end": 0.569, "text": "waited", "characters": [2, 8]}
    first = record["emotion"][0]
    assert (first["name"], first["easing"], first["intensity"]) == ("sadness", "hold", 1.0)
    assert first["valence"] < 0


def test_visemes_are_those_of_oculus_and_fill_the_time() -> None:
    line = timed(STORY)
    spans = list(visemes(line))
    assert {name for name, _, _ in spans} == {"PP", "aa", "ih", "sil"}
    assert all(end == pytest.approx(start) for (_, _, end), (_, start, _) in pairwise(spans))
    from emogen.tables import asset_rows

    assert {row["oculus"] for row in asset_rows("visemes.tsv")} == OCULUS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "object"),
        ("{", "JSON"),
        ('{"version": 2}', "version"),
        ('{"version": 1, "extra": 3}', "extra|required"),
    ],
)
def test_files_that_are_no_timings(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(RequestError, match=message):
        read_timings(path)
    with pytest.raises(RequestError, match="no such"):
        read_timings(tmp_path / "b.json")


def test_a_line_is_saved_with_everything_beside_it(tmp_path: Path) -> None:
    import soundfile

    from emogen.pipelines.speech.delivery.saving import save_speech
    from emogen.pipelines.speech.delivery.sound_file import Delivery
    from emogen.pipelines.speech.speak import speak

    speech = speak("[sad] No. [joy] *Yes*, I will!")
    captions, timings = tmp_path / "a.srt", tmp_path / "a.json"
    with pytest.raises(RequestError, match="file type"):
        save_speech(speech, tmp_path / "a.wav", captions=tmp_path / "a.txt")
    assert not list(tmp_path.iterdir())
    done = save_speech(
        speech, tmp_path / "a.wav", Delivery(rate=48000, bits=24), captions=captions, timings=timings
    )
    with soundfile.SoundFile(done.path) as sound:
        assert (sound.samplerate, sound.subtype, sound.title) == (48000, "PCM_24", "No. Yes, I will!")
    back = read_timings(timings)
    assert (back.voice, [word.text for word in back.timeline.words]) == (
        "af_heart",
        ["No", "Yes", "I", "will"],
    )
    assert [frame.emotion for frame in back.track.keyframes] == [Emotion("sadness"), Emotion("joy")]
    assert "No. Yes, I will!" in captions.read_text()


def test_nothing_said_has_no_captions() -> None:
    assert captions(Timeline((), (), 1.0)) == []
