"""Whether each language's voices are understood: what a multilingual recogniser makes of them.

    python -m benchmarks.languages WHISPER_FOLDER [LANGUAGE ...]

``WHISPER_FOLDER`` holds a multilingual Whisper model for faster-whisper. Six sentences a language, which
the voices never read in this project's tests, by two voices each. Counted are wrong, missing and added
words; characters in Chinese and Japanese, whose words are not written apart (in Japanese after both texts
were turned into kana, as one word may be written in several ways). Writes ``docs/tables/languages.md``.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from pathlib import Path

import numpy as np

from emogen import speak
from emogen.files import write_text
from emogen.pipelines.evaluate.hearing.words import compare
from emogen.pipelines.speech.text.words import read

SENTENCES = {
    "en": (
        "The old bridge was closed after the storm.", "My sister bought fresh bread and cheese this morning.",
        "We have been waiting for the bus for twenty minutes.", "Please call me when you get home tonight.",
        "The children are playing in the garden behind the house.",
        "He opened the window because it was too hot.",
    ),
    "es": (
        "El puente viejo se cerró después de la tormenta.", "Mi hermana compró pan y queso esta mañana.",
        "Llevamos veinte minutos esperando el autobús.", "Llámame por favor cuando llegues a casa.",
        "Los niños juegan en el jardín detrás de la casa.", "Abrió la ventana porque hacía demasiado calor.",
    ),
    "fr": (
        "Le vieux pont a été fermé après la tempête.", "Ma sœur a acheté du pain et du fromage ce matin.",
        "Nous attendons le bus depuis vingt minutes.", "Appelle-moi quand tu rentres à la maison.",
        "Les enfants jouent dans le jardin derrière la maison.",
        "Il a ouvert la fenêtre parce qu'il faisait trop chaud.",
    ),
    "it": (
        "Il vecchio ponte è stato chiuso dopo la tempesta.",
        "Mia sorella ha comprato il pane e il formaggio stamattina.",
        "Aspettiamo l'autobus da venti minuti.", "Chiamami quando arrivi a casa stasera.",
        "I bambini giocano nel giardino dietro la casa.", "Ha aperto la finestra perché faceva troppo caldo.",
    ),
    "pt": (
        "A ponte velha foi fechada depois da tempestade.", "Minha irmã comprou pão e queijo hoje de manhã.",
        "Estamos esperando o ônibus há vinte minutos.", "Me liga quando você chegar em casa.",
        "As crianças estão brincando no jardim atrás da casa.",
        "Ele abriu a janela porque estava muito quente.",
    ),
    "hi": (
        "तूफ़ान के बाद पुराना पुल बंद कर दिया गया।", "मेरी बहन ने आज सुबह रोटी और पनीर खरीदा।",
        "हम बीस मिनट से बस का इंतज़ार कर रहे हैं।", "घर पहुँचकर मुझे फ़ोन करना।",
        "बच्चे घर के पीछे बगीचे में खेल रहे हैं।", "उसने खिड़की खोल दी क्योंकि बहुत गर्मी थी।",
    ),
    "zh": (
        "暴风雨过后，那座老桥关闭了。", "我姐姐今天早上买了面包和牛奶。", "我们已经等公共汽车等了二十分钟。",
        "你到家以后请给我打电话。", "孩子们正在房子后面的花园里玩。", "他打开窗户，因为天气太热了。",
    ),
    "ja": (
        "嵐のあと、古い橋は閉まりました。", "妹は今朝、パンとチーズを買いました。",
        "私たちは二十分もバスを待っています。",
        "家に着いたら電話してください。", "子供たちは家の裏の庭で遊んでいます。",
        "とても暑かったので、彼は窓を開けました。",
    ),
}  # fmt: skip

VOICES = {
    "en": ("af_heart", "am_michael"), "es": ("ef_dora", "em_alex"), "fr": ("ff_siwis",),
    "it": ("if_sara", "im_nicola"),
    "pt": ("pf_dora", "pm_alex"), "hi": ("hf_alpha", "hm_omega"), "zh": ("zf_xiaoxiao", "zm_yunxi"),
    "ja": ("jf_alpha", "jm_kumo"),
}  # fmt: skip


def units(text: str, language: str) -> list[str]:
    """What is counted: words, or characters."""
    if language == "ja":
        return [sign for word in read(text, language="ja") for sign in word.spoken if sign != " "]
    if language == "zh":
        # By sound: Whisper writes homophones and traditional characters as it likes.
        return [syllable for word in read(text, language="zh") for syllable in word.spoken.split()]
    plain = "".join(
        c if unicodedata.category(c)[0] in "LNM" else " " for c in unicodedata.normalize("NFC", text.lower())
    )
    if language == "hi":
        plain = plain.replace("\u093c", "").replace("\u0901", "\u0902")
    return [w for word in plain.split() for w in (_number(word, language) if word.isdigit() else [word])]


def _number(figures: str, language: str) -> list[str]:
    code = {"en": "en-us", "fr": "fr-fr", "pt": "pt-br"}.get(language, language)
    return " ".join(word.spoken for word in read(figures, language=code)).split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="folder of a whisper model")
    parser.add_argument("languages", nargs="*")
    options = parser.parse_args()

    from faster_whisper import WhisperModel
    from scipy.signal import resample_poly

    model = WhisperModel(options.model, device="cpu", compute_type="int8", cpu_threads=1)
    rows = ["| language | voices | sentences | errors of 100 | heard wrong, e.g. |", "|---|---|---|---|---|"]
    for language in options.languages or SENTENCES:
        errors, count, wrong = 0, 0, []
        for voice in VOICES[language]:
            for text in SENTENCES[language]:
                audio = speak(text, voice=voice).audio
                sound = resample_poly(audio.samples, 2, 3).astype(np.float32)
                segments, _ = model.transcribe(sound, language=language, beam_size=5)
                heard = "".join(segment.text for segment in segments)
                found = compare(
                    units(text, language), units(heard, language) if re.search(r"\w", heard) else []
                )
                errors, count = errors + found.errors, count + found.count
                wrong += [
                    f"{a or '–'} → {b or '–'}"
                    for a, b in found.pairs
                    if a.replace(" ", "") != b.replace(" ", "")
                ]
                print(language, voice, f"{found.wer:.2f}", text, "|", heard, flush=True)
        voices = ", ".join(VOICES[language])
        rows.append(
            f"| {language} | {voices} | {len(SENTENCES[language])} | {100 * errors / count:.1f} "
            f"| {'; '.join(wrong[:3])} |"
        )
        print(rows[-1], flush=True)
    write_text(Path("docs/tables/languages.md"), "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
