"""Where a model of coqui-tts lies, under which licence, and how it is loaded."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from emogen import torch_audio
from emogen.device import resolve
from emogen.errors import EmogenError, MissingWeightError, RequestError, unknown_name
from emogen.home import offline

if TYPE_CHECKING:
    from TTS.utils.manage import ModelManager

KINDS: Final = ("xtts", "vits")
"""Architectures that emogen can drive, as config.json names them."""

XTTS_LICENCE: Final = "Coqui Public Model License: NON-COMMERCIAL use only, of the model and of what it says"

_SIZES: Final = {"xtts": "about 1.9 GB", "vits": "about 0.15 GB"}

_CHECKPOINTS: Final = (
    "model.pth",
    "model_file.pth",
    "model_file.pth.tar",
    "best_model.pth",
    "checkpoint.pth",
)
"""Names of a checkpoint, in the order in which they are looked for."""

_AGREED: Final = "COQUI_TOS_AGREED"
"""Set to 1, coqui-tts's own sign that the user agreed to the licence of XTTS."""


@dataclass(frozen=True, slots=True)
class Located:
    """A model on this disk.

    Attributes:
        name: as it was asked for.
        kind: one of :data:`KINDS`.
        folder: where its files are.
        checkpoint, config: the two files that every model has.
        licence: what is known of it.
    """

    name: str
    kind: str
    folder: Path
    checkpoint: Path
    config: Path
    licence: str


def locate(name: str, *, download: bool = False) -> Located:
    """Find a model.

    Args:
        name: a folder; a name of coqui-tts, whole (``"tts_models/en/ljspeech/vits"``) or its end
            where that is unique (``"xtts_v2"``); or a repository of the model hub (``"owner/name"``).
        download: fetch it where it is missing; else the network is left alone.

    Raises:
        RequestError: no such model, of a kind that emogen cannot drive, a folder that holds none; the
            licence of XTTS was not agreed to.
        MissingWeightError: the model, or a file of it, is not there.
        EmogenError: coqui-tts is not installed.
    """
    if not name:
        raise RequestError(
            "no model was named",
            why="coqui-tts brings none of its own",
            fix="Give a folder, or a name as xtts_v2 or tts_models/en/ljspeech/vits.",
        )
    folder = Path(name).expanduser()
    if folder.is_dir():
        return _opened(name, folder, "that of whoever made it")
    if name.count("/") == 1 and not name.startswith((".", "/", "~")):
        if "xtts" in name.lower():
            _check_agreed()
        return _opened(
            name, _hub_folder(name, "see its page on the hub", download), "see its page on the hub"
        )
    manager = _manager()
    whole = _whole_name(name, manager)
    _, language, data, model = whole.split("/")
    item = manager.models_dict["tts_models"][language][data][model]
    folder = Path(manager.output_prefix) / whole.replace("/", "--")
    licence = XTTS_LICENCE if "xtts" in model else str(item.get("license", "unknown"))
    if "xtts" in model:
        _check_agreed(folder)
    if "repo_id" in item:
        return _opened(name, _hub_folder(item["repo_id"], licence, download), licence, agreed=folder)
    if not folder.is_dir():
        source = str(item.get("github_rls_url", "coqui-tts's list of models"))
        if not download or offline():
            raise _missing(whole, source, licence, "vits", folder)
        _fetched(manager, whole, source, licence, folder)
    return _opened(name, folder, licence)


@lru_cache(maxsize=1)
def load(model: Located, device: str) -> Any:
    """The model of coqui-tts with its weights, ready to speak; the last one is kept.

    Raises:
        MissingWeightError: the checkpoint is damaged, or belongs to another model.
        RequestError: no such device here.
    """
    import pickle

    where = resolve(device)
    _import_coqui()
    from TTS.config import load_config
    from TTS.tts.models import setup_model

    try:
        config = load_config(str(model.config))
        if model.kind == "vits":
            # emogen brings the phonemes: coqui-tts would look for a program named espeak-ng.
            config.use_phonemes, config.text_cleaner = False, None
            built = setup_model(config)
            built.load_checkpoint(config, str(model.checkpoint), eval=True)
        else:
            built = setup_model(config)
            built.load_checkpoint(
                config, checkpoint_dir=str(model.folder), checkpoint_path=str(model.checkpoint), eval=True
            )
    except (
        OSError,
        RuntimeError,
        KeyError,
        TypeError,
        ValueError,
        EOFError,
        pickle.UnpicklingError,
    ) as error:
        raise MissingWeightError(
            f"{model.checkpoint} cannot be loaded",
            why=f"it is damaged, or not of the model that {model.config.name} describes",
            fix="Fetch the model again.",
        ) from error
    return built.to(where)


def speaks_phonemes(model: Located) -> bool:
    """Whether the model was trained on IPA, not on letters."""
    return bool(json.loads(model.config.read_text(encoding="utf-8")).get("use_phonemes"))


def _opened(name: str, folder: Path, licence: str, agreed: Path | None = None) -> Located:
    """The files of a model in a folder; ``agreed`` is where coqui-tts notes that a licence was agreed to."""
    config = folder / "config.json"
    if not config.is_file():
        raise MissingWeightError(
            f"{config} is missing", why="every model of coqui-tts has one", fix="Name the model's own folder."
        )
    try:
        kind = str(json.loads(config.read_text(encoding="utf-8"))["model"]).lower()
    except (ValueError, KeyError, TypeError) as error:
        raise RequestError(f"{config} is no configuration of coqui-tts") from error
    if kind not in KINDS:
        raise RequestError(f"emogen cannot drive the model {kind!r}", fix=f"Use {' or '.join(KINDS)}.")
    if kind == "xtts":
        licence = XTTS_LICENCE
        _check_agreed(folder, agreed or folder)
    checkpoint = next((folder / file for file in _CHECKPOINTS if (folder / file).is_file()), None)
    needed = [(folder / "vocab.json")] if kind == "xtts" else []
    gone = [file for file in needed if not file.is_file()]
    if checkpoint is None or gone:
        file = folder / _CHECKPOINTS[0] if checkpoint is None else gone[0]
        raise MissingWeightError(
            f"{file} is missing",
            why=f"a model of the kind {kind} ({_SIZES[kind]} in all), licence {licence}",
            fix="Copy it from where the rest of the folder came from.",
        )
    return Located(name, kind, folder, checkpoint, config, licence)


def _check_agreed(*folders: Path) -> None:
    noted = any((folder / "tos_agreed.txt").is_file() for folder in folders)
    if os.environ.get(_AGREED) != "1" and not noted:
        raise RequestError(
            "XTTS is for NON-COMMERCIAL use only, and its licence was not agreed to",
            why="Coqui Public Model License, tts-hub.github.io/cpml; it also covers the sound that is made",
            fix=f"Read it; if you agree, set {_AGREED}=1.",
        )


def _whole_name(name: str, manager: ModelManager) -> str:
    """The whole name of a model of coqui-tts, ``tts_models/language/data/model``."""
    every = [
        f"tts_models/{language}/{data}/{model}"
        for language, datasets in manager.models_dict["tts_models"].items()
        for data, models in datasets.items()
        for model in models
        if any(kind in model for kind in KINDS)
    ]
    found = [whole for whole in every if whole == name or whole.endswith(f"/{name}")]
    if len(found) > 1:
        raise RequestError(
            f"{len(found)} models of coqui-tts are named {name}",
            fix=f"Write the whole name, e.g. {' or '.join(_for_english(found))}.",
        )
    if not found:
        raise unknown_name("model of coqui-tts", name, [*every, *(whole.split("/")[-1] for whole in every)])
    return found[0]


def _for_english(names: list[str]) -> list[str]:
    return [name for name in names if "/en/" in name][:2] or names[:2]


def _hub_folder(repository: str, licence: str, download: bool) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    allowed = download and not offline()
    try:
        ignored = ["samples/*", "dvae.pth"]
        return Path(snapshot_download(repository, ignore_patterns=ignored, local_files_only=not allowed))
    except HFValidationError as error:
        raise RequestError(f"{repository!r} is no repository of the hub, and no folder") from error
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
        kind = "xtts" if "xtts" in repository.lower() else "vits"
        failure = error if allowed else None
        raise _missing(repository, f"the hub's {repository}", licence, kind, None, failure) from error


def _fetched(manager: ModelManager, whole: str, source: str, licence: str, folder: Path) -> None:
    from zipfile import BadZipFile

    from requests import RequestException

    # coqui-tts would print the traceback of what is one line here.
    logging.getLogger("TTS.utils.manage").setLevel(logging.CRITICAL)
    try:
        manager.download_model(whole)
    except (RequestException, BadZipFile, OSError) as error:
        raise _missing(whole, source, licence, "vits", folder, error) from error


def _missing(
    name: str, source: str, licence: str, kind: str, folder: Path | None, failure: Exception | None = None
) -> MissingWeightError:
    places = f"Unpack it into {folder}, or name a folder that holds it."
    if folder is None:
        places = "Name a folder that holds it."
    condition = " without --offline" if offline() else ""
    return MissingWeightError(
        f"the model {name} is not on this machine"
        + (f" and cannot be fetched: {type(failure).__name__}" if failure else ""),
        why=f"{_SIZES[kind]} from {source}, licence {licence}",
        fix=places if failure else f"Fetch it with --download{condition}. {places}",
    )


def _manager() -> ModelManager:
    _import_coqui()
    from TTS.utils.manage import ModelManager

    return ModelManager()


def _import_coqui() -> None:
    """Import coqui-tts, with a torchaudio that can be imported."""
    torch_audio.prepare()
    try:
        import TTS  # noqa: F401
    except ImportError as error:
        raise EmogenError(
            "coqui-tts is not installed", why=str(error).strip().split("\n")[0], fix="Run `make coqui`."
        ) from error
