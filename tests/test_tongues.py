"""Languages other than English: what is written in figures and signs is said as people say it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.normalise import read_cases, score
from emogen.pipelines.speech.text import east, japanese, openjtalk
from emogen.pipelines.speech.text.languages import find_language
from emogen.pipelines.speech.text.words import normal_text, read

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize(
    ("file", "floor"),
    [
        ("de", 0.93), ("es", 0.95), ("fr", 0.92), ("hi", 0.97), ("it", 0.82), ("ja", 0.98), ("pt", 0.98),
        ("zh", 0.97),
    ],
)  # fmt: skip
def test_texts_are_normalised(file: str, floor: float) -> None:
    cases = read_cases(CORPUS / "normalise" / f"{file}.tsv")
    rows = score(cases, cases[0].language)
    right = sum(row.right for row in rows)
    wrong = [(row.case.written, row.case.spoken, row.said) for row in rows if not row.right]
    assert right / len(rows) >= floor, wrong


OPENINGS = {
    "de": "Die Dir Mir Im Mich Dich Dies Mild Vier Viel Mil Civil Lid Mixer Wild",
    "es": "Di Mi Mil Vi Vivid Dime Mide Vid Civil Dividí Mide Mixta Lee Cree Viví Ve De Le Me Ce Che Mide",
    "fr": "Le Ce De Me Dix Il Mil Vil Civil Mixte Vie Die Vive Mie Lie Cime Mer Ver Ces Mes Des Les Lire",
    "it": "Di Mi Vi Ci Li Lì Il Mille Dille Vidi Civili Mix Dici Vili Me Ce Le De Dimmi Vile Mici Vive",
    "pt": "Di Mi Vi Mil Vil Civil Mixe Vivi Dividi Me De Lhe Ele Dele Mel Cem Lixe Vide",
}
"""Words of the letters I, V, X, L, C, D and M, or that begin with some of them, at a capital."""


@pytest.mark.parametrize("language", OPENINGS)
def test_words_at_a_capital_are_no_numerals(language: str) -> None:
    code = {"fr": "fr-fr", "pt": "pt-br"}.get(language, language)
    for opening in OPENINGS[language].split():
        for line in (f"{opening} casa.", f"Ana. {opening} casa.", f"{opening.upper()} CASA!"):
            said = normal_text(line, code).lower()
            assert f"{opening.lower()} casa" in said, (language, line, said)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr-fr", "la Ve République, le XXIe siècle, François Ier",
         "la cinquième République, le vingt et unième siècle, François premier"),
        ("it", "il XX secolo, la II guerra mondiale, Vittorio Emanuele II",
         "il ventesimo secolo, la seconda guerra mondiale, Vittorio Emanuele secondo"),
        ("es", "la II Guerra Mundial, siglo XXI, Alfonso XIII",
         "la segunda Guerra Mundial, siglo veintiuno, Alfonso trece"),
        ("es", "el grupo C y la parte D", "el grupo C y la parte D"),
        ("de", "Ludwig XIV. war müde", "Ludwig der vierzehnte war müde"),
        ("de", "Ich bin 30. Er ist 40.", "Ich bin dreißig. Er ist vierzig."),
        ("de", "LKW, DVD", "ell ka we, de vau de"),
        ("de", "HP 20/100", "ha pe zwanzig durch einhundert"),
        ("fr-fr", "le 80e, le n°3", "le quatre vingtième, le numéro trois"),
        ("es", "llame al 900 123 456", "llame al nueve cero cero, uno dos tres, cuatro cinco seis"),
        ("es", "900 123 456 personas",
         "novecientos millones ciento veintitrés mil cuatrocientos cincuenta y seis personas"),
        ("es", "1.000.000 €", "un millón de euros"),
        ("pt-br", "1.500.000", "um milhão e quinhentos mil"),
        ("hi", "5जी", "पाँच जी"),
        ("hi", "10-20", "दस से बीस"),
        ("zh", "请打13800138000", "请打幺三八零零幺三八零零零"),
        ("zh", "请拨110", "请拨幺幺零"),
        ("zh", "2000元，2个人，2号线，比分3:2", "两千元,两个人,二号线,比分三比二"),
        ("zh", "增长了5%-10%", "增长了百分之五到百分之十"),
        ("zh", "U盘和NBA", "U盘和NBA"),
        ("ja", "3〜5個、え〜っと", "三から五個,え—っと"),
        ("ja", "03-1234-5678", "ゼロ三の一二三四の五六七八"),
        ("ja", "１２時３０分、25℃", "十二時三十分,二十五度"),
        ("zh", "2点半，1234元5角，1500人", "两点半,一千二百三十四元五角,一千五百人"),
        ("zh", "第2名住1203房间", "第二名住幺二零三房间"),
        ("hi", "१२:३०", "बारह बजकर तीस मिनट"),
        ("es", "3A y 4K", "tres a y cuatro mil"),
        ("ja", "H30.4.1、-5度", "平成三十年四月一日,マイナス五度"),
    ],
)  # fmt: skip
def test_kinds_of_writing(language: str, text: str, expected: str) -> None:
    assert normal_text(text, language) == expected


def _errors(said: str, expected: str) -> int:
    """Kana that are wrong, missing or added."""
    row = list(range(len(expected) + 1))
    for index, mine in enumerate(said, 1):
        before, row[0] = row[0], index
        for place, wanted in enumerate(expected, 1):
            before, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, before + (mine != wanted)),
            )
    return row[-1]


_LONG = {
    "オ": "オコソトノホモヨロゴゾドボポョ",
    "エ": "エケセテネヘメレゲゼデベペ",
    "ウ": "ウクスツヌフムユルグズブプュ",
    "イ": "イキシチニヒミリギジビピ",
    "ア": "アカサタナハマヤラワガザダバパャ",
}
"""A vowel's kana -> the kana that it lengthens."""


def _long(kana: str) -> str:
    """Kana with every long vowel written as such."""
    kana = kana.replace("ヲ", "オ").replace("ヅ", "ズ").replace(" ", "")
    written = ""
    for letter in kana:
        before = written[-1:]
        holds = before and any(letter == vowel and before in row for vowel, row in _LONG.items())
        holds = holds or (letter == "ウ" and before and before in _LONG["オ"])
        holds = holds or (letter == "イ" and before and before in _LONG["エ"])
        written += "ー" if holds else letter
    return written


@pytest.mark.parametrize("reader", ["janome", "openjtalk"])
def test_japanese_readings(reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if reader == "janome":
        monkeypatch.setattr(openjtalk, "available", lambda: False)
    elif not openjtalk.available():
        pytest.skip("the extra japanese is not installed")
    with (CORPUS / "japanese.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    errors = []
    for row in rows:
        said = "".join(word.spoken for word in read(row["text"], language="ja"))
        errors.append((row["text"], _errors(_long(said), _long(row["kana"]))))
    share = sum(count for _, count in errors) / sum(len(_long(row["kana"])) for row in rows)
    assert share <= (0.012 if reader == "janome" else 0.008), [error for error in errors if error[1]]


def test_chinese_readings() -> None:
    """Characters of several readings in 60 sentences, which the rules were made on."""
    with (CORPUS / "chinese.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    wrong = []
    for row in rows:
        place = row["text"].index(row["word"])
        (word,) = (w for w in read(row["text"], language="zh") if w.start <= place < w.end)
        if word.spoken.split()[place - word.start] != row["pinyin"]:
            wrong.append((row["text"], row["pinyin"], word.spoken))
    assert len(wrong) <= len(rows) * 0.05, wrong


def test_openjtalk_covers_what_it_is_given() -> None:
    if not openjtalk.available():
        pytest.skip("the extra japanese is not installed")
    for text in ("六時八分に", "三割五分だ", "猫。", "ーッ", "々", "打率三割八分"):
        found = openjtalk.words(text, japanese._counted)
        assert "".join(surface for surface, _ in found) in (text, "")
    (_, minutes), *_ = openjtalk.words("八分", japanese._counted)
    assert minutes == "ハップン"


@pytest.mark.parametrize("language", ["de", "es", "fr-fr", "hi", "it", "ja", "pt-br", "zh"])
@pytest.mark.parametrize("piece", ["1", "1/", "a.", "@a", "I", "-", "5:", "1.", "(1", "9 ", "१", "〜5", "年"])
def test_a_long_line_is_read_once(language: str, piece: str) -> None:
    """Readers do not go back over a line: ten thousand characters are no more than read."""
    assert find_language(language).readers is not None
    normal_text(piece * 10_000, language)


def test_normal_text_keeps_the_characters_of_the_language() -> None:
    assert normal_text("2024年、3人", "ja") == "二千二十四年,三人"
    assert [word.text for word in read("3人です", language="ja")]
    assert east.segmented([], find_language("ja")) == []
