"""Live lines: the same sounds as whole ones, in step, in turn, and stopped at once."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import emogen
from emogen.cancelling import Cancel, CancelError
from emogen.conditioning.script import Script
from emogen.errors import BusyError, GenerationError, RequestError
from emogen.media import Audio
from emogen.pipelines.face.export.visemes import spans
from emogen.pipelines.live import Chunk, LiveLine, Pieces, Room
from emogen.pipelines.live.making import AHEAD

Install = Callable[..., Path]

TONE = """
import threading
import numpy as np
from emogen import cancelling
from emogen.pipelines.speech.backend import Spoken, even_edges
from emogen.pipelines.speech.voices import Voice

said = []
gate = threading.Event()
entered = threading.Event()
stopped = threading.Event()
gate.set()

class Tone:
    name = "tone"
    kind = "speech"
    rate = 16_000
    at_once = 2
    notes = ()

    def find_voice(self, name):
        return Voice(name or "flute", "en-us", "female", "a flute", timbre=(("a", 1.0),), tune=(("a", 1.0),))

    def synthesise(self, sounds, voice, cues, rng):
        said.append((voice.name, [sound.said for sound in sounds if sound.said]))
        if any("boom" in sound.said.lower() for sound in sounds):
            raise ValueError("no booms")
        entered.set()
        while not gate.wait(0.01):
            try:
                cancelling.check()
            except cancelling.CancelError:
                stopped.set()
                raise
        time = np.arange(int(0.08 * len(sounds) * self.rate)) / self.rate
        samples = np.pad(np.sin(2 * np.pi * 220 * time), 800).astype(np.float32) * 0.2
        return Spoken(samples, even_edges(samples, sounds, self.rate))
"""
DEAF = TONE.replace("cancelling.check()", "pass").replace('"tone"', '"deaf"')
"""One that does not look whether it is cancelled."""

TEXT = "Oh, you came back. I was here all day. I saw the boats go by. So many of them!"


@pytest.fixture
def tone(install: Install) -> Iterator[Any]:
    """A backend that says a tone at once; its module counts what it says, and holds it up at a gate."""
    install("tone-pack", {"speech.tone": "live_tone:Tone"}, {"live_tone": TONE})
    install("deaf-pack", {"speech.deaf": "live_deaf:Tone"}, {"live_deaf": DEAF})
    import live_tone  # type: ignore[import-not-found]

    yield live_tone
    live_tone.gate.set()


@pytest.fixture
def room(tone: Any) -> Iterator[Room]:
    assert tone.gate.is_set()
    with Room(2) as room:
        yield room


def voice(room: Room, name: str = "flute", **keywords: Any) -> emogen.Voice:
    manner: dict[str, Any] = {"backend": "tone", "room": room, "face": False, **keywords}
    return emogen.Voice(name, **manner)


def joined(chunks: list[Chunk]) -> Audio:
    return Audio(np.concatenate([chunk.audio.samples for chunk in chunks]), chunks[0].audio.rate)


def test_kokoros_chunks_are_the_line_that_speak_makes() -> None:
    text = "[joy] Oh, hello. <laugh> You?"
    with Room(2) as room:
        chunks = list(emogen.Voice("af_heart", room=room, fps=60).stream(text, seed=3))
    whole = emogen.speak(text, seed=3)
    sound = joined(chunks)
    assert sound.rate == whole.audio.rate
    assert np.array_equal(sound.samples, whole.audio.samples)
    assert [word.text for chunk in chunks for word in chunk.words] == [w.text for w in whole.timeline.words]
    assert sum(len(chunk.face.curves) for chunk in chunks if chunk.face) == np.ceil(sound.duration * 60)
    assert chunks[0].emotion == emogen.Emotion("joy")


@pytest.mark.parametrize("face", [True, False])
def test_chunks_are_short_gapless_and_complete(room: Room, face: bool) -> None:
    line = voice(room, face=face).stream(TEXT)
    chunks = list(line)
    assert line.rate == 16_000
    assert not line.cancelled
    assert line.is_over
    assert all(0 < chunk.audio.duration <= 0.1 for chunk in chunks)
    assert all(b.start == pytest.approx(a.end, abs=1e-9) for a, b in pairwise(chunks))
    assert {chunk.phrase for chunk in chunks} == set(range(chunks[-1].phrase + 1))
    whole = emogen.speak(TEXT, voice="flute", backend="tone")
    assert np.array_equal(joined(chunks).samples, whole.audio.samples)
    for name in ("words", "phonemes"):
        heard: list[Any] = [
            item for chunk in chunks for item in getattr(chunk, name) if getattr(item, "symbol", "x")
        ]
        meant: list[Any] = [item for item in getattr(whole.timeline, name) if getattr(item, "symbol", "x")]
        assert [getattr(item, "symbol", "") or getattr(item, "text", "") for item in heard] == [
            getattr(item, "symbol", "") or getattr(item, "text", "") for item in meant
        ]
        assert [item.start for item in heard] == pytest.approx([item.start for item in meant])
    for chunk in chunks:
        begun: list[Any] = [*chunk.words, *chunk.phonemes, *chunk.visemes]
        for item in begun:
            assert chunk.start - 1e-6 <= item.start < chunk.end + 1e-6
    shown = [viseme.name for chunk in chunks for viseme in chunk.visemes if viseme.name != "sil"]
    assert shown == [viseme.name for viseme in spans(whole.timeline) if viseme.name != "sil"]
    assert all((chunk.face is not None) == face for chunk in chunks)


def test_pcm_is_16_bit(room: Room) -> None:
    chunk = next(voice(room).stream("Hi."))
    values = np.frombuffer(chunk.pcm(), "<i2") / 32767
    assert values == pytest.approx(chunk.audio.samples, abs=1 / 32767)


def test_asyncio_hears_the_same(room: Room) -> None:
    async def heard() -> list[list[Chunk]]:
        async def one(line: LiveLine) -> list[Chunk]:
            return [chunk async for chunk in line]

        lines = [voice(room).stream(TEXT, seed=seed) for seed in range(6)]
        return await asyncio.gather(*map(one, lines))

    for seed, chunks in enumerate(asyncio.run(heard())):
        whole = emogen.speak(TEXT, voice="flute", backend="tone", seed=seed)
        assert np.array_equal(joined(chunks).samples, whole.audio.samples)


def _cancel(line: LiveLine, _: emogen.Voice) -> None:
    line.cancel()


def _cancel_voice(_: LiveLine, speaker: emogen.Voice) -> None:
    speaker.cancel()


@pytest.mark.parametrize("cancel", [_cancel, _cancel_voice])
def test_cancelling_stops_what_is_being_made(
    tone: Any, room: Room, cancel: Callable[[LiveLine, emogen.Voice], None]
) -> None:
    speaker = voice(room)
    line = speaker.stream(TEXT)
    first = next(line)
    assert first.start == 0.0
    tone.gate.clear()
    tone.entered.clear(), tone.stopped.clear()
    later = speaker.stream("Later.")
    assert tone.entered.wait(20)
    cancel(line, speaker)
    later.cancel()
    assert tone.stopped.wait(20)
    assert line.cancelled
    assert list(line) == []
    assert room.count == 0


def test_what_is_left_early_or_dropped_is_cancelled(tone: Any, room: Room) -> None:
    for _ in (line := voice(room).stream(TEXT)):
        break
    assert line.cancelled

    loop = iter(line := voice(room).stream(TEXT))
    next(loop)
    loop.close()  # type: ignore[attr-defined]
    assert line.cancelled

    async def leave() -> LiveLine:
        line = voice(room).stream(TEXT)
        async for _ in line:
            break
        return line

    assert asyncio.run(leave()).cancelled

    tone.gate.clear()
    tone.entered.clear(), tone.stopped.clear()
    line = voice(room).stream(TEXT)
    assert tone.entered.wait(20)
    del line
    gc.collect()
    assert tone.stopped.wait(20)


def test_a_task_that_is_cancelled_takes_its_line_along(tone: Any, room: Room) -> None:
    async def main() -> LiveLine:
        line = voice(room).stream(TEXT)

        async def listen() -> None:
            async for _ in line:
                heard.set()

        heard = asyncio.Event()
        tone.gate.clear()
        task = asyncio.create_task(listen())
        tone.gate.set()
        await heard.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return line

    line = asyncio.run(main())
    assert line.cancelled or line.is_over


def test_a_closed_stream_stops_at_once(tone: Any) -> None:
    phrases = emogen.stream(TEXT, voice="flute", backend="tone")
    tone.entered.clear(), tone.stopped.clear()
    next(phrases)
    tone.gate.clear()
    del tone.said[:]
    tone.gate.clear()
    phrases.close()  # type: ignore[attr-defined]
    assert len(tone.said) <= 1


def test_a_backend_that_cannot_be_cancelled_is_not_waited_for(room: Room) -> None:
    import live_deaf  # type: ignore[import-not-found]

    live_deaf.gate.clear()
    live_deaf.entered.clear()
    line = voice(room, backend="deaf").stream(TEXT)
    assert live_deaf.entered.wait(20)
    line.cancel()
    assert list(line) == []
    live_deaf.gate.set()
    assert joined(list(voice(room, backend="deaf").stream("Hi."))).duration > 0
    assert len(live_deaf.said) == 2  # Nothing more of the first was begun.


def test_sessions_take_turns(tone: Any) -> None:
    with Room(1) as room:
        tone.gate.clear()
        tone.entered.clear()
        del tone.said[:]
        lines = [voice(room, "first").stream(TEXT)]
        assert tone.entered.wait(20)  # By the only worker, held up.
        lines += [voice(room, name).stream(TEXT) for name in ("second", "third")]
        tone.gate.set()
        chunks = [list(line) for line in lines]
    assert len({len(one) for one in chunks}) == 1
    turns = [name for name, _ in tone.said]
    assert turns[:6] == ["first", "second", "third"] * 2


def test_a_full_room_is_busy(tone: Any) -> None:
    with Room(1, lines=1, waiting=1) as room:
        tone.gate.clear()
        speaker = voice(room)
        lines = [speaker.stream("Hi."), speaker.stream("Ho.")]
        with pytest.raises(BusyError, match="2 lines are being made or wait"):
            speaker.stream("Hu.")
        lines[1].cancel()
        lines[1] = speaker.stream("Ha.")
        tone.gate.set()
        assert all(list(line) for line in lines)
    with pytest.raises(BusyError, match="closed"):
        speaker.stream("Hi.")
    with pytest.raises(RequestError, match="0 workers"):
        Room(0)


def test_a_closed_room_ends_its_lines(tone: Any) -> None:
    room = Room(2)
    tone.gate.clear()
    tone.stopped.clear()
    line = voice(room).stream(TEXT)
    waiting = threading.Thread(target=lambda: list(line))
    waiting.start()
    room.close()
    waiting.join(20)
    assert not waiting.is_alive()
    assert line.cancelled


def test_sound_is_made_only_so_far_ahead(tone: Any) -> None:
    with Room(1) as room:
        line = voice(room).stream("I was here all day, and saw the boats go by. " * 60)
        first = next(line)
        line._making.wait(lambda: line._making._ahead >= AHEAD)
        made = len(tone.said)
        list(voice(room).stream("Hi."))  # The worker is free for others.
        assert len(tone.said) == made + 1
        rest = list(line)
    assert rest[-1].end > 2 * AHEAD
    assert rest[0].start == first.end


def test_a_failure_comes_after_what_is_good(room: Room) -> None:
    heard: list[Chunk] = []
    with pytest.raises(GenerationError, match="no booms"):
        heard.extend(voice(room).stream("Oh, you came back to us. It went boom and then nobody spoke."))
    assert [word.text for chunk in heard for word in chunk.words][:2] == ["Oh", "you"]
    assert room.count == 0


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"emotion": "joyy"}, "joyy"),
        ({"duration": 2.0}, "duration is of a whole line"),
        ({"colour": "red"}, "colour"),
        ({"text": ""}, "text"),
        ({"text": 7}, "7 is no text"),
        ({"text": ["Hi."], "emotion": "joyy"}, "joyy"),
    ],
)
def test_a_wrong_request_is_refused_at_once(room: Room, keywords: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError, match=told):
        voice(room).stream(**{"text": "Hi.", **keywords})
    assert room.count == 0


def test_a_line_with_nothing_to_say_is_a_silence(room: Room) -> None:
    line = voice(room).stream("...")
    assert not joined(list(line)).samples.any()
    assert line.notes


def test_a_face_may_go_on_from_line_to_line(room: Room) -> None:
    face = emogen.live.LiveFace(30.0)
    speaker = voice(room, face=face)
    durations = [joined(list(speaker.stream(text))).duration for text in ("Hi.", "You came back.")]
    assert face.clock == pytest.approx(sum(durations))


def test_a_line_that_is_cancelled_leaves_its_face_where_it_was_heard(room: Room) -> None:
    face = emogen.live.LiveFace(30.0)
    line = voice(room, face=face).stream("Hi. You came back.")
    heard = [next(line) for _ in range(3)]
    line.cancel()
    assert face.clock == pytest.approx(heard[-1].end)
    assert len(face.idle(1.0)) in (30, 31)


# Text in pieces.

MARKED = (
    '[joy] Well, Mr. Brown came at 3.5 p.m. and said "Hello there." Then he left... slowly. '
    "<prosody 80%>It was late. <pause 0.4s> Very late! So we went.</prosody> *Stay here. Please.* "
    "[sad] I waited (you know how. It is) for J. R. Smith. Yes? No! 你好。再见。"
)


def cut(text: str, size: int) -> list[str]:
    pieces = Pieces()
    fed = [clause for at in range(0, len(text), size) for clause in pieces.feed(text[at : at + size])]
    return [*fed, *pieces.end()]


def test_a_text_in_pieces_is_cut_at_clauses() -> None:
    assert cut(MARKED, 5) == [
        '[joy] Well, Mr. Brown came at 3.5 p.m. and said "Hello there."',
        "[joy] Then he left... slowly.",
        "[joy] <prosody 80%>It was late.</prosody>",
        "<prosody 80%>[joy] <pause 0.4s> Very late!</prosody>",
        "<prosody 80%>[joy] So we went.</prosody> *Stay here. Please.*",
        "[sad] I waited (you know how. It is) for J. R. Smith.",
        "[sad] Yes?",
        "[sad] No!",
        "[sad] 你好。",
        "[sad] 再见。",
    ]
    assert cut("<speak>Hello <emphasis>my. friend</emphasis> there, my dear.</speak>", 3) == [
        "<speak>Hello <emphasis>my. friend</emphasis> there,</speak>",
        "<speak>my dear.</speak>",
    ]


@pytest.mark.parametrize("size", [1, 2, 7, 50, 1000])
def test_how_a_text_comes_does_not_matter(size: int) -> None:
    assert cut(MARKED, size) == cut(MARKED, 5)


def test_a_text_without_an_end_is_cut_all_the_same() -> None:
    for text in ("no end here " * 500, "x" * 5000, "(never. Closed. " * 200, "<a b " * 900, "*a. " * 900):
        clauses = cut(text, 64)
        assert max(map(len, clauses)) < 1200
        assert "".join(clauses).count("x") == text.count("x")


def test_pieces_are_spoken_from_the_first_clause(room: Room) -> None:
    heard = threading.Event()

    def words() -> Iterator[str]:
        yield from ("Oh, you ", "came ba", "ck, my friend. And")
        assert heard.wait(20)  # The rest is written when the first is heard.
        yield " [joy] now we dance. Yes."

    chunks = []
    for chunk in voice(room).stream(words()):
        heard.set()
        chunks.append(chunk)
    spoken = [word for chunk in chunks for word in chunk.words]
    assert " ".join(w.text for w in spoken) == "Oh you came back my friend And now we dance Yes"
    assert chunks[-1].emotion == emogen.Emotion("joy")
    assert all(b.start == pytest.approx(a.end, abs=1e-9) for a, b in pairwise(chunks))
    assert all(a.span[1] <= b.span[0] for a, b in pairwise(spoken))


def test_pieces_come_from_asyncio_too(room: Room) -> None:
    async def words() -> AsyncIterator[str]:
        for word in TEXT.split(" "):
            yield word + " "
            await asyncio.sleep(0)

    async def main() -> list[Chunk]:
        return [chunk async for chunk in voice(room).stream(words())]

    spoken = [word.text for chunk in asyncio.run(main()) for word in chunk.words]
    assert spoken == [word.text for word in emogen.speak(TEXT, backend="tone", voice="a").timeline.words]


def test_a_source_that_fails_is_told_in_its_turn(room: Room) -> None:
    def words() -> Iterator[str]:
        yield "Oh, you came back to me. And"
        raise ConnectionError("no more")

    heard: list[Chunk] = []
    with pytest.raises(ConnectionError, match="no more"):
        heard.extend(voice(room).stream(words()))
    assert heard
    line = voice(room).stream(["You came back. [joyy] Really."], markup="emogen")
    with pytest.raises(RequestError, match="joyy"):
        list(line)


def test_a_line_can_be_fed(tone: Any, room: Room) -> None:
    line = voice(room).open(emotion="joy")
    line.feed("You came back. Then")
    assert next(line).start == 0.0
    tone.gate.clear()
    with pytest.raises(BusyError, match="wait to be spoken"):
        line.feed("So it goes on and on, you know. " * 2000)
    line.cancel()
    assert list(line) == []

    tone.gate.set()
    line = voice(room).open()
    line.feed("You came")
    line.end()
    assert [word.text for chunk in line for word in chunk.words] == ["You", "came"]


def test_a_source_is_asked_for_no_more_than_is_needed(tone: Any, room: Room) -> None:
    asked = []

    def words() -> Iterator[str]:
        for number in range(10_000):
            asked.append(number)
            yield "So it goes on and on. "

    tone.gate.clear()
    line = voice(room).stream(words())
    line._making.wait(lambda: not line._making.is_hungry)
    assert len(asked) < 500
    line.cancel()


# Cancelling itself.


def test_a_token_is_cancelled_with_the_one_around_it() -> None:
    outer = Cancel()
    with outer.working():
        inner = Cancel()
    outer.cancel()
    assert inner.cancelled
    with pytest.raises(CancelError), inner.working():
        pass


def test_a_model_that_runs_is_stopped() -> None:
    """Kokoro says ten seconds, which take seconds; a token ends it in between."""
    token, done = Cancel(), threading.Event()
    ended: list[BaseException] = []

    def work() -> None:
        try:
            with token.working():
                emogen.speak("I was here all day and saw the boats go by and by. " * 4)
        except CancelError as error:
            ended.append(error)
        done.set()

    threading.Thread(target=work).start()
    assert not done.wait(0.3)
    token.cancel()
    assert done.wait(20)
    assert ended


def test_scripts_are_not_pieces(room: Room) -> None:
    with pytest.raises(RequestError):
        voice(room).stream(Script("Hi."))  # type: ignore[arg-type]
