"""What every test starts from: no config of whoever runs the tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from emogen import config


@pytest.fixture(scope="session", autouse=True)
def _no_config(tmp_path_factory: pytest.TempPathFactory) -> None:
    reserved = config.RESERVED
    for name in [name for name in os.environ if name.startswith(config.PREFIX) and name not in reserved]:
        del os.environ[name]
    os.environ["EMOGEN_CONFIG"] = str(Path(tmp_path_factory.getbasetemp(), "no-config.toml"))
