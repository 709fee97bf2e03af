"""Reading the data that ships with emogen: tables, manifests and templates in ``assets/``."""

from __future__ import annotations

import csv
from contextlib import AbstractContextManager
from importlib import resources
from pathlib import Path


def asset_text(name: str) -> str:
    """The UTF-8 text of a file in ``assets/``, e.g. ``"models.toml"``."""
    return (resources.files("emogen.assets") / name).read_text(encoding="utf-8")


def asset_file(name: str) -> AbstractContextManager[Path]:
    """The path of a file in ``assets/``, for libraries that read files; valid within a ``with``."""
    return resources.as_file(resources.files("emogen.assets") / name)


def asset_bytes(name: str) -> bytes:
    """The content of a file in ``assets/``, e.g. a trained head."""
    return (resources.files("emogen.assets") / name).read_bytes()


def asset_rows(name: str) -> list[dict[str, str]]:
    """The rows of a TSV table in ``assets/``, each as column name -> cell, in order."""
    return list(csv.DictReader(asset_text(name).splitlines(), delimiter="\t"))
