"""Reading the data that ships with emogen: tables, manifests and templates in ``assets/``."""

from __future__ import annotations

import csv
from importlib import resources


def asset_text(name: str) -> str:
    """The UTF-8 text of a file in ``assets/``, e.g. ``"models.toml"``."""
    return (resources.files("emogen.assets") / name).read_text(encoding="utf-8")


def asset_rows(name: str) -> list[dict[str, str]]:
    """The rows of a TSV table in ``assets/``, each as column name -> cell, in order."""
    return list(csv.DictReader(asset_text(name).splitlines(), delimiter="\t"))
