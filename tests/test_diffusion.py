"""The diffusers backend on small pipelines of random weights, saved and loaded as real ones are."""

from __future__ import annotations

import importlib.util
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from emogen.conditioning.emotion import Emotion
from emogen.conditioning.targets.picture import NEUTRAL, picture_targets
from emogen.errors import GenerationError, RequestError
from emogen.media import Picture
from emogen.pipelines.image.backend import Brief, Painting, Start
from emogen.pipelines.image.diffusion import memory
from emogen.pipelines.image.diffusion.backend import DiffusersBackend
from emogen.pipelines.image.diffusion.options import DiffusersOptions
from emogen.testing import check_image_backend

INSTALLED = all(
    importlib.util.find_spec(name) for name in ("accelerate", "diffusers", "peft", "transformers")
)
pytestmark = pytest.mark.skipif(
    not INSTALLED, reason="diffusers is not installed: run `make extra EXTRA=diffusion`"
)

TEXT = "a house by the sea"
STARTS = ("sd15", "sdxl", "sd3", "flux", "qwen", "z-image")
"""Families whose pipelines start from a picture too."""


@pytest.fixture(scope="module", autouse=True)
def _surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No network, a cache of its own, one thread: many are slower for tiny networks."""
    if not INSTALLED:
        yield
        return
    import torch

    threads = torch.get_num_threads()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMOGEN_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path_factory.mktemp("hub")))
        patch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        patch.setattr("socket.socket.connect", _no_network)
        torch.set_num_threads(1)
        yield
        torch.set_num_threads(threads)


def _no_network(*_: object) -> None:
    raise AssertionError("the network was tried")


@pytest.fixture(scope="module")
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a tiny pipeline by its family, made when it is first asked for."""
    from tests.tiny_pipelines import save

    folders: dict[str, Path] = {}

    def folder(family: str) -> Path:
        if family not in folders:
            folders[family] = save(family, tmp_path_factory.mktemp(family))
        return folders[family]

    return folder


@pytest.fixture(scope="module")
def sd15(folder_of: Callable[[str], Path]) -> Path:
    return folder_of("sd15")


def backend(folder: Path, **options: Any) -> DiffusersBackend:
    return DiffusersBackend(DiffusersOptions(model=str(folder), **{"steps": 2, "size": "exact", **options}))


def brief(emotion: Emotion | str = "neutral", size: tuple[int, int] = (64, 64), **fields: Any) -> Brief:
    feeling = Emotion.parse(emotion) if isinstance(emotion, str) else emotion
    return Brief(**{"text": TEXT, "size": size, "emotion": feeling, "targets": picture_targets(feeling),
                    "seed": 1, **fields})  # fmt: skip


def moved(emotion: Emotion) -> Brief:
    """An emotion in the embedding alone."""
    return brief(emotion, targets=NEUTRAL)


def pixels(painting: Painting) -> np.ndarray:
    return painting.picture.pixels.astype(float)


def plain(folder: Path, **call: Any) -> np.ndarray:
    """The picture as diffusers itself makes it."""
    import torch

    diffusers: Any = importlib.import_module("diffusers")
    pipeline = diffusers.DiffusionPipeline.from_pretrained(
        folder, use_safetensors=True, local_files_only=True
    )
    pipeline.set_progress_bar_config(disable=True)
    generator = torch.Generator("cpu").manual_seed(1)
    options = {"height": 64, "width": 64, "num_inference_steps": 2, "generator": generator, **call}
    return np.asarray(pipeline(TEXT, **options).images[0]).astype(float)


CALLS: dict[str, dict[str, Any]] = {
    "pixart": {"use_resolution_binning": False},
    "sana": {"use_resolution_binning": False},
    "qwen": {"negative_prompt": " "},  # As its authors have it; without one it is not guided at all.
}
"""Arguments of the plain call that differ from the defaults of diffusers."""

FAMILIES = ("sd15", "sdxl", "sd3", "flux", "pixart", "sana", "qwen", "z-image", "lumina")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", FAMILIES)
def test_neutral_is_the_plain_pipeline_to_the_bit(folder_of: Callable[[str], Path], family: str) -> None:
    folder = folder_of(family)
    painting = backend(folder).paint(brief())
    assert np.array_equal(pixels(painting), plain(folder, **CALLS.get(family, {})))


@pytest.mark.parametrize("family", FAMILIES)
def test_the_picture_moves_with_valence_and_arousal(folder_of: Callable[[str], Path], family: str) -> None:
    painter = backend(folder_of(family), negative_strength=0)
    neutral = pixels(painter.paint(brief()))

    def distance(valence: float, arousal: float) -> float:
        emotion = Emotion.va(valence, arousal, 0.0)
        return float(np.abs(pixels(painter.paint(moved(emotion))) - neutral).mean())

    for faint, strong in (((0.3, 0), (1, 0)), ((-0.3, 0), (-1, 0)), ((0, 0.3), (0, 1)), ((0, -0.3), (0, -1))):
        assert 0 < distance(*faint) < distance(*strong)


@pytest.mark.parametrize("family", STARTS)
def test_a_picture_to_start_from(folder_of: Callable[[str], Path], family: str) -> None:
    painter = backend(folder_of(family), steps=4, direction_strength=0, negative_strength=0)
    start = np.full((50, 80, 3), (200, 60, 20), np.uint8)

    def distance(strength: float) -> float:
        made = painter.paint(brief(start=Start(Picture(start), strength)))
        return float(np.abs(pixels(made) - start[0, 0]).mean())

    assert distance(0.0) == 0
    near, far = distance(0.25), distance(1.0)
    assert near != far
    assert np.array_equal(
        pixels(painter.paint(brief(start=Start(Picture(start), 0.5)))),
        pixels(painter.paint(brief(start=Start(Picture(start), 0.5)))),
    )
    felt = painter.paint(brief("sadness", start=Start(Picture(start), 0.5)))
    assert not np.array_equal(pixels(felt), pixels(painter.paint(brief(start=Start(Picture(start), 0.5)))))


def test_a_family_without_it_refuses_a_start(folder_of: Callable[[str], Path]) -> None:
    start = Start(Picture(np.zeros((64, 64, 3), np.uint8)))
    with pytest.raises(RequestError, match=r"cannot start from a picture.*PixArtSigmaPipeline"):
        backend(folder_of("pixart")).paint(brief(start=start))


def test_a_transparent_start_is_on_white(sd15: Path) -> None:
    clear = np.zeros((64, 64, 4), np.uint8)
    assert pixels(backend(sd15).paint(brief(start=Start(Picture(clear), 0.0)))).min() == 255


# Settings


def test_steps_guidance_seed_and_scheduler_decide(sd15: Path) -> None:
    made = [
        pixels(backend(sd15, **options).paint(brief(seed=seed)))
        for options, seed in (
            ({}, 1), ({"steps": 3}, 1), ({"guidance": 3}, 1), ({"scheduler": "euler"}, 1),
            ({"scheduler": "dpm++"}, 1), ({}, 2),
        )
    ]  # fmt: skip
    assert not any(np.array_equal(left, right) for left, right in itertools.combinations(made, 2))


def test_slices_and_half_precision_change_little(sd15: Path) -> None:
    whole = pixels(backend(sd15).paint(brief()))
    assert np.abs(pixels(backend(sd15, slicing=True).paint(brief())) - whole).max() <= 1
    assert 0 < np.abs(pixels(backend(sd15, dtype="bf16").paint(brief())) - whole).mean() < 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"scheduler": "eulr"}, "unknown scheduler 'eulr'. Did you mean euler"),
        (
            {"scheduler": "FlowMatchEulerDiscreteScheduler"},
            "cannot drive this model.*its own is DDIMScheduler",
        ),
        ({"offload": "model"}, "offload model needs a GPU"),
        ({"device": "mps"}, "no such device: mps"),
        ({"lora": "gone.safetensors"}, "no such LoRA: gone.safetensors"),
    ],
)
def test_settings_that_cannot_be(sd15: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        backend(sd15, **options).paint(brief("joy"))


def test_the_contract(sd15: Path) -> None:
    check_image_backend(DiffusersBackend, {"model": str(sd15), "steps": 1, "size": "exact"}, size=(48, 32))


# Negative text


@pytest.mark.parametrize("family", ["sd15", "sdxl", "sd3", "pixart", "sana", "qwen", "z-image", "lumina"])
def test_negative_text_guides_away(folder_of: Callable[[str], Path], family: str) -> None:
    painter = backend(folder_of(family))
    assert not np.array_equal(pixels(painter.paint(brief())), pixels(painter.paint(brief(negative="rain"))))


def test_negative_text_where_it_counts_for_nothing(folder_of: Callable[[str], Path], sd15: Path) -> None:
    flux = folder_of("flux")
    with pytest.raises(RequestError, match=r"counts for nothing.*guidance-distilled.*true_cfg=2"):
        backend(flux).paint(brief(negative="rain"))
    guided = backend(flux, true_cfg=2.0)
    assert not np.array_equal(pixels(guided.paint(brief(negative="rain"))), pixels(guided.paint(brief())))
    with pytest.raises(RequestError, match=r"counts for nothing.*guidance is off"):
        backend(sd15, guidance=0).paint(brief(negative="rain"))
    assert not any(
        "guided away" in note for note in backend(flux, direction_strength=0).paint(brief("joy")).notes
    )
    assert any("guided away" in note for note in backend(sd15).paint(brief("joy")).notes)


# Sizes


@pytest.mark.parametrize(
    ("size", "options", "note"),
    [
        ((60, 44), {}, "painted at 64x48, and cut at the edges"),
        ((64, 64), {}, ""),
        ((150, 90), {"size": "native"}, "painted at 112x64, which suits the model, and enlarged 1.4 times"),
        ((20, 20), {"size": "native"}, "painted at 48x48, which suits the model, and made smaller"),
    ],
)
def test_sizes(sd15: Path, size: tuple[int, int], options: dict[str, Any], note: str) -> None:
    painting = backend(sd15, **options).paint(brief(size=size))
    assert painting.picture.size == size
    assert [x for x in painting.notes if x.startswith("painted")] == ([note] if note else [])


def test_a_size_that_no_memory_holds_is_refused_at_once(sd15: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_bytes", lambda _device: 20_000_000_000)
    with pytest.raises(RequestError, match=r"8192 x 8192 pixels.*GB of memory.*Lower the size"):
        backend(sd15).check(TEXT, (8192, 8192))
    backend(sd15, size="native").check(TEXT, (8192, 8192))


# Progress


@pytest.mark.parametrize("family", ["sd15", "flux", "pixart"])
def test_steps_are_told_and_can_be_stopped(folder_of: Callable[[str], Path], family: str) -> None:
    painter = backend(folder_of(family), steps=4)
    told: list[float] = []
    painter.paint(brief(progress=told.append))
    assert len(told) >= 5
    assert told == sorted(told)
    assert told[-1] == 1

    class StopError(Exception):
        pass

    def stop(done: float) -> None:
        stopped.append(done)
        if done > 0.3:
            raise StopError

    stopped: list[float] = []
    with pytest.raises(StopError):
        painter.paint(brief(progress=stop))
    assert len(stopped) < len(told)
    assert pixels(painter.paint(brief())).shape == (64, 64, 3)  # Nothing is left half done.


# LoRA


@pytest.fixture(scope="module")
def lora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A LoRA of the tiny Stable Diffusion, made by peft, saved as trainers save it."""
    import torch
    from peft import LoraConfig
    from peft.utils import get_peft_model_state_dict

    from tests.tiny_pipelines import make

    pipeline = make("sd15")
    pipeline.unet.add_adapter(LoraConfig(r=2, target_modules=["to_q", "to_v"], init_lora_weights=False))
    torch.manual_seed(3)
    layers = {name: torch.randn_like(x) for name, x in get_peft_model_state_dict(pipeline.unet).items()}
    folder = tmp_path_factory.mktemp("lora")
    type(pipeline).save_lora_weights(folder, unet_lora_layers=layers, weight_name="awe.safetensors")
    return folder / "awe.safetensors"


def test_a_lora_counts_by_its_weight(sd15: Path, lora: Path) -> None:
    without = pixels(backend(sd15).paint(brief()))

    def distance(setting: str) -> float:
        return float(np.abs(pixels(backend(sd15, lora=setting).paint(brief())) - without).mean())

    assert distance(f"{lora}:0") == 0
    assert 0 < distance(f"{lora}:0.3") < distance(f"{lora}")
    assert distance(f"{lora}:0.15,{lora}:0.15") == pytest.approx(distance(f"{lora}:0.3"), rel=0.05)


def test_loras_that_cannot_be(
    sd15: Path, folder_of: Callable[[str], Path], lora: Path, tmp_path: Path
) -> None:
    pickled = tmp_path / "old.bin"
    pickled.write_bytes(b"x")
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"x" * 100)
    for setting, message in (
        (f"{pickled}", r"old\.bin cannot be used \(it is no \.safetensors"),
        (f"{broken}", "cannot be used with this model"),
        (f"{lora}:99", "weight 99 of the LoRA .* out of range"),
    ):
        with pytest.raises(RequestError, match=message):
            backend(sd15, lora=setting).paint(brief())
    with pytest.raises(RequestError, match="cannot be used with this model"):
        backend(folder_of("sdxl"), lora=str(lora)).paint(brief())


# Which model it is


def test_another_model_is_another_result(sd15: Path, lora: Path, tmp_path: Path) -> None:
    from emogen.pipelines.requests.image import ImageRequest

    def digest(**options: Any) -> str:
        return ImageRequest(text=TEXT, backend="diffusers", option={"model": str(sd15), **options}).digest

    copy = tmp_path / "copy"
    shutil.copytree(sd15, copy)
    assert digest() != digest(lora=str(lora)) != digest(lora=f"{lora}:0.5")
    same = DiffusersBackend.contents(DiffusersOptions(model=str(copy)))
    assert same == DiffusersBackend.contents(DiffusersOptions(model=str(sd15)))
    weights = copy / "unet" / "diffusion_pytorch_model.safetensors"
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    assert DiffusersBackend.contents(DiffusersOptions(model=str(copy))) != same
    assert DiffusersBackend.contents(DiffusersOptions(model=str(tmp_path / "gone"))) == {}


def test_out_of_memory_says_what_to_lower(sd15: Path) -> None:
    import torch

    def full(_done: float) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    with pytest.raises(GenerationError, match=r"memory ran out \(CUDA out of memory.*Lower the size"):
        backend(sd15).paint(brief(progress=full))


def test_the_command_line(sd15: Path, tmp_path: Path) -> None:
    from emogen.cli.main import run_app
    from emogen.provenance import read_sidecar

    out = tmp_path / "out.png"
    arguments = ["image", TEXT, "--va=-0.7,0.6", "--backend", "diffusers", "--size", "64", "-o", str(out)]
    options = ["--option", f"model={sd15}", "--option", "steps=1", "--option", "size=exact"]
    assert run_app([*arguments, *options]) == 0
    record = read_sidecar(out)
    assert record is not None
    assert any(note.startswith("added for the emotion") for note in record["notes"])
    assert run_app(["image", TEXT, "--backend", "diffusers", "-o", str(out)]) == 2


def test_a_text_that_is_none(sd15: Path) -> None:
    for text in ("", "  ", "x" * 20_000):
        with pytest.raises(RequestError):
            backend(sd15).check(text, (64, 64))
