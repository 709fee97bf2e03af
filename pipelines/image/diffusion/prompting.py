"""The prompt, the negative prompt and the edit of the embedding for one brief."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from emogen.errors import RequestError
from emogen.home import user_path
from emogen.pipelines.image.backend import Brief
from emogen.pipelines.image.diffusion import content
from emogen.pipelines.image.diffusion.cached import directions_of
from emogen.pipelines.image.diffusion.directions import coordinates
from emogen.pipelines.image.diffusion.families import Family, takes, token_count, token_limit
from emogen.pipelines.image.diffusion.loading import Setup
from emogen.pipelines.image.diffusion.options import DiffusersOptions
from emogen.pipelines.image.diffusion.steering import Edit, Steering
from emogen.progress import Progress

_WORDS_READ: Final = 60
"""Words that a text encoder nobody told of is taken to read: those of CLIP's 77 tokens. Ours."""

_FOREIGN: Final = 0.3
"""Share of letters beyond ASCII from which a text counts as no English. Ours."""


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A prompt ready for a pipeline.

    Attributes:
        text, negative: as the pipeline gets them; "" for no negative text.
        edit: what is done to the embedding, or None.
        notes: for people.
    """

    text: str
    negative: str
    edit: Edit | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The way in which a pipeline reads prompts.

    Attributes:
        pipeline, family: it, and what is known of it.
        guided: whether negative text counts: by classifier-free guidance.
    """

    pipeline: Any
    family: Family | None
    guided: bool

    @property
    def limit(self) -> tuple[Any, int] | None:
        """The tokenizer that reads most, and how many tokens; None where nobody knows."""
        return token_limit(self.pipeline, self.family) if self.family else None

    def fits(self, text: str) -> bool:
        """Whether the model reads the whole of a text."""
        if (limit := self.limit) is None:
            return len(text.split()) <= _WORDS_READ
        return token_count(limit[0], text) <= limit[1]


def write(
    brief: Brief, options: DiffusersOptions, reader: Reader, setup: Setup, progress: Progress
) -> Written:
    """The prompt for a brief.

    Raises:
        RequestError: negative text for a model that it does not count for; an adapter of another model.
        GenerationError: the text encoder does not tell emotions apart.
    """
    along = coordinates(brief.emotion)
    phrases = content.content(brief.text, brief.targets, options.content_strength, brief.seed)
    if reader.family is None and options.direction_strength:
        phrases = (*content.mood_words(along, options.direction_strength), *phrases)
    text, added = content.fitted(brief.text, phrases, reader.fits)
    notes = list(_notes(brief, reader, moved=any(along)))
    if added:
        notes.append(f"added for the emotion: {', '.join(added)}")
    negative, away = _negative(brief, options, reader, along)
    if away:
        notes.append(f"guided away from: {away}")
    edit = _edit(brief, options, reader, setup, _At(text, along, progress))
    return Written(text, negative, edit, tuple(notes))


@dataclass(frozen=True, slots=True, eq=False)
class _At:
    """The prompt, how far along each axis, and who watches."""

    text: str
    along: list[float]
    progress: Progress


def _notes(brief: Brief, reader: Reader, *, moved: bool) -> list[str]:
    notes = []
    limit = reader.limit
    if limit is not None and not reader.fits(brief.text):
        count = token_count(limit[0], brief.text)
        notes.append(f"the model reads the first {limit[1]} of the text's {count} tokens")
    if reader.family is None and moved:
        name = type(reader.pipeline).__name__
        notes.append(f"the emotion is in words alone: the text encoder of {name} is not known")
    letters = [letter for letter in brief.text if letter.isalpha()]
    foreign = sum(not letter.isascii() for letter in letters) > _FOREIGN * len(letters)
    if foreign and reader.family is not None and reader.family.english:
        notes.append(f"{reader.family.name} was trained on English: other languages are read badly")
    return notes


def _negative(brief: Brief, options: DiffusersOptions, reader: Reader, along: list[float]) -> tuple[str, str]:
    """The negative prompt, and the part of it that the emotion adds."""
    if not reader.guided:
        if brief.negative:
            raise _unguided(reader)
        return "", ""
    strength = options.negative_strength
    words: tuple[str, ...] = ()
    if strength:
        adjectives = content.mood_words(along, strength, opposed=True)
        words = (*adjectives, *content.opposite(brief.targets, strength, brief.seed))
    wanted = content.words(brief.text)
    words = tuple(word for word in words if not content.words(word) & wanted)
    if not brief.negative:
        text, kept = content.fitted(words[0], words[1:], reader.fits) if words else ("", ())
        return text, text
    text, kept = content.fitted(brief.negative, words, reader.fits)
    return text, ", ".join(kept)


def _unguided(reader: Reader) -> RequestError:
    call = reader.pipeline.__call__
    if not takes(call, "negative_prompt"):
        return RequestError(
            "this model takes no negative text",
            why=f"{type(reader.pipeline).__name__} has no such guidance",
            fix="Leave it out, or say in the text what the picture shows.",
        )
    distilled = takes(call, "true_cfg_scale")
    return RequestError(
        "negative text counts for nothing with this model",
        why="it is guidance-distilled" if distilled else "its guidance is off",
        fix="Say --option true_cfg=2, which doubles the time."
        if distilled
        else "Say --option guidance=4 and --option steps=20, say, or leave it out: turbo models have none.",
    )


def _edit(brief: Brief, options: DiffusersOptions, reader: Reader, setup: Setup, at: _At) -> Edit | None:
    if reader.family is None:
        if options.adapter:
            raise RequestError(
                "the adapter cannot be used with this model",
                why=f"the text encoder of {type(reader.pipeline).__name__} is not known",
            )
        return None
    if not any(at.along):
        return None
    if options.adapter:
        from emogen.pipelines.image.diffusion.adapter.adapter import load_adapter

        adapter = load_adapter(user_path(options.adapter))
        return Steering(reader.pipeline, reader.family, at.text, brief.emotion, adapter=adapter).edit
    if not options.direction_strength:
        return None
    directions = directions_of(reader.pipeline, reader.family, setup, at.progress)
    strengths = [options.direction_strength * value for value in at.along]
    return Steering(reader.pipeline, reader.family, at.text, brief.emotion, directions, strengths).edit


def step_watcher(pipeline: Any, progress: Progress) -> dict[str, Callable[..., Any]]:
    """The arguments of a pipeline's call that tell ``progress`` of each step; none where it cannot.

    What ``progress`` raises stops the work at that step.
    """

    def done(step: int) -> None:
        timesteps = getattr(getattr(pipeline, "scheduler", None), "timesteps", ())
        progress((step + 1) / max(step + 1, len(timesteps)))

    def at_end(_pipeline: Any, step: int, _timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        done(step)
        return tensors

    if takes(pipeline.__call__, "callback_on_step_end"):
        return {"callback_on_step_end": at_end}
    if takes(pipeline.__call__, "callback"):  # The older form, of PixArt.
        return {"callback": lambda step, _timestep, _latents: done(step)}
    return {}
