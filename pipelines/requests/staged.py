"""Requests in which somebody is shown: a character, staged, or a portrait brought to life."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from emogen.errors import RequestError
from emogen.files import is_file
from emogen.media import PICTURE_SUFFIXES
from emogen.pipelines.requests.backend import Chosen, DeviceRequest, Options, options_parameter
from emogen.pipelines.requests.base import Request
from emogen.pipelines.requests.emotional import EmotionRequest
from emogen.pipelines.requests.parameter import LOOK, parameter
from emogen.pipelines.requests.scenes import check_scene, scene_text
from emogen.pipelines.requests.values import FilePath


class PortraitRequest(DeviceRequest):
    """A request that can show a portrait in place of a character."""

    renderer: str | None = parameter(
        None,
        "What draws the face, see `emogen plugins`; anny, or photo for a portrait, by default.",
        panel=LOOK,
        complete="face",
    )
    renderer_option: Options = options_parameter(
        "A setting of the renderer, e.g. --renderer-option samples=4; can be given again.", panel=LOOK
    )
    portrait: FilePath | None = parameter(
        None,
        "A photograph or painting to bring to life instead.",
        panel=LOOK,
        is_input=True,
        reads=PICTURE_SUFFIXES,
        metavar="FILE",
    )
    face: Annotated[int, Field(ge=1)] | None = parameter(
        None, "Which face of the portrait, from 1, the largest first.", panel=LOOK
    )

    def contents(self) -> dict[str, Any]:
        behind = super().contents()
        if self.portrait is not None:
            behind["portrait"] = self.content_of("portrait", "portrait")
        return behind

    def backends(self) -> tuple[Chosen, ...]:
        return (*super().backends(), self.drawn_by)

    @property
    def drawn_by(self) -> Chosen:
        """The backend that draws the face."""
        from emogen.pipelines.face.drawing import drawn_by

        kind, name = drawn_by(self.renderer, portrait=self.portrait is not None)
        return self.chosen(kind, name, self.renderer_option)


class LitRequest(PortraitRequest):
    """A request in which a character stands before a camera."""

    lighting: str = parameter(
        "studio", "Lighting set-up for characters: studio, soft or dramatic.", panel=LOOK
    )
    camera: str = parameter("portrait", "Framing: portrait, close-up or bust.", panel=LOOK)


class StagedRequest(LitRequest, EmotionRequest):
    """A request in which a character is drawn."""

    light_emotion: bool = parameter(False, "The light follows the emotion: warm joy, cold fear.", panel=LOOK)
    background: str = parameter(
        "studio",
        '"studio", "#30363c", a gradient "#203040-#0a0c10", a picture, or a scene that feels the same: '
        '"scene: a harbour at dusk", "still: ..." where nothing in it is to move.',
        panel=LOOK,
        is_input=True,
        reads=PICTURE_SUFFIXES,
    )

    @property
    def in_scene(self) -> bool:
        """Whether the background is a scene in words."""
        return scene_text(self.background) is not None

    @property
    def all_media(self) -> tuple[str, ...]:
        """See :class:`~emogen.pipelines.requests.base.Request`; a scene's painter decides the result too."""
        return (*super().all_media, *(("image",) if self.in_scene else ()))

    def staging(self) -> dict[str, Any]:
        """Light, camera and background for a renderer; a scene in its words. Raises ``RequestError`` for an
        unknown one."""
        from emogen.pipelines.face.render.backdrop import backdrop
        from emogen.pipelines.face.render.camera import find_camera
        from emogen.pipelines.face.render.lights import find_light

        if self.in_scene:
            renderer = self.renderer or "anny" if self.portrait is None else None
            check_scene(self.background, self.lighting, light_emotion=self.light_emotion, renderer=renderer)
        elif "background" not in self.sources:
            backdrop(self.background, (16, 16), find_light(self.lighting))
        return {
            "lighting": find_light(self.lighting),
            "camera": find_camera(self.camera),
            "background": self.background,
            "mood": self.feeling.basic() if self.light_emotion else None,
        }

    def contents(self) -> dict[str, Any]:
        behind = super().contents()
        if "background" in self.sources or is_file(self.background):
            behind["background"] = self.content_of("background", "picture")
        return behind


def check_portrait(request: Request, *ignored: str) -> None:
    """Raise ``RequestError`` where a portrait is asked for what only characters have."""
    fields = type(request).model_fields
    for name in ("lighting", "light_emotion", "camera", "background", *ignored):
        if name in fields and getattr(request, name) != fields[name].default:
            raise RequestError(
                f"{name} and portrait are both given",
                why="a portrait keeps its own light, framing and background",
                fix=f"Take {name} out.",
            )
