"""What tests share, and start from: no config of whoever runs them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import pytest

from emogen import config
from emogen.registry import GROUP


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="Also slow tests, and every case of each sweep.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without ``--all`` leave out tests marked ``slow``, and of those marked ``sweep(N)`` all but every Nth
    case: a change that breaks one thing of hundreds seldom breaks it alone."""
    if config.getoption("--all"):
        return
    counts: dict[str, int] = {}
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        name = item.nodeid.partition("[")[0]
        counts[name] = counts.get(name, -1) + 1
        sweep = item.get_closest_marker("sweep")
        out = item.get_closest_marker("slow") or (sweep and counts[name] % sweep.args[0])
        (left if out else kept).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def _no_config(tmp_path_factory: pytest.TempPathFactory) -> None:
    reserved = config.RESERVED
    for name in [name for name in os.environ if name.startswith(config.PREFIX) and name not in reserved]:
        del os.environ[name]
    os.environ["EMOGEN_CONFIG"] = str(Path(tmp_path_factory.getbasetemp(), "no-config.toml"))


@pytest.fixture
def small_media(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes what commands draw small where they name no size: documented commands stay as they are, and take
    a third of the time."""
    sizes = {
        "TALK": "256",
        "IDLE": "256",
        "FACE": "320",
        "SHEET": "192",
        "IMAGE": "320x240",
        "SPRITES": "192",
    }
    for verb, size in sizes.items():
        monkeypatch.setenv(f"EMOGEN_{verb}_SIZE", size)
    monkeypatch.setenv("EMOGEN_TALK_FPS", "12")


@pytest.fixture(scope="session")
def game_scripts() -> Path:
    """The folder of real scripts of games, which lies beside a checkout."""
    folder = Path(__file__).parents[2] / "shared" / "data" / "dialogue"
    if not folder.is_dir():
        pytest.skip("no shared data beside this checkout")
    return folder


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
