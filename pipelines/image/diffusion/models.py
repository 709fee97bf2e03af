"""Where a pipeline lies, what is known of it, and whether its files can be trusted and are all there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from emogen.errors import MissingWeightError, RequestError
from emogen.home import offline, user_path
from emogen.pipelines.image.diffusion.libraries import diffusers, not_installed
from emogen.tables import asset_rows

_INDEX: Final = "model_index.json"
_PICKLES: Final = (".bin", ".ckpt", ".pt", ".pth")
_REPOSITORY: Final = re.compile(r"[\w.-]+/[\w.-]+")
_UNSAID: Final = "see its page on the hub"


@dataclass(frozen=True, slots=True)
class Known:
    """A well-known model.

    Attributes:
        name: ``owner/name`` on the hub.
        gigabytes: of its safetensors in the precision that it is published in, rounded.
        licence: as its page gives it.
        steps, guidance: what it is made for, where that is not what its pipeline takes by itself; None.
    """

    name: str
    gigabytes: float
    licence: str
    steps: int | None
    guidance: float | None


@dataclass(frozen=True, slots=True)
class Located:
    """A pipeline on this disk.

    Attributes:
        name: as it was asked for.
        folder: where its files are.
        pipeline: the class of diffusers that it is of.
        known: what is known of it, or None.
    """

    name: str
    folder: Path
    pipeline: str
    known: Known | None

    @property
    def licence(self) -> str:
        """The licence, as far as it is known here."""
        return self.known.licence if self.known else "that of whoever made it"


@lru_cache(maxsize=1)
def known_models() -> tuple[Known, ...]:
    """The table of well-known models."""
    return tuple(
        Known(
            row["model"],
            float(row["gigabytes"]),
            row["licence"],
            int(row["steps"]) if row["steps"] else None,
            float(row["guidance"]) if row["guidance"] else None,
        )
        for row in asset_rows("diffusion_models.tsv")
    )


def known_model(name: str) -> Known | None:
    """What is known of a repository, or of a folder that is called like one."""
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1].lower()
    return next((model for model in known_models() if model.name.rpartition("/")[2].lower() == last), None)


def locate(name: str, *, revision: str = "", variant: str = "", download: bool = False) -> Located:
    """Find a pipeline, and check that it can be loaded without running anything that it brings.

    Args:
        name: a folder as ``save_pretrained`` writes it, or ``owner/name`` of the hub.
        revision: branch, tag or commit of a repository; "" is its main branch.
        variant: which weights, e.g. ``"fp16"``; "" is those without one.
        download: fetch it where it is missing; else the network is left alone.

    Raises:
        RequestError: no name; no such folder and no repository's name; a folder that is no pipeline, has
            pickles in place of safetensors, or brings code of its own.
        MissingWeightError: the model, or a part of it, is not there.
        EmogenError: the extra ``diffusion`` is not installed.
    """
    if not name.strip():
        raise RequestError(
            "no model was named",
            why="the diffusers backend brings none of its own",
            fix="Give one with --option model=, a folder or a repository of the hub as stabilityai/sd-turbo.",
        )
    folder = user_path(name)
    if folder.is_dir():
        return _opened(name, folder, variant)
    if folder.is_file():
        raise _single_file(folder)
    if not _REPOSITORY.fullmatch(name):
        raise RequestError(
            f"there is no folder {name}",
            why="and it is no name of a repository, owner/name",
            fix="Name the folder that holds model_index.json.",
        )
    try:
        return _opened(name, _cached(name, revision), variant)
    except MissingWeightError:
        if not download or offline():
            raise
    return _opened(name, _fetched(name, revision, variant), variant)


def _opened(name: str, folder: Path, variant: str) -> Located:
    """A folder, once its files have been looked at."""
    index = _index(folder)
    located = Located(name, folder, str(index.pop("_class_name")), known_model(name))
    _check_code(located, index)
    for part, classes in index.items():
        if isinstance(classes, list) and classes[:2] != [None, None]:
            _check_weights(located, part, variant)
    return located


def _index(folder: Path) -> dict[str, Any]:
    path = folder / _INDEX
    if not path.is_file():
        checkpoint = next(
            (x for x in sorted(folder.glob("*")) if x.suffix in (".safetensors", *_PICKLES)), None
        )
        if checkpoint is not None:
            raise _single_file(checkpoint)
        raise RequestError(
            f"{folder} is no pipeline of diffusers",
            why=f"it has no {_INDEX}",
            fix="Name the folder that `save_pretrained` wrote, or that the hub's files lie in.",
        )
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(index["_class_name"], str | list):
            return dict(index)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise RequestError(f"{path} is damaged", why="it names no pipeline", fix="Fetch the model again.")


def _single_file(path: Path) -> RequestError:
    loader = "StableDiffusionXLPipeline.from_single_file(file).save_pretrained(folder)"
    return RequestError(
        f"{path} is one file, not the folder of a pipeline",
        why="a checkpoint of one file does not say what it is of",
        fix=f"Convert it once, in Python with diffusers, e.g. {loader}, and name the folder.",
    )


def _check_code(located: Located, index: dict[str, Any]) -> None:
    """Refuse code that comes with the model: it could do anything."""
    scripts = sorted(path.relative_to(located.folder).as_posix() for path in located.folder.rglob("*.py"))
    if scripts or located.pipeline.startswith("["):
        raise RequestError(
            f"the model {located.name} brings code of its own",
            why=f"{scripts[0] if scripts else _INDEX} would have to be run",
            fix="Use a model whose pipeline is a class of diffusers itself.",
        )
    index.pop("_diffusers_version", None)


def _check_weights(located: Located, part: str, variant: str) -> None:
    """Check that a part of a pipeline is there, and of safetensors if it has weights."""
    folder = located.folder / part
    if not folder.is_dir():
        raise _missing_part(located, folder, "it has no such folder")
    weights = [path.name for path in sorted(folder.iterdir()) if path.suffix == ".safetensors"]
    pickles = [path.name for path in sorted(folder.iterdir()) if path.suffix in _PICKLES]
    if pickles and not weights:
        raise RequestError(
            f"{folder / pickles[0]} cannot be used",
            why="a pickle runs whatever code it holds when it is read",
            fix="Save the model as safetensors: load it where you trust it and call "
            "pipeline.save_pretrained(folder, safe_serialization=True), or get another copy.",
        )
    if not (folder / "config.json").is_file():  # A tokenizer, a scheduler, an image processor.
        return
    if not weights:
        raise _missing_part(located, folder, "it has no .safetensors")
    plain = [name for name in weights if name.count(".") == 1]
    if variant and not any(f".{variant}" in name for name in weights) and not plain:
        raise _missing_part(located, folder, f"it has no weights of the variant {variant}")
    if not variant and not plain:
        variants = sorted({name.split(".")[1] for name in weights})
        raise RequestError(
            f"{folder} has weights of the variant {' and '.join(variants)} only",
            fix=f"Say --option variant={variants[0]}.",
        )


def _missing_part(located: Located, folder: Path, why: str) -> MissingWeightError:
    return MissingWeightError(
        f"a part of the model {located.name} is missing: {folder}",
        why=why,
        fix="Fetch or copy the whole model again.",
    )


def _cached(name: str, revision: str) -> Path:
    """The folder of a repository in the cache of the hub's client."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ImportError as error:
        raise not_installed(error) from error
    try:
        folder = Path(snapshot_download(name, revision=revision or None, local_files_only=True))
    except HFValidationError as error:
        raise RequestError(f"{name!r} is no repository of the hub, and no folder") from error
    except (LocalEntryNotFoundError, OSError) as error:
        raise missing(name) from error
    if not (folder / _INDEX).is_file():  # Somebody fetched another file of it.
        raise missing(name)
    return folder


def _fetched(name: str, revision: str, variant: str) -> Path:
    """The folder of a repository, fetched as far as it is needed."""
    chosen = {key: value for key, value in (("revision", revision), ("variant", variant)) if value}
    try:
        folder = diffusers().DiffusionPipeline.download(
            name, use_safetensors=True, trust_remote_code=False, **chosen
        )
    except Exception as error:  # The hub's client raises its own, those of its transport, and OS errors.
        raise missing(name, error) from error
    return Path(folder)


def missing(name: str, failure: Exception | None = None) -> MissingWeightError:
    """The error for a model that is not on this machine: what, from where, how big, under which licence."""
    known = known_model(name)
    size = f"about {known.gigabytes:g} GB" if known else "its size is on its page"
    condition = " without --offline" if offline() else ""
    place = "or name a folder that holds it, as `huggingface-cli download` or `save_pretrained` writes it"
    return MissingWeightError(
        f"the model {name} is not on this machine"
        + (f" and cannot be fetched: {type(failure).__name__}" if failure else ""),
        why=f"{size} from the hub's {name}, licence: {known.licence if known else _UNSAID}",
        fix=f"Agree to its licence on its page if it asks, and {place[3:]}."
        if failure
        else f"Fetch it with --option download=true{condition}, {place}.",
    )
