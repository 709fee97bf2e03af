"""Lines of games and chats in words: interjections, stutters, notation, faces, variables, bad input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.budgets import SPEECH_CHARACTERS
from emogen.conditioning.script import Script
from emogen.conditioning.ssml import read_script
from emogen.conditioning.variables import filled
from emogen.errors import RequestError
from emogen.pipelines import api
from emogen.pipelines.requests.speak import SpeakRequest
from emogen.pipelines.speech.text.phonemes import Phone, chunks
from emogen.pipelines.speech.text.scan import Written
from emogen.pipelines.speech.text.words import read, read_noted


def said(text: str, language: str = "en-us") -> str:
    return " ".join((word.spoken or f"/{word.ipa}/") + word.mark for word in read(text, language=language))


def phones(text: str, language: str = "en-us") -> list[Phone]:
    return [phone for part in chunks(read(text, language=language), language) for phone in part]


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("HP: 20/100, MP 5/30", "aitch pee: twenty out of a hundred, em pee five out of thirty"),
        ("x2 damage, 1.5x, 2X", "times two damage, one point five times, two times"),
        ("4K, $4K, 4K TV", "four kay, four thousand dollars, four kay tee vee"),
        ("Lv. 5, Lvl 12, lv.7", "level five, level twelve, level seven"),
        ("Potion No.7", "Potion number seven"),
        ("3v3 or 1v1", "three vee three or one vee one"),
        ("AoE PvP EXP LMB", "ay oh ee pee vee pee ee ex pee left mouse button"),
        ("Mk. III, Ver. 1.2", "mark three, version one point two"),
        ("h4x0r n00b l33t gr8 p4ssw0rd", "haxor noob leet great password"),
        ("mp3s b2b H2O", "mp three ess bee two bee aitch two oh"),
        ("f***, s**t, f*ck, what the $#@!?", "bleep, bleep, bleep, what the bleep?"),
        ("That f***ing b**** of 2*3", "That bleeping bleep of two times three"),
        ("STOP RIGHT THERE! DO IT!", "stop right there! do it!"),
        ("3 PM PST. AA cells", "three pee em pee ess tee. double ay cells"),
        ("What?! You too!? Now!!", "What? You too? Now!"),
        ("I thought— no… wait", "I thought— no… wait"),
        ("Hi :) xD ^_^ T_T (╯°□°)╯︵ ┻━┻ you <3", "Hi you"),
        ("I <3 you, 5 < 6 (5°C)", "I heart you, five less than six, five degrees celsius"),
    ],
)
def test_what_players_write(text: str, spoken: str) -> None:
    assert said(text) == spoken


@pytest.mark.parametrize(
    ("written", "ipa"),
    [
        ("Hmm", "hˈmː"), ("HMMMM", "hˈmː"), ("Mhm", "mhˈmː"), ("Uh-huh", "ˌʌhˈʌː"), ("Shh", "ʃː"),
        ("psssst", "psːt"), ("Tch", "tʃː"), ("Pffft", "pfːt"), ("ARGH", "ˈɑːɹɡ"), ("ewww", "ˈiːuː"),
        ("Grrr", "ɡˈɜːɹː"), ("Hahaha", "hˈɑːhɑːhˈɑː"), ("hehe", "hˈɛhˈɛ"), ("OW", "ˈaʊː"),
        ("Whoaaa", "wˈoʊː"), ("Ach", "ˈɑːx"),
    ],
)  # fmt: skip
def test_interjections_are_sounds(written: str, ipa: str) -> None:
    (word,) = read(f"{written}!")
    assert (word.text, word.ipa, word.mark) == (written, ipa, "!")


@pytest.mark.parametrize(
    ("written", "language", "ipa"),
    [
        ("Hmm", "fr-fr", "hˈmː"), ("Beurk", "fr-fr", "bˈœːʁk"), ("Jajaja", "es", "xˈaxaxˈa"),
        ("Ehm", "it", "ˈɛmː"), ("Shh", "pt-br", "ʃː"), ("Hmm", "hi", "hˈmː"),
    ],
)  # fmt: skip
def test_interjections_of_other_languages(written: str, language: str, ipa: str) -> None:
    assert [word.ipa for word in read(written, language=language)] == [ipa]


def drawn(words: list[Written]) -> list[float]:
    return [word.drawn for word in words]


def test_longer_is_longer() -> None:
    for short, long in (("Hmm", "Hmmmmm"), ("Shh", "Shhhhh"), ("nooo", "noooooo"), ("please", "pleeease")):
        assert drawn(read(short)) < drawn(read(long))
        assert drawn(read(long)) == drawn(read(long.upper()))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [("Nooooo!", "no!"), ("pleeease", "please"), ("Sooo coool", "so cool"), ("AAA III", "triple ay i")],
)
def test_drawn_out_words_are_the_words(text: str, spoken: str) -> None:
    assert said(text).lower() == spoken


def test_the_stressed_vowel_is_drawn_out() -> None:
    long = [phone for phone in phones("reallyyyy impossiiible") if phone.drawn > 1]
    assert [phone.symbol.rstrip("ː") for phone in long if phone.stress == 1] == [
        phone.symbol.rstrip("ː") for phone in long
    ]
    assert len(long) == 2


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("D-don't", "d ə | d oʊ n t"),
        ("W-what", "w ə | w ʌ t"),
        ("th-that", "ð ə | ð æ t"),
        ("b-b-but", "b ə | b ə | b ʌ t"),
        ("I-I", "aɪ | aɪ"),
        ("wha- what", "w ʌ | w ʌ t"),
    ],
)
def test_stutters_begin_the_word_again(text: str, symbols: str) -> None:
    groups: dict[int, list[str]] = {}
    for phone in phones(text):
        if phone.symbol:
            groups.setdefault(phone.word, []).append(phone.symbol.rstrip("ː"))
    assert " | ".join(" ".join(group) for group in groups.values()) == symbols


@pytest.mark.parametrize(
    "text", ["T-shirt", "X-ray", "e-mail", "re-read", "co-op", "no-no", "the— they", "He… her", "well-known"]
)
def test_what_is_no_stutter(text: str) -> None:
    assert all(word.spoken and not word.ipa for word in read(text))


@pytest.mark.parametrize(
    ("text", "words", "left_out"),
    [
        ("Hello {name}, you have {$gold} coins.", "Hello, you have coins.", ["{name}", "{$gold}"]),
        ("%s hit <0> for %d. {{hp}}", "hit for.", ["%s", "<0>", "%d", "{{hp}}"]),
        ("She met $boss.", "She met.", ["$boss"]),
        ("It cost $5 and 50% of {0}", "It cost five dollars and fifty percent of", ["{0}"]),
        ("Say สวัสดี now", "Say now", ["สวัสดี"]),
        ("...", "", ["..."]),
        ("😀 (>_<)", "", ["😀 (>_<)"]),
    ],
)
def test_what_cannot_be_said_is_left_out_and_noted(text: str, words: str, left_out: list[str]) -> None:
    read_words, notes = read_noted(text)
    assert " ".join(word.spoken + word.mark for word in read_words) == words
    assert [text[note.start : note.end] for note in notes] == left_out
    with pytest.raises(RequestError) as error:
        read_noted(text, strict=True)
    assert all(note.what in str(error.value) for note in notes)


def test_variables_have_values() -> None:
    names = {"name": "Ana <3", "gold": "12"}
    text = r"{name} [name] <name> ${name} {{ name }} %name% $gold {$gold} \{name} {other}"
    assert filled(text, names, markup="plain") == " ".join(
        [*["Ana <3"] * 6, "12", "12", r"\{name}", "{other}"]
    )
    assert filled("{name}", {"name": "Ana <b>"}) == r"Ana \<b>"
    assert filled("<speak>{name}</speak>", names, markup="ssml") == "<speak>Ana &lt;3</speak>"
    assert read_script(filled("<speak>{name}</speak>", {"name": "[sad] (sad) *x*"})).text == "[sad] (sad) *x*"
    with pytest.raises(RequestError, match="brackets"):
        filled("{a}", {"{a}": "b"})


def test_notes_reach_the_results() -> None:
    result = api.speak("Hello $name, you have $gold coins. สวัสดี", variables={"name": "Ana"})
    assert [word.text for word in result.timeline.words] == ["Hello", "Ana", "you", "have", "coins"]
    assert len(result.notes) == 2
    assert "--var gold" in result.notes[0]
    assert "Thai" in result.notes[1]


def test_strict_tells_all_at_once() -> None:
    request = SpeakRequest(text="Hello $name, สวัสดี", strict=True)
    with pytest.raises(RequestError) as error:
        request.check()
    assert all(part in str(error.value) for part in ("$name", "Thai"))


@pytest.mark.parametrize(("text", "seconds"), [("...", 1.0), ("?!", 0.5), ("😀", 0.5), ("ส", 0.5)])
def test_a_line_with_nothing_to_say_is_a_silence(text: str, seconds: float) -> None:
    result = api.speak(text)
    assert result.audio.duration == pytest.approx(seconds, abs=0.01)
    assert not result.audio.samples.any()
    assert (result.timeline.words, len(result.notes) > 0) == ((), True)
    assert api.speak(text, duration=2).audio.duration == pytest.approx(2.0, abs=0.01)


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="aoHhmDd{}[]<>$%*#@!?.…-—'() 1x/K:3^_T°□😀ツส你п\u200b\u0301\u202e\n", max_size=40))
def test_any_line_is_said_or_noted(text: str) -> None:
    if not text.strip():
        return
    script = Script.plain(text)
    if not script.text:
        return
    words, notes = read_noted(script)
    assert words or notes
    end = 0
    for word in words:
        assert end <= word.start < word.end
        assert script.text[word.start : word.end] == word.text
        end = word.end


@pytest.mark.parametrize(
    "unit",
    ["{name} ", "{", "%", "f***k* ", "@#$", "a-a-a-", "o", "ha", "(°", "1/", "a\u0301\u0301", "\u200b",
     "שלום ", "п", "ส", "<3 ", "wha- ", "a4", "\u202e a"],
)  # fmt: skip
def test_the_longest_of_anything_is_read(unit: str) -> None:
    """In seconds; what is not in proportion to the length would take hours."""
    text = (unit * (SPEECH_CHARACTERS.default // len(unit) + 1))[: SPEECH_CHARACTERS.default - 1] + "x"
    words, notes = read_noted(text)
    assert words or notes
