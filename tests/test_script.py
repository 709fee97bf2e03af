"""Scripts: markup and SSML are read as one value, printed back, and refused with the place shown."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emogen.conditioning.caret import TextError, point_at
from emogen.conditioning.effects import (
    Effect,
    Emphasis,
    Pause,
    Pronunciation,
    Prosody,
    Respelling,
    SayAs,
    Sound,
    Whisper,
)
from emogen.conditioning.emotion import Emotion
from emogen.conditioning.markup import parse_markup
from emogen.conditioning.script import Script, Span
from emogen.conditioning.ssml import parse_ssml, read_script
from emogen.conditioning.ssml_values import styles
from emogen.conditioning.tags import TAGS
from emogen.conditioning.track import EmotionTrack
from emogen.errors import RequestError

CORPUS = Path(__file__).parent / "corpus"
unhurried = settings(deadline=None)
SAD, JOY, HOPE = Emotion("sadness"), Emotion("joy"), Emotion("hope")


def corpus(kind: str) -> list[object]:
    """Inputs that once were interesting."""
    files = sorted((CORPUS / kind).glob("*.txt"))
    return [pytest.param(file.read_bytes().decode(), id=file.stem) for file in files]


def spans(script: Script) -> list[tuple[str | int, Effect]]:
    """Each effect with the words it covers, or with its position."""
    return [(script.text[s.start : s.end] or s.start, s.effect) for s in script.spans]


def felt(script: Script) -> list[tuple[float, str]]:
    return [(frame.time, str(frame.emotion)) for frame in script.track.keyframes]


def refuse(source: str) -> Script:
    """Read a source as the notation that it seems to be, which refuses what is none."""
    return read_script(source, markup="ssml" if source.startswith(("<speak", "<?xml", "<!DOC")) else "emogen")


# What markup means


def test_tags_leave_the_spoken_text_and_say_where_they_stood() -> None:
    script = parse_markup("[sad] I waited. <pause 0.4s> [hope:0.7] *Then* you came. <laugh>")
    assert script.text == "I waited. Then you came."
    assert spans(script) == [(9, Pause(0.4)), ("Then", Emphasis()), (24, Sound("laugh"))]
    assert felt(script) == [(0, "sadness"), (10, "0.7*hope")]
    assert script.track.at(9.9) == SAD
    assert script.track.at(10) == 0.7 * HOPE


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("2*3*4 and f*** it, Price*, see", "2*3*4 and f*** it, Price*, see"),
        ("a < b, x<y, <3, a > b, x -> y", "a < b, x<y, <3, a > b, x -> y"),
        ("He wrote [...] in [1] and [2, 3].", "He wrote [...] in [1] and [2, 3]."),
        ("Mail <bob@example.org>", "Mail <bob@example.org>"),
        (r"\[sad\] \*x\* \{y\} \<sigh> \\ a\b", r"[sad] *x* {y} <sigh> \ a\b"),
        ("one\n two \n\n\nthree\\\nfour", "one two\n\nthree\nfour"),
        (" [sad]\n\n a [joy]\n b\t<pause> c ", "a b c"),
        ("One.[sad]Two!<laugh>Three", "One. Two! Three"),
        ("(*a*), “*b*”: <whisper>c</whisper>!", "(a), “b”: c!"),
        ("", ""),
    ],
)
def test_what_is_no_tag_is_spoken_as_it_stands(markup: str, text: str) -> None:
    assert parse_markup(markup).text == text


@pytest.mark.parametrize(
    ("markup", "words", "effect"),
    [
        ("a *b c* d", "b c", Emphasis("moderate")),
        ("a **b** d", "b", Emphasis("strong")),
        ("a <emphasis reduced>b</emphasis> d", "b", Emphasis("reduced")),
        ("a <whisper> b </whisper> d", "b", Whisper()),
        ("a [whisper] b [/whisper] d", "b", Whisper()),
        ("a [whispers] b [/] d", "b", Whisper()),
        ("a [whisper] b", "b", Whisper()),
        ("a {b c|/biː  siː/} d", "b c", Pronunciation("biː siː")),
        (r"a {b\|c|x\}} d", "b|c", Pronunciation("x}")),
        ("a <respell jay  peg>b c</respell> d", "b c", Respelling("jay peg")),
        ("a <prosody 80% +2st -3dB>b</prosody>", "b", Prosody(0.8, 2.0, -3.0)),
        ("a <prosody -1.5st>b</prosody>", "b", Prosody(pitch=-1.5)),
        ("a <say-as date mdy>1/2/2026</say-as>", "1/2/2026", SayAs("date", "mdy")),
        ("a <pause 400ms/> b", 1, Pause(0.4)),
        ("a [pause] b", 1, Pause(0.5)),
        ("a [sighs] b", 1, Sound("sigh")),
        ("a [joy] <sigh> b", 2, Sound("sigh")),
    ],
)
def test_effects_cover_their_words(markup: str, words: str | int, effect: Effect) -> None:
    assert spans(parse_markup(markup)) == [(words, effect)]


def test_an_arrow_glides_to_the_next_emotion() -> None:
    track = parse_markup("[sad ->] I waited. [joy] Hi! [fear -in->] Oh [/] no.").track
    assert [frame.easing for frame in track.keyframes] == ["smooth", "hold", "in", "hold"]
    assert track.at(5) == SAD.mix(JOY, 0.5)


def test_the_base_is_felt_before_the_first_emotion_and_after_a_slash() -> None:
    assert felt(parse_markup("a [sad] b [/] c", base=JOY)) == [(0, "joy"), (2, "sadness"), (4, "joy")]
    assert felt(parse_markup("a b", base=JOY)) == [(0, "joy")]
    assert felt(parse_markup("a [sad] b")) == [(0, "neutral"), (2, "sadness")]
    assert felt(parse_markup("a b")) == []


def test_emotions_may_change_between_any_two_characters_of_unspaced_scripts() -> None:
    assert felt(parse_markup("我[sad]爱*你*")) == [(0, "neutral"), (1, "sadness")]


# What SSML means


@pytest.mark.parametrize(
    ("body", "words", "effect"),
    [
        ("a <break time='400ms'/> b", 1, Pause(0.4)),
        ("a <break/> b", 1, Pause(0.75)),
        ("a <break strength='none'/> b", 1, Pause(0.0)),
        ("<emphasis level='none'>b</emphasis>", "b", Emphasis("none")),
        ("<prosody rate='80%'>b</prosody>", "b", Prosody(rate=0.8)),
        ("<prosody rate='-20%'>b</prosody>", "b", Prosody(rate=0.8)),
        ("<prosody rate='1.2' pitch='-2st' volume='+6dB'>b</prosody>", "b", Prosody(1.2, -2.0, 6.0)),
        ("<prosody pitch='+100%' volume='-50%'>b</prosody>", "b", Prosody(1.0, 12.0, -6.0206)),
        ("<prosody rate='x-slow' pitch='high' volume='soft'>b</prosody>", "b", Prosody(0.5, 3.0, -6.0)),
        ("<phoneme alphabet='ipa' ph='biː'>b</phoneme>", "b", Pronunciation("biː")),
        ("<say-as interpret-as='spell-out'>USB</say-as>", "USB", SayAs("characters")),
        ("<mstts:express-as style='whispering'>b</mstts:express-as>", "b", Whisper()),
        ("<express-as style='shouting'>b</express-as>", "b", Prosody(volume=6.0)),
    ],
)
def test_ssml_elements_cover_their_words(body: str, words: str | int, effect: Effect) -> None:
    assert spans(parse_ssml(f"<speak>{body}</speak>")) == [(words, effect)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("\n <p>One.</p>\n <p><s>Two a</s> <s>two b</s></p> tail", "One.\n\nTwo a\ntwo b\n\ntail"),
        ("<s>One.</s><s>Two.</s>Three.<break/>Four", "One.\nTwo.\nThree. Four"),
        (
            "The <sub alias='World Wide Web'>WWW</sub>, <sub alias='doctor'>Dr</sub>s",
            "The World Wide Web, doctors",
        ),
        ("a &amp; b &lt; c &#233; [sad] *x*", "a & b < c é [sad] *x*"),
        ("a<!-- note -->b <?pi x?> <![CDATA[c < d]]>", "ab c < d"),
    ],
)
def test_ssml_leaves_the_spoken_text(body: str, text: str) -> None:
    assert parse_ssml(f"<speak>{body}</speak>").text == text


def test_styles_nest_and_scale_by_their_degree() -> None:
    script = parse_ssml(
        "<speak>a <express-as style='sad' styledegree='0.5'>b "
        "<express-as style='cheerful' styledegree='2'>c</express-as> d</express-as> e</speak>"
    )
    assert felt(script) == [
        (0, "neutral"),
        (2, "0.3*sadness"),
        (4, "joy"),
        (6, "0.3*sadness"),
        (8, "neutral"),
    ]


def test_every_style_reads() -> None:
    assert len(styles()) > 30
    for style in styles():
        assert parse_ssml(f"<speak><express-as style='{style}'>a</express-as></speak>").text == "a"


def test_a_script_is_ssml_if_it_says_so() -> None:
    declaration = "\ufeff\n<?xml version='1.0' encoding='utf-16'?>\n"
    assert read_script(f"{declaration}<speak>é</speak>") == Script("é")
    assert read_script("<speaker") == Script("<speaker")
    assert read_script("*a*").spans == (Span(0, 1, Emphasis()),)


# Errors


@pytest.mark.parametrize(
    ("source", "says", "place"),
    [
        ("Hi [sadd] you", "Did you mean sad", "sadd"),
        ("Hi [joy:7] you", "out of range", "joy:7"),
        ("Hi [nan*joy] you", "expected", "*"),
        ("Hi [joy + ] you", "name of an emotion expected", " "),
        ("The [sic] one", r"Write \[", "sic"),
        ("Hi [] you", "an empty tag", "[]"),
        ("wai[sad]ting", "middle of a word", "[sad]"),
        ("wai<pause>ting", "middle of a word", "<pause>"),
        ("wai<whisper>ting</whisper>", "middle of a word", "<whisper>"),
        ("<whisper>wai</whisper>ting", "middle of a word", "</whisper>"),
        ("e[sad]\u0301", "middle of a word", "[sad]"),
        ("[sad][joy] x", "two emotions", "[joy]"),
        ("[sad ->] x", "glides to nothing", "[sad ->]"),
        ("[sad -> joy] x", "after the arrow", " joy"),
        ("a *b", "nothing ends", "*"),
        ("<whisper>a *b</whisper> c*", "nothing ends", "*"),
        ("a </whisper>", "has not begun", "</whisper>"),
        ("a <whisper></whisper>", "no words", "<whisper></whisper>"),
        ("a <laughs>", "Did you mean laugh", "<laughs>"),
        ("a <whisper b", "no '>'", "<whisper"),
        ("a [sad b", "no ']'", "["),
        ("a {b} c", "no '|IPA}'", "{"),
        ("{|x}", "no words", "{|x}"),
        ("a {b|} c", "cannot pronounce", "{b|}"),
        ("a {b|B IY1} c", "no capital letters", "{b|B IY1}"),
        ("<pause soon>", "no time", "<pause soon>"),
        ("<pause 61s>", "out of range", "<pause 61s>"),
        ("<prosody 80% 90%>a</prosody>", "each once", "<prosody 80% 90%>"),
        ("<whisper loudly>a</whisper>", "takes no value", "<whisper loudly>"),
        ("a\x00b", "control character", "\x00"),
        ("a\ud800b", "surrogate", "\ud800"),
        ("<speak>\n <voic>a</voic></speak>", "unknown element", "<voic>"),
        ("<speak><voice name='x'>a</voice></speak>", "The voice is chosen", "<voice name='x'>"),
        ("<speak><p rate='1'>a</p></speak>", "unknown attribute", "<p rate='1'>"),
        ("<speak><express-as style='chearful'>a</express-as></speak>", "cheerful", "<express-as style='chearful'>"),  # noqa: E501
        ("<speak>wai<express-as style='sad'>ting</express-as></speak>", "middle of a word", "t"),
        ("<speak><prosody pitch='90Hz'>a</prosody></speak>", "depends on the voice", "<prosody pitch='90Hz'>"),  # noqa: E501
        ("<speak>é日 a & b</speak>", "&amp;", " "),
        ("<speak>\r\n<p>a</s></speak>", "<p> of line 2 is still open", "s"),
        ("<speak><emphasis>a", "<emphasis> of line 1 is still open", ""),
        ("<speak>&nbsp;</speak>", "XML knows only", "&"),
        ("<?xml version='1.0'?><!DOCTYPE s [<!ENTITY a 'b'>]><speak>&a;</speak>", "document type", "<!DOCTYPE"),  # noqa: E501
        ("<speak><sub alias='x'><break/></sub></speak>", "holds no other", "<break/>"),
        ("<speak><break>a</break></speak>", "holds no words", "<break>"),
    ],
)  # fmt: skip
def test_an_error_says_what_and_shows_where(source: str, says: str, place: str) -> None:
    with pytest.raises(TextError) as caught:
        refuse(source)
    assert says in str(caught.value)
    assert caught.value.text[caught.value.start : caught.value.end] == place


@pytest.mark.parametrize(
    ("text", "place", "shown"),
    [
        ("ab c", (3, 4), "column 4:\n  ab c\n     ^"),
        ("ab\ncd ef\ngh", (6, 8), "line 2, column 4:\n  cd ef\n     ^^"),
        ("日本 x", (3, 4), "column 4:\n  日本 x\n       ^"),
        ("日本", (1, 2), "column 2:\n  日本\n    ^^"),
        ("e\u0301\u0302a b", (3, 4), "column 4:\n  e\u0301\u0302a b\n   ^"),
        ("a\tb\x1bc", (3, 4), "column 4:\n  a b�c\n     ^"),
        ("a\u202eb", (2, 3), "column 3:\n  ab\n   ^"),
        ("ab", (2, 3), "column 3:\n  ab\n    ^"),
        ("", (0, 1), "column 1:\n  \n  ^"),
    ],
)
def test_the_caret_stands_under_the_place(text: str, place: tuple[int, int], shown: str) -> None:
    assert point_at(text, *place) == shown


@unhurried
@given(st.text(st.sampled_from("ab \n日本\u0301\t"), max_size=300), st.data())
def test_what_is_shown_of_a_line_fits_a_terminal(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    _, line, carets = point_at("日x" * 100 + text, start + 200, start + 203).split("\n")
    assert sum(2 if letter in "日本" else letter != "\u0301" for letter in line) < 80
    assert len(carets) < 80
    assert carets.strip("^ ") == ""


# Laws


FRAGMENTS = st.sampled_from(
    ["a", "word", "Bob's", "b.", "“c”", "2", "é", "e\u0301", "日本", "עולם", "👍🏽", "\x00", "\ud800",
     " ", "  ", "\n", "\n\n", "\t", "\\", "\\*", "\\[", "\\\n", "-", ",", "(", ")", "<", ">", "|",
     "[sad]", "[joy:0.5 ->]", "[va(0.1, 0.2)]", "[/]", "[neutral]", "[😀]", "[x]", "[1]", "[]", "[", "]",
     "[whisper]", "[/whisper]", "[laughs]", "<whisper>", "</whisper>", "<pause>", "<pause 0.25s>", "<sigh>",
     "*", "**", "***", "<emphasis>", "<emphasis none>", "</emphasis>", "<say-as date mdy>", "</say-as>",
     "<b>", "<prosody 80% +1st>", "</prosody>", "{a b|ɑ}", "{x\\|y|b i}", "{a|", "{a", "b|c}", "}"]
)  # fmt: skip
CHAOS = st.lists(FRAGMENTS, max_size=14).map("".join)
"""Pieces of markup in any order: mostly refused."""

WORDS = st.sampled_from(
    ["a", "Bob's", "b.", "“c”", "é", "日本", "עולם", "-", "2 * 3", "<", r"\*", r"\[x\]", "|", r"C:\n", "[1]"]
)  # fmt: skip
GAPS = st.sampled_from(["", " ", " ", "\n", "\n\n", "\\\n"])


def joined(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(st.builds("{}{}".format, pieces, GAPS), max_size=4).map("".join)


MARKUP = st.recursive(
    WORDS,
    lambda inner: joined(
        inner
        | st.sampled_from(["<pause>", "<sigh>", "{a b|ɑ}", "{x\\|y|b}"])
        | st.builds("[{}] {}".format, st.sampled_from(["sad", "joy:0.3", "/", "neutral", "😀"]), inner)
        | st.builds("[fear ->] {} [joy] {}".format, inner, inner)
        | st.builds("*{}*".format, inner)
        | st.builds("**{}**".format, inner)
        | st.builds("<whisper>{}</whisper>".format, inner)
        | st.builds("<respell b-b c's>{}</respell>".format, inner)
        | st.builds("<emphasis none>{}</emphasis>".format, inner)
        | st.builds("<prosody 80% -3dB>{}</prosody>".format, inner)
    ),
    max_leaves=10,
)
"""Markup as people write it: mostly read."""

ELEMENTS = st.sampled_from(
    [
        "p", "s", "break", "break time='1s'", "prosody rate='80%'", "prosody pitch='+1st' volume='soft'",
        "emphasis", "emphasis level='strong'", "phoneme ph='ɑ'", "say-as interpret-as='date'",
        "sub alias='b c'", "express-as style='sad'", "express-as style='whispering'", "express-as", "x",
        "p x='1'",
    ]
)  # fmt: skip
SSML = st.recursive(
    st.sampled_from(
        ["", "a", "b. ", "  ", "\n", "日本", "e\u0301", "&amp;", "&lt;b", "[sad]", "*", "\\", "{", "&x;"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4).map("".join)
        | st.builds(lambda tag, body: f"<{tag}>{body}</{tag.split()[0]}>", ELEMENTS, inner)
    ),
    max_leaves=12,
).map("<speak>{}</speak>".format)


def check(source: str) -> None:
    """Whatever is written is read as a script that keeps its promises; a notation that is forced may
    refuse it, with its place."""
    refused = None
    scripts = [read_script(source)]
    try:
        scripts.append(refuse(source))
    except TextError as error:
        refused = error
    for script in scripts:
        assert Script(script.text, script.spans, script.track) == script
        assert parse_markup(script.markup()) == script
        assert read_script(script.markup()) == script
        assert "".join(script.text[start:end] for start, end in script.sentences()) == script.text
        assert all(0 <= note.start <= note.end <= len(source) and note.what for note in script.notes)
    if refused:
        assert 0 <= refused.start <= len(refused.text)
        assert str(refused).encode()


@unhurried
@given(CHAOS | MARKUP | st.text(max_size=60))
def test_any_markup_is_read_or_refused(source: str) -> None:
    check(source)


@unhurried
@given(CHAOS | MARKUP)
def test_no_tag_is_left_in_the_text(source: str) -> None:
    source = source.replace("\\", "").replace("[1]", "")
    with contextlib.suppress(TextError):
        text = parse_markup(source).text
        assert not set(text) & set("[]{}")
        assert not any(f"<{name}" in text or f"</{name}" in text for name in TAGS)


@unhurried
@given(SSML | st.text(max_size=60).map("<speak>{}".format))
def test_any_ssml_is_read_or_refused(source: str) -> None:
    check(source)


@pytest.mark.parametrize("source", [*corpus("markup"), *corpus("ssml")])
def test_the_corpus_is_read_or_refused(source: str) -> None:
    check(source)


@unhurried
@given(
    st.lists(st.sampled_from(["a", "B.", " ", "\n", "\n\n", "[", "*", "<x>", "日", "\\"]), max_size=20).map(
        "".join
    )
)
def test_plain_text_has_no_markup(text: str) -> None:
    script = Script.plain(text)
    assert script.text.split() == text.split()
    assert parse_markup(script.markup()) == script


# The value


def test_sentences_end_at_marks_and_lines_but_not_after_titles_and_initials() -> None:
    script = Script.plain("Dr. J. Who came at 3 p.m. today. “Really?” Yes… maybe! He left\n\nNext one")
    pieces = [script.text[start:end].strip() for start, end in script.sentences()]
    assert pieces == ["Dr. J. Who came at 3 p.m. today.", "“Really?”", "Yes… maybe!", "He left", "Next one"]


def test_spans_within_a_sentence() -> None:
    script = parse_markup("*One.* <laugh> Two <pause> three. <sigh>")
    (first, second) = script.sentences()
    assert [span.effect for span in script.within(*first)] == [Emphasis(), Sound("laugh")]
    assert [span.effect for span in script.within(*second)] == [Pause(0.5), Sound("sigh")]


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a  b", ()),
        (" a", ()),
        ("a b", (Span(0, 9, Whisper()),)),
        ("a b", (Span(1, 1, Whisper()),)),
        ("a b", (Span(0, 1, Pause(1)),)),
        ("a b", (Span(2, 3, Whisper()), Span(0, 1, Whisper()))),
        ("a b c", (Span(0, 3, Whisper()), Span(2, 5, Whisper()))),
    ],
)
def test_a_script_checks_its_rules(text: str, made: tuple[Span, ...]) -> None:
    with pytest.raises(RequestError):
        Script(text, made)


def test_a_script_keeps_its_track_within_the_text() -> None:
    with pytest.raises(RequestError):
        Script("ab", (), EmotionTrack.of([(3, JOY)]))
    with pytest.raises(RequestError):
        Script("ab", (), EmotionTrack.of([(0.5, JOY)]))


def test_an_emotion_is_not_closed_by_its_name() -> None:
    with pytest.raises(RequestError, match=r"\[/\] goes back"):
        read_script("[sad] hi [/sad] you", markup="emogen")


def test_a_document_type_is_refused_before_speak() -> None:
    with pytest.raises(RequestError, match=r"(?s)document type|DOCTYPE"):
        read_script("<!DOCTYPE x [<!ENTITY a 'b'>]><speak>&a;</speak>", markup="ssml")
