"""The verbs as Python functions, with the names and defaults of the command line.

    emogen.speak("Hi", voice="af_bella", captions="hi.vtt").save("hi.wav")

They derive from the requests; ``api.pyi`` beside this file tells editors and type checkers their
parameters (``tools/derived.py`` writes it).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from emogen.pipelines.requests.making import make_request
from emogen.pipelines.requests.verbs import VERBS, Verb
from emogen.progress import Progress, ignore

if TYPE_CHECKING:
    from emogen.pipelines.requests.base import Result
    from emogen.pipelines.requests.speak import SpeakRequest
    from emogen.pipelines.speech.speak import Speech

__all__ = [*VERBS, "stream"]


def signature(verb: Verb) -> inspect.Signature:
    """The parameters of a verb's function: positional arguments first, then keywords, then ``progress``."""
    from pydantic_core import PydanticUndefined

    from emogen.pipelines.requests.parameter import parameters

    positional: list[inspect.Parameter] = []
    keywords: list[inspect.Parameter] = []
    for name, info, shown in parameters(verb.load()):
        default = info.get_default(call_default_factory=True)
        parameter = inspect.Parameter(
            name,
            inspect.Parameter.POSITIONAL_OR_KEYWORD if shown.argument else inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if default is PydanticUndefined else default,
            annotation=info.annotation,
        )
        (positional if shown.argument else keywords).append(parameter)
    progress = inspect.Parameter(
        "progress", inspect.Parameter.KEYWORD_ONLY, default=ignore, annotation=Progress
    )
    return inspect.Signature([*positional, *keywords, progress], return_annotation="Result")


def _values(verb: Verb, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a call by name."""
    positional = [p.name for p in signature(verb).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    if len(arguments) > len(positional):
        most = f"{len(positional)} positional argument{'s' * (len(positional) != 1)}"
        raise TypeError(f"{verb.name}() takes {most}, not {len(arguments)}; name the others, as emotion=...")
    named = dict(zip(positional, arguments, strict=False))
    for name in named:
        if name in keywords:
            raise TypeError(f"{verb.name}() got {name!r} twice")
    return named | keywords


def function(verb: Verb) -> Callable[..., Result[Any]]:
    """The function of a verb."""

    def call(*arguments: Any, progress: Progress = ignore, **keywords: Any) -> Result[Any]:
        return make_request(verb.name, _values(verb, arguments, keywords)).perform(progress)

    call.__name__ = call.__qualname__ = verb.name
    call.__doc__ = _docstring(verb)
    call.__signature__ = signature(verb)  # type: ignore[attr-defined]
    return call


def _docstring(verb: Verb) -> str:
    """The summary, what the model says besides, and every parameter."""
    from emogen.pipelines.requests.parameter import described, parameters

    model = verb.load()
    rows = [f"    {name}: {described(info, shown)}" for name, info, shown in parameters(model)]
    about = [model.about, ""] if model.about else []
    ends = ["", "Raises:", "    RequestError: a value that does not fit, an unknown name.",
            "    MissingWeightError: weights are not here."]  # fmt: skip
    return "\n".join([verb.summary, "", *about, "Args:", *rows, *ends])


def stream(text: str, **keywords: Any) -> Iterator[Speech]:
    """Speak a line phrase by phrase, each as soon as it is there; parameters as for ``speak``.

    The sounds joined are those of ``speak``, sample by sample; the timeline of each counts from its
    own start. A wrong request is refused before the first phrase is asked for.

    Raises:
        RequestError: as ``speak``; a parameter that needs the whole line.
    """
    request = cast("SpeakRequest", make_request("speak", {"text": text, **keywords}))
    return request.stream()


def __getattr__(name: str) -> Any:
    if name not in VERBS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = made = function(VERBS[name])
    return made
