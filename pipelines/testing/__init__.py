"""Contract suites for plug-ins: what every plug-in of a kind promises, checked on a class.

They are public as :mod:`emogen.testing`. Each raises :class:`ContractError` at the first promise that is
broken; an ``EmogenError`` that is no fault of the class, such as missing weights, passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from emogen.pipelines.testing.contract import ContractError, expect
from emogen.pipelines.testing.engine import check_batch_engine
from emogen.pipelines.testing.export import check_export_format
from emogen.pipelines.testing.exporter import check_exporter
from emogen.pipelines.testing.face import check_face_backend, check_portrait_backend
from emogen.pipelines.testing.image import check_image_backend
from emogen.pipelines.testing.importer import check_importer
from emogen.pipelines.testing.judge import check_judge
from emogen.pipelines.testing.language import check_language
from emogen.pipelines.testing.speech import check_speech_backend
from emogen.pipelines.testing.vocabulary import check_vocabulary
from emogen.registered import KINDS

__all__ = [
    "ContractError",
    "check_batch_engine",
    "check_export_format",
    "check_exporter",
    "check_face_backend",
    "check_image_backend",
    "check_importer",
    "check_judge",
    "check_language",
    "check_plugin",
    "check_portrait_backend",
    "check_speech_backend",
    "check_vocabulary",
]

_SUITES: dict[str, Callable[..., None]] = {
    "speech": check_speech_backend,
    "face": check_face_backend,
    "portrait": check_portrait_backend,
    "image": check_image_backend,
    "export": check_export_format,
    "exporter": check_exporter,
    "importer": check_importer,
    "judge": check_judge,
    "language": check_language,
    "vocabulary": check_vocabulary,
    "engine": check_batch_engine,
}


def check_plugin(plugin: type[Any], options: Mapping[str, Any] | None = None, **given: Any) -> None:
    """Check a plug-in by the suite of its kind.

    Args:
        plugin: the class.
        options: its own settings, where the defaults cannot work.
        given: what else the suite of its kind takes.

    Raises:
        ContractError: it breaks the contract.
    """
    kind = getattr(plugin, "kind", None)
    expect(plugin, kind in KINDS, f"a kind of {', '.join(KINDS)}", f"its kind is {kind!r}")
    _SUITES[str(kind)](plugin, options, **given)
