"""Whole files of every kind, from which faulty ones are made."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np


def _picture(kind: str) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    pixels = np.arange(24 * 16 * 3, dtype=np.uint8).reshape(16, 24, 3)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(pixels).save(out, kind, exif=exif)
    return out.getvalue()


def _sound(kind: str) -> bytes:
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, np.sin(np.arange(4000) / 9).astype(np.float32) * 0.3, 16_000, format=kind)
    return out.getvalue()


def _tensors(metadata: Mapping[str, str], **arrays: Any) -> bytes:
    from safetensors.numpy import save

    content: bytes = save(arrays, dict(metadata))
    return content


def _arrays() -> bytes:
    from emogen.arkit import ARKIT

    out = io.BytesIO()
    curves, head, gaze = (np.zeros((3, width), np.float32) for width in (52, 3, 2))
    arrays: dict[str, Any] = {"names": np.array(ARKIT), "fps": np.float64(30)}
    np.savez_compressed(out, **arrays, curves=curves, head=head, gaze=gaze)
    return out.getvalue()


def _live_link() -> bytes:
    from emogen.arkit import ARKIT

    names = ["Timecode", "BlendShapeCount", *(name[0].upper() + name[1:] for name in ARKIT)]
    rows = [",".join((f"00:00:00:{frame:02}.000", "61", *["0.25"] * 52)) for frame in range(3)]
    return "\n".join([",".join(names), *rows]).encode()


def _motion() -> bytes:
    from emogen.arkit import ARKIT

    return json.dumps(
        {
            "format": "emogen-motion",
            "version": 1,
            "fps": 30,
            "frames": 2,
            "curves": {name: [0.0, 0.5] for name in ARKIT},
            "head": {axis: [0.0, 1.0] for axis in ("yaw", "pitch", "roll")},
            "gaze": {axis: [0.0, 1.0] for axis in ("yaw", "pitch")},
        }
    ).encode()


def _workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in (["id", "character", "text"], ["a1", "Mara", "Come in."], ["a2", "Tom", "No!"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


SPEC: Final = """version: 1
files: "{kind}/{id:_>8}"
cast: {mara: {voice: af_heart}}
defaults: &d {seed: 3, speak: {pace: 1.1}}
groups: {g: {emotion: joy}}
x-more: &m {text: "Hi.", kind: speak}
jobs:
  - {id: a, <<: *m, voice: af_heart, emotion: "joy:0.5 -> anger", captions: vtt}
  - {id: "b{emotion}", kind: face, size: 64x64, matrix: {emotion: [joy, fear]}, exclude: {emotion: fear}}
  - {id: 0721506, kind: talk, text: "No [sad] no!", portrait: "job:bjoy"}
"""

_RECORD: Final[Mapping[str, Any]] = {
    "id": "a", "kind": "speak", "status": "made", "files": ["x.wav"], "notes": ["n"], "label": "joy",
    "hash": "0", "request": {"kind": "speak"}, "labels": {}, "seconds": 1.0, "vad": [0, 0, 0], "error": "",
}  # fmt: skip

SIDECAR: Final = {
    "file": "x.wav", "bytes": 4, "crc32": 1, "sha256": "0", "hash": "0", "made_by": "emogen 0.1.0",
    "request": {"kind": "speak", "text": "Hi.", "voice": "af_heart", "emotion": "joy", "character": "mira"},
    "words": [["Hi", 0.0, 0.2]], "phonemes": [["h", 0.0, 0.1, 0], ["aɪ", 0.1, 0.2, 1]], "seconds": 0.2,
    "notes": ["a"], "label": "joy", "track": "joy", "vad": {"valence": 0.5},
}  # fmt: skip

XLIFF: Final = """<?xml version="1.0"?><xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="en" datatype="plaintext"><body><trans-unit id="a1">
<source>Come <g id="1">in</g>.</source><note>calm</note></trans-unit></body></file></xliff>"""

SEEDS: Final[Mapping[str, Callable[[], bytes]]] = {
    "notation": lambda: b"joy:0.6 + surprise:0.4 + 0.3*anger + va(-0.4, 0.2)",
    "track": lambda: b"joy@0 ~> sadness:0.4@1.5s | 80%: anger -> calm",
    "markup": lambda: 'Oh [sad]no[/sad] <laugh> *sighs* (softly) {x|y} <pause 0.4s> **now** "😀"'.encode(),
    "ssml": lambda: b'<speak><s>Hi <break time="200ms"/><prosody rate="slow" pitch="+2st">there</prosody> '
    b'<say-as interpret-as="date">2024-02-30</say-as> <sub alias="x">y</sub> &amp; '
    b"<emphasis>no</emphasis></s></speak>",
    "spec": SPEC.encode,
    "spec of JSON": lambda: json.dumps(
        {"version": 1, "jobs": [{"id": "a", "kind": "face", "emotion": "joy", "size": "64x64"}]}
    ).encode(),
    "character": lambda: b"emogen: character\nversion: 2\nname: Ann\nvoice: {name: af_heart}\n"
    b"looks: {sex: 0.2, age: 30}\npersonality: {openness: 0.2}\nlexicon: {Kael: kale}\n",
    "mapping": lambda: b"name: test\ncurves:\n  Smile: {sum: {mouthSmileLeft: 0.5}, clamp: [0, 1]}\n",
    "units": lambda: b"time,AU1,AU12,AU25_r\n0,0.1,0.5,3\n0.5,0,1,5\n",
    "live link": _live_link,
    "motion": _motion,
    "blendshapes": lambda: b'{"exportFps": 30, "trackPath": "", "numPoses": 1, "numFrames": 2, '
    b'"facsNames": ["jawOpen"], "weightMat": [[0.1], [0.2]]}',
    "arrays": _arrays,
    "timings": lambda: b'{"version": 1, "text": "Hi", "words": [{"text": "Hi", "start": 0, "end": 1}]}',
    "labels": lambda: b"file,emotion,speaker,text\na.wav,joy,ann,hello\nb.wav,0.5,bob,x\n",
    "manifest to judge": lambda: (json.dumps(_RECORD) + "\n").encode() * 2,
    "manifest": lambda: (json.dumps(_RECORD) + "\n").encode() * 2,
    "sidecar": lambda: json.dumps(SIDECAR, ensure_ascii=False).encode(),
    "png": lambda: _picture("PNG"),
    "jpeg": lambda: _picture("JPEG"),
    "tiff": lambda: _picture("TIFF"),
    "photo": lambda: _picture("PNG"),
    "wav": lambda: _sound("WAV"),
    "flac": lambda: _sound("FLAC"),
    "head": lambda: _tensors({"emogen": "{}"}, mean=np.zeros(3, np.float32)),
    "tensors": lambda: _tensors({}, a=np.zeros(3, np.float32)),
    "table": lambda: 'id,character,text,emotion\na1,Mara,"Come in.",joy\na2,Tom,Größe?,\n'.encode(),
    "workbook": _workbook,
    "xliff": XLIFF.encode,
    "ink": lambda: json.dumps(
        {"inkVersion": 21, "root": [["^Mara: Come in.", "\n", ["done", {"#n": "g-0"}], None], "done", {}]}
    ).encode(),
    "po": lambda: b'msgid ""\nmsgstr "Language: de\\n"\n\n#: a:1'
    b'\nmsgctxt "x"\nmsgid "Come in."\nmsgstr "Herein."\n',
    "yarn": lambda: b"title: Start\n---\nMara: Come in. #line:0721506\n-> Yes\n    Tom: {$gold} coins\n===\n",
    "subtitles": lambda: b"1\n00:00:01,000 --> 00:00:02,500\nMara: Come in.\n\n2\n00:00:03,000 --> x\nNo\n",
    "config": lambda: b'version = 1\nvoice = "af_bella"\n[speak]\nrate = 48000\n',
}  # fmt: skip
"""Bytes by the name of a reader."""
