"""Scenes behind faces: ``--background "scene: a harbour at dusk"``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from emogen.errors import RequestError

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.conditioning.track import EmotionTrack
    from emogen.pipelines.face.render.scenery import Scenery

MOVING: Final = "scene:"
STILL: Final = "still:"
"""What a background begins with that is a scene in words, and does or does not move in a film."""

_SAMPLES: Final = 9
"""Places of a track whose mean a scene feels."""


def scene_text(background: str) -> str | None:
    """The words of a scene, or None for another background."""
    start = background.lstrip()[: len(MOVING)].lower()
    return background.lstrip()[len(MOVING) :].strip() if start in (MOVING, STILL) else None


def check_scene(background: str, lighting: str, *, light_emotion: bool, renderer: str | None) -> None:
    """Refuse a scene that cannot be painted, or given with what it decides itself.

    Args:
        renderer: of a character; None of a portrait, which is refused elsewhere.

    Raises:
        RequestError: a text of which nothing can be painted; light of one's own; a renderer without scenes.
    """
    from emogen.pipelines.image.paint import check_paint
    from emogen.registry import make, require

    check_paint(scene_text(background) or "", (512, 512))
    for name, given in (("lighting", lighting != "studio"), ("light_emotion", light_emotion)):
        if given:
            raise RequestError(
                f"{name} and a scene are both given",
                why="somebody in a scene stands in its light, which follows the emotion",
                fix=f"Take {name} out, or give another background.",
            )
    if renderer is not None:
        require(make("face", renderer, {}), "scenes", "stand somebody in a scene")


def scene_behind(
    background: str, feeling: Emotion, size: tuple[int, int], chance: dict[str, Any], *, film: bool
) -> Scenery:
    """The scene of a background, which feels what the face feels.

    Args:
        background: as :func:`check_scene` lets pass. size: of the frames, (width, height) in pixels.
        chance: seed, take and variation. film: whether it may move.

    Raises:
        RequestError: a size that cannot be painted.
    """
    from emogen.pipelines.image.paint import check_paint
    from emogen.pipelines.image.painter.moving.scenery import Scene

    text = scene_text(background) or ""
    check_paint(text, size)
    moves = film and background.lstrip().lower().startswith(MOVING)
    return Scene(text, feeling, size, moves=moves, **chance)


def felt_on_the_whole(track: EmotionTrack, seconds: float) -> Emotion:
    """The mean emotion of a track over so many seconds, which a scene behind it feels."""
    felt = [track.at(seconds * (k + 0.5) / _SAMPLES) for k in range(_SAMPLES)]
    if all(emotion == felt[0] for emotion in felt):
        return felt[0]
    whole = (1.0 / _SAMPLES) * felt[0]
    for emotion in felt[1:]:
        whole = whole + (1.0 / _SAMPLES) * emotion
    return whole
