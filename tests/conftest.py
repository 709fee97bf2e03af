"""What tests share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest

from emogen.registry import GROUP


class Install(Protocol):
    """Installs a distribution as installers do: a folder of metadata beside modules, on the path."""

    def __call__(
        self, name: str, entry_points: Mapping[str, str], modules: Mapping[str, str], version: str = "1.0"
    ) -> Path:
        """
        Args:
            name, version: of the distribution; without a version its metadata has none.
            entry_points: of emogen's group, value by name.
            modules: source by name.

        Returns:
            The folder of its metadata.
        """


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def installed(
        name: str, entry_points: Mapping[str, str], modules: Mapping[str, str], version: str = "1.0"
    ) -> Path:
        folder = site / f"{name}-{version or '0'}.dist-info"
        folder.mkdir()
        lines = ["Metadata-Version: 2.1", f"Name: {name}", *([f"Version: {version}"] if version else [])]
        (folder / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
        listed = [f"{left} = {right}" if right else left for left, right in entry_points.items()]
        text = "\n".join([f"[{GROUP}]", *listed]) + "\n"
        (folder / "entry_points.txt").write_text(text, encoding="utf-8")
        for module, source in modules.items():
            (site / f"{module}.py").write_text(source, encoding="utf-8")
        return folder

    return installed
