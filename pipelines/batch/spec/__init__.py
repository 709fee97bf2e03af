"""Job specs: a file that lists jobs, checked whole before anything is made.

    version: 1
    cast:
      Eileen: {voice: "af_bella:0.8+af_heart:0.2", pace: 0.95}
    defaults: {seed: by-id, speak: {captions: vtt}}
    files: "{kind}/{id}"
    jobs:
      - {id: greet, kind: speak, cast: Eileen, text: "You came!", emotion: "joy:0.8"}
      - {id: greet-face, kind: animate, recording: job:greet, text: "You came!", emotion: "joy:0.8"}

YAML, JSON, or JSON lines; docs/batch.md describes it. :mod:`.document` reads a file, :mod:`.reading` what it
includes, :mod:`.scope` keeps defaults, groups and cast, :mod:`.jobs` and :mod:`.links` make requests.
"""

from __future__ import annotations

from emogen.pipelines.batch.spec.load import load_spec
from emogen.pipelines.batch.spec.problems import SpecError

__all__ = ["SpecError", "load_spec"]
