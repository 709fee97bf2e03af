"""The pronunciation lexicon of a character: which words it marks, and that it is heard."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning.character import Lexicon, with_lexicon
from emogen.conditioning.effects import Emphasis, Pronunciation, Respelling
from emogen.conditioning.markup import parse_markup
from emogen.conditioning.script import Script, Span
from emogen.errors import RequestError
from emogen.pipelines.speech.text.phonemes import chunks
from emogen.pipelines.speech.text.words import read

WORDS = Lexicon((("Aoife", "/ˈiːfə/"), ("GIF", "jif"), ("new york", "/nuː jɔːk/"), ("tomato", "/təˈmɑːtəʊ/")))


def phonemes(script: Script, language: str = "en-us") -> str:
    words = read(script, language=language)
    return " ".join("".join(sound.letters for sound in part) for part in chunks(words, language))


def marked(text: str, lexicon: Lexicon = WORDS) -> list[tuple[str, str]]:
    """Each word that the lexicon marks in a text with markup, and how it is said."""
    script = parse_markup(text)
    spans = set(with_lexicon(script, lexicon).spans) - set(script.spans)
    return [
        (script.text[span.start : span.end], span.effect.ipa)
        if isinstance(span.effect, Pronunciation)
        else (script.text[span.start : span.end], getattr(span.effect, "words", ""))
        for span in sorted(spans, key=lambda span: span.start)
    ]


def test_the_lexicon_is_heard() -> None:
    script = Script.plain("Aoife sent a GIF.")
    plain, said = phonemes(script), phonemes(with_lexicon(script, WORDS))
    assert plain != said
    assert said == phonemes(parse_markup("{Aoife|ˈiːfə} sent a jif."))


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Aoife's GIF's gone.", "{Aoife's|ˈiːfəz} jif's gone."),
        ("TOMATO soup", "{TOMATO|təˈmɑːtəʊ} soup"),
        ("A Tomato, please", "A {Tomato|təˈmɑːtəʊ}, please"),
    ],
)
def test_a_word_is_said_as_if_it_were_marked(text: str, same: str) -> None:
    assert phonemes(with_lexicon(parse_markup(text), WORDS)) == phonemes(parse_markup(same))


def test_a_respelt_word_keeps_its_place_and_its_text() -> None:
    (_, word, _) = read(with_lexicon(Script.plain("The GIF, please"), WORDS))
    assert (word.text, word.spoken, word.start, word.end, word.mark) == ("GIF", "jif", 4, 7, ",")


def test_a_respelling_is_read_as_the_language_reads() -> None:
    script = with_lexicon(Script.plain("Zoë wohnt in Köln"), Lexicon((("Zoë", "so eh"),)))
    assert phonemes(script, "es").startswith(phonemes(Script.plain("so eh"), "es")[:3])
    with pytest.raises(RequestError, match="cannot say"):
        read(with_lexicon(Script.plain("Hi Bob"), Lexicon((("Bob", "привет"),))))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("aoife and AOIFE", []),  # one with a capital is for that spelling only
        ("Aoifes, McAoife, tomatoes", []),
        ("l'Aoife, Aoife-like", ["Aoife", "Aoife"]),
        ("In New York and new\nyork", ["New York", "new york"]),
        ("In *New York* now", ["New York"]),
        ("In *New* York now", ["New York"]),
        ("In new *york city* now", []),
        ("A {tomato|tə} and <say-as characters>GIF</say-as>", []),
        ("new <pause> york", []),
        ("<whisper>Aoife</whisper> [sad] GIF", ["Aoife", "GIF"]),
        ("Aoife’s", ["Aoife’s"]),
        ("GIF" * 2, []),
    ],
)
def test_which_words_are_marked(text: str, words: list[str]) -> None:
    assert [word for word, _ in marked(text)] == words


def test_words_are_found_in_scripts_without_blanks() -> None:
    assert marked("私は東京に住む", Lexicon((("東京", "/toːkʲoː/"),))) == [("東京", "toːkʲoː")]


def test_of_two_entries_the_longer_counts() -> None:
    words = Lexicon((("New York", "jork"), ("new", "noo"), ("York", "yolk")))
    assert marked("New York, new York", words) == [("New York", "jork"), ("new", "noo"), ("York", "yolk")]


@pytest.mark.parametrize(("ipa", "end"), [("kæt", "s"), ("rəʊz", "ɪz"), ("ˈiːfə", "z")])
def test_the_possessive_follows_the_last_sound(ipa: str, end: str) -> None:
    assert marked("Xyzzy's", Lexicon((("xyzzy", f"/{ipa}/"),))) == [("Xyzzy's", ipa + end)]


@pytest.mark.parametrize(
    ("word", "sounds", "complaint"),
    [
        ("", "a", "no word"),
        (" -", "a", "no word"),
        ("a", "", "cannot say 'a' as ''"),
        ("a", "/AH0/", "cannot say 'a' as '/AH0/'.*IPA between slashes"),
        ("a", "<b>", "cannot say"),
        ("a", "\ud800", "surrogate"),
        ("a", "b" * 500, "characters"),
    ],
)
def test_wrong_entries_are_refused(word: str, sounds: str, complaint: str) -> None:
    with pytest.raises(RequestError, match=complaint):
        Lexicon(((word, sounds),))


def test_a_word_stands_once() -> None:
    with pytest.raises(RequestError, match="'a b' twice"):
        Lexicon((("a b", "x"), ("a  b", "y")))


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "tomato",
                " ",
                "new york",
                "new ",
                "*",
                "<whisper>",
                "</whisper>",
                "<pause>",
                "[joy]",
                "GIF",
                "'s",
                ".",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_any_script_stays_a_script_and_keeps_its_own_spans(text: str) -> None:
    try:
        script = parse_markup(text)
    except RequestError:
        return
    after = with_lexicon(script, WORDS)
    assert (after.text, after.track) == (script.text, script.track)
    own = [span for span in after.spans if not isinstance(span.effect, Pronunciation | Respelling)]
    assert own == list(script.spans)
    assert with_lexicon(after, WORDS) == after


def test_spans_around_and_inside_nest() -> None:
    script = Script("go new york", (Span(0, 11, Emphasis()), Span(3, 6, Emphasis("strong"))))
    kinds = [type(span.effect).__name__ for span in with_lexicon(script, WORDS).spans]
    assert kinds == ["Emphasis", "Pronunciation", "Emphasis"]


def test_a_large_lexicon_and_a_long_text() -> None:
    lexicon = Lexicon(tuple((f"wort{number}", "/vɔʁt/") for number in range(5000)))
    script = Script.plain("wort17 and some other words " * 1400)
    assert len(with_lexicon(script, lexicon).spans) == 1400
