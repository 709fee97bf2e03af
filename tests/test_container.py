"""The container's files agree with the project. That its steps work was shown by hand: docs/container.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from tests.test_layers import LAYERS

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_image_has_every_layer_and_what_installing_needs() -> None:
    copied = set(re.findall(r"[\w.]+", " ".join(re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, re.MULTILINE))))
    assert copied - {"."} >= {*LAYERS, "assets", "pyproject.toml", "constraints.txt", "LICENSE", "NOTICE"}
    assert all((ROOT / name).exists() for name in copied)
    kept = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(kept) == copied - {"."}


def test_it_runs_as_nobody_in_particular_and_writes_to_one_folder() -> None:
    assert re.search(r"^USER emogen$", DOCKERFILE, re.MULTILINE)
    assert "/health" in DOCKERFILE
    services: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    service = services["emogen"]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"]
    assert all(volume.endswith(":ro") for volume in service["volumes"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
