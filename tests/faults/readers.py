"""Every reader of what others wrote, as a function of a file's bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

Reader = Callable[[Path], Any]


def _text(read: Callable[[str], Any]) -> Reader:
    return lambda path: read(path.read_bytes().decode("utf-8", "replace"))


def _emotion(text: str) -> Any:
    from emogen.conditioning.emotion import Emotion

    return Emotion.parse(text)


def _track(text: str) -> Any:
    from emogen.conditioning.track import EmotionTrack

    return EmotionTrack.parse(text)


def _script(text: str) -> Any:
    from emogen.conditioning.ssml import read_script

    return read_script(text)


def _ssml(text: str) -> Any:
    from emogen.conditioning.ssml import parse_ssml

    return parse_ssml(text if "<speak" in text else f"<speak>{text}</speak>")


def _spec(path: Path) -> Any:
    from emogen.pipelines.batch.spec import load_spec

    return load_spec(path)


def _character(path: Path) -> Any:
    from emogen.conditioning.character import load_character

    return load_character(path)


def _mapping(path: Path) -> Any:
    from emogen.pipelines.face.export.mapping import load_mapping

    return load_mapping(path)


def _units(path: Path) -> Any:
    from emogen.pipelines.face.motion.units import read_unit_table

    return read_unit_table(path)


def _motion(path: Path) -> Any:
    from emogen.pipelines.face.export.save import load_motion

    return load_motion(path)


def _timings(path: Path) -> Any:
    from emogen.pipelines.speech.delivery.timings import read_timings

    return read_timings(path)


def _labels(path: Path) -> Any:
    from emogen.conditioning.train.recordings import read_labels

    return read_labels(path, left=[])


def _items(path: Path) -> Any:
    from emogen.pipelines.evaluate.items import read_items

    return read_items([path], medium="picture")


def _sidecar(path: Path) -> Any:
    """A sidecar as all that asks for it: evaluation, verification, the state of a folder."""
    from emogen.pipelines.batch.verifying import verify
    from emogen.pipelines.evaluate.items import read_items

    medium = path.with_name("x.wav")
    medium.write_bytes(b"RIFF")
    path.rename(path.with_name("x.wav.json"))
    items, _ = read_items([medium])
    return items, list(verify(path.parent))


def _manifest(path: Path) -> Any:
    from emogen.pipelines.batch.manifest import read_manifest

    return list(read_manifest(path.parent))


def _picture(path: Path) -> Any:
    from emogen.picture_texts import texts_in
    from emogen.vision.photo import read_photo

    texts_in(path)
    return read_photo(path)


def _photo(path: Path) -> Any:
    from emogen.pipelines.image.regrade.photo import read

    return read(path).small(64)


def _sound(path: Path) -> Any:
    from emogen.dsp.recording import load

    return load(path)


def _tensors(path: Path) -> Any:
    from emogen.pipelines.evaluate.judges.affect import Head

    return Head.load(path)


def _voice_model(path: Path) -> Any:
    from emogen.archives import read_tensors

    return read_tensors(path, "model")


def _project(path: Path) -> Any:
    from emogen.pipelines.project.importing import read_dialogue

    return read_dialogue(path)


def _config(path: Path) -> Any:
    from emogen.documents import parse_toml
    from emogen.files import read_text

    return parse_toml(read_text(path), path)


READERS: Final[Mapping[str, tuple[str, Reader]]] = {
    "notation": (".txt", _text(_emotion)),
    "track": (".txt", _text(_track)),
    "markup": (".txt", _text(_script)),
    "ssml": (".txt", _text(_ssml)),
    "spec": (".yaml", _spec),
    "spec of JSON": (".json", _spec),
    "character": (".yaml", _character),
    "mapping": (".yaml", _mapping),
    "units": (".csv", _units),
    "live link": (".csv", _motion),
    "motion": (".anim.json", _motion),
    "blendshapes": (".json", _motion),
    "arrays": (".npz", _motion),
    "timings": (".timings.json", _timings),
    "labels": (".csv", _labels),
    "manifest to judge": (".jsonl", _items),
    "manifest": (".jsonl", _manifest),
    "sidecar": (".json", _sidecar),
    "png": (".png", _picture),
    "jpeg": (".jpg", _picture),
    "tiff": (".tif", _picture),
    "photo": (".png", _photo),
    "wav": (".wav", _sound),
    "flac": (".flac", _sound),
    "head": (".safetensors", _tensors),
    "tensors": (".safetensors", _voice_model),
    "table": (".csv", _project),
    "workbook": (".xlsx", _project),
    "xliff": (".xliff", _project),
    "ink": (".json", _project),
    "po": (".po", _project),
    "yarn": (".yarn", _project),
    "subtitles": (".srt", _project),
    "config": (".toml", _config),
}
"""A suffix and a reader by name."""
