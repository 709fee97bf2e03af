"""One call of a pipeline: from a brief to a painting."""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from emogen.errors import GenerationError
from emogen.media import Picture
from emogen.pipelines.image.backend import Brief, Painting
from emogen.pipelines.image.diffusion import canvas
from emogen.pipelines.image.diffusion.families import Family, family_of, takes
from emogen.pipelines.image.diffusion.loading import Setup, from_picture
from emogen.pipelines.image.diffusion.models import Located
from emogen.pipelines.image.diffusion.options import DiffusersOptions
from emogen.pipelines.image.diffusion.prompting import Reader, Written, step_watcher, write
from emogen.pipelines.image.diffusion.steering import steered
from emogen.progress import part_of

if TYPE_CHECKING:
    from PIL.Image import Image

_PREPARED: Final = 0.1
_PAINTED: Final = 0.97
"""Shares of the work that are done when the prompt is ready, and when the last step is."""

_STEPS: Final = 50
"""Steps of a pipeline whose call names no default; that of most of diffusers."""


@dataclass(frozen=True, slots=True, eq=False)
class Easel:
    """A loaded pipeline and its settings.

    Attributes:
        options, setup: what was asked for, and how the pipeline was loaded.
        model: where it came from.
        pipeline: of diffusers, from text to picture.
    """

    options: DiffusersOptions
    setup: Setup
    model: Located
    pipeline: Any

    def paint(self, brief: Brief) -> Painting:
        """Paint a brief. Raises as :meth:`~.backend.DiffusersBackend.paint`."""
        if brief.start is not None and brief.start.strength <= 0:
            pixels = _pixels(canvas.fitted(_image(brief.start.picture), brief.size))
            return Painting(Picture(pixels), notes=("the picture itself: its strength is 0",))
        pipeline = self.pipeline if brief.start is None else from_picture(self.pipeline)
        family = family_of(pipeline)
        reader = Reader(pipeline, family, self._guided(pipeline, family))
        written = write(brief, self.options, reader, self.setup, part_of(brief.progress, 0.0, _PREPARED))
        native = canvas.native_side(pipeline)
        exact = self.options.size == "exact"
        size = canvas.canvas_size(brief.size, native, canvas.multiple(pipeline, family), exact=exact)
        image = self._called(pipeline, brief, written, size)
        notes = [*written.notes, *_size_notes(image.size, brief.size)]
        brief.progress(1.0)
        notes.append(f"made by {self.model.name}, licence: {self.model.licence}")
        return Painting(Picture(_pixels(canvas.fitted(image, brief.size))), notes=tuple(notes))

    def _called(self, pipeline: Any, brief: Brief, written: Written, size: tuple[int, int]) -> Image:
        """The picture as the pipeline paints it."""
        import torch

        steps = self._steps(pipeline)
        wanted: dict[str, Any] = {
            "prompt": written.text,
            "width": size[0],
            "height": size[1],
            "num_inference_steps": steps,
            "generator": torch.Generator("cpu").manual_seed(brief.seed),
            "use_resolution_binning": False,  # The size is chosen here.
            **self._guidance(pipeline, family_of(pipeline), written),
            **step_watcher(pipeline, part_of(brief.progress, _PREPARED, _PAINTED)),
        }
        if brief.start is not None:
            wanted["image"] = canvas.fitted(_image(brief.start.picture), size)
            wanted["strength"] = strength = min(1.0, brief.start.strength)
            wanted["num_inference_steps"] = max(steps, math.ceil(1 / strength))
        arguments = {name: value for name, value in wanted.items() if takes(pipeline.__call__, name)}
        with steered(pipeline, written.edit):
            result = pipeline(**arguments)
        if any(getattr(result, "nsfw_content_detected", None) or ()):
            raise GenerationError(
                "the model's own filter took the picture for indecent and blanked it",
                fix="Try another seed or other words.",
            )
        image: Image = result.images[0]
        return image

    def _steps(self, pipeline: Any) -> int:
        known = self.model.known
        return (
            self.options.steps
            or (known and known.steps)
            or _default(pipeline, "num_inference_steps")
            or _STEPS
        )

    def _strength(self, pipeline: Any, name: str) -> float:
        """Guidance by the parameter ``name``: asked for, made for the model, or its pipeline's own."""
        if self.options.guidance is not None:
            return self.options.guidance
        if self.model.known is not None and self.model.known.guidance is not None:
            return self.model.known.guidance
        return float(_default(pipeline, name) or 0.0)

    def _guided(self, pipeline: Any, family: Family | None) -> bool:
        """Whether the pipeline guides away from negative text with these settings."""
        call = pipeline.__call__
        if not takes(call, "negative_prompt"):
            return False
        network = getattr(pipeline, "unet", None)
        if getattr(getattr(network, "config", None), "time_cond_proj_dim", None):
            return False  # LCM: its guidance is an input of the network.
        name = family.guidance if family else "guidance_scale"
        if takes(call, "true_cfg_scale") and name != "true_cfg_scale":
            return self.options.true_cfg > 1
        return self._strength(pipeline, name) > 1

    def _guidance(self, pipeline: Any, family: Family | None, written: Written) -> dict[str, Any]:
        """Guidance and negative text, as the call takes them."""
        name = family.guidance if family else "guidance_scale"
        guidance: dict[str, Any] = {name: self._strength(pipeline, name)}
        if name != "true_cfg_scale" and self.options.true_cfg > 1:
            guidance["true_cfg_scale"] = self.options.true_cfg
        if self._guided(pipeline, family):
            if written.negative:
                guidance["negative_prompt"] = written.negative
            elif name == "true_cfg_scale":
                guidance["negative_prompt"] = " "  # Without any there is no guidance; so its authors have it.
        return guidance


def _default(pipeline: Any, name: str) -> Any:
    """The default of a parameter of a pipeline's call; None without one."""
    parameter = inspect.signature(pipeline.__call__).parameters.get(name)
    return None if parameter is None or parameter.default is parameter.empty else parameter.default


def _size_notes(painted: tuple[int, int], asked: tuple[int, int]) -> list[str]:
    if canvas.only_cut(painted, asked):
        return [] if painted == asked else ["painted at {}x{}, and cut at the edges".format(*painted)]
    factor = max(asked[0] / painted[0], asked[1] / painted[1])
    at = "painted at {}x{}, which suits the model".format(*painted)
    if factor > 1.0:
        blurred = ": it has no finer detail" if factor > 2 else ""
        return [f"{at}, and enlarged {factor:.2g} times{blurred}"]
    return [f"{at}, and made smaller"]


def _image(picture: Picture) -> Image:
    """A picture for Pillow; transparent parts are white."""
    from PIL import Image

    image = Image.fromarray(picture.pixels)
    if image.mode == "RGBA":
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")


def _pixels(image: Image) -> Any:
    import numpy as np

    return np.asarray(image.convert("RGB"), dtype=np.uint8)
