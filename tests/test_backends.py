"""One contract for every registered backend, built in or third-party."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from emogen import weights
from emogen.errors import RequestError
from emogen.registry import MODALITIES, Backend, backends, find_backend

ALL = [(modality, name) for modality in MODALITIES for name in backends(modality)]


@pytest.fixture(params=ALL, ids=".".join)
def backend(request: pytest.FixtureRequest) -> type[Backend]:
    return find_backend(*request.param)


def test_every_modality_has_an_embedded_backend() -> None:
    assert {("speech", "kokoro"), ("face", "anny"), ("image", "painter")} <= set(ALL)


def test_it_is_registered_under_its_own_name(backend: type[Backend]) -> None:
    assert (backend.modality, backend.name) in ALL
    assert find_backend(backend.modality, backend.name) is backend
    assert backend.__doc__


def test_its_weights_are_in_the_manifest(backend: type[Backend]) -> None:
    assert set(backend.models) <= set(weights.models())


def test_its_options_have_defaults_and_forbid_unknown_keys(backend: type[Backend]) -> None:
    assert backend.Options() == backend.Options()
    with pytest.raises(ValidationError):
        backend.Options(no_such_option=1)


@pytest.mark.parametrize("modality", MODALITIES)
def test_unknown_backends_are_refused(modality: str) -> None:
    with pytest.raises(RequestError, match="unknown"):
        find_backend(modality, "nonesuch")
