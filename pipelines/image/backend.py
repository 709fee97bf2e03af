"""Image backends: from a text and picture targets to a painting."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from emogen.conditioning.targets.picture import NEUTRAL, PictureTargets
from emogen.errors import RequestError
from emogen.progress import Progress, ignore
from emogen.registry import Backend

if TYPE_CHECKING:
    from emogen.conditioning.emotion import Emotion
    from emogen.media import Picture


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """A picture to start from in place of an empty canvas.

    Attributes:
        picture: the pixels, of any size.
        strength: how far the result may depart from it, 0 (the picture itself) to 1 (not at all bound).
    """

    picture: Picture
    strength: float = 0.6


@dataclass(frozen=True, slots=True)
class Brief:
    """A scene to be painted.

    Attributes:
        text: what to show.
        size: (width, height) in pixels.
        emotion: what the picture is to make people feel.
        targets: how that shows: colour, light, weather and line. They are the emotion's unless they were
            given; a backend realises them.
        seed: another seed composes another picture.
        negative: what the picture must not show; "" for nothing.
        start: a picture to start from, or None.
        progress: told the fraction done; what it raises stops the work.
    """

    text: str
    size: tuple[int, int]
    emotion: Emotion
    targets: PictureTargets
    seed: int = 0
    negative: str = ""
    start: Start | None = None
    progress: Progress = ignore


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """A painted scene.

    Attributes:
        picture: the pixels, of the size in the brief.
        shown: the words that were understood and painted, in the order of the text.
        missing: the content words that could not be shown.
        notes: what had to be chosen because the text did not say it, for people.
        targets: what the emotion asked of the picture; :func:`~emogen.pipelines.image.paint.paint` adds it.
    """

    picture: Picture
    shown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    targets: PictureTargets = NEUTRAL


class ImageBackend(Backend, Protocol):
    """A backend of the kind ``image``.

    Of what not all can it has in ``can``: ``negative``, text that says what must not be shown; ``start``,
    a picture to start from.
    """

    kind: ClassVar[str] = "image"

    def check(self, text: str, size: tuple[int, int]) -> None:
        """Refuse, without any work, what :meth:`paint` would.

        Raises:
            RequestError: an empty, too long or wholly unknown text; a size that cannot be painted.
        """
        del size
        if not text.strip():
            raise RequestError("there is nothing to paint", fix="Write what the picture shows.")

    @abstractmethod
    def paint(self, brief: Brief) -> Painting:
        """Paint a scene that passed :meth:`check`.

        Raises:
            MissingWeightError: a model is not there.
        """
