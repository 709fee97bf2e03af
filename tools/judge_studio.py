"""Train the judge that ships: arousal from eight studio recordings under Apache-2.0.

    python -m tools.judge_studio claire_mark -o assets/judge_studio.safetensors

Two speakers show four emotions in under a minute. That is too little to name emotions on (it was
tried: close to chance on other corpora), and enough to hear arousal. So only that is kept.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from emogen.pipelines.evaluate.hearing.corpora import read_clips
from emogen.pipelines.evaluate.hearing.heard import Heard, hear_clips
from emogen.pipelines.evaluate.hearing.model import VoiceModel, save
from emogen.pipelines.evaluate.hearing.train import train


def train_studio(heard: Heard) -> VoiceModel:
    """A judge without categories, whose relative ear hears differences only."""
    return train(heard, (), relative="difference")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=Path("assets/judge_studio.safetensors"))
    options = parser.parse_args()
    heard, _ = hear_clips(read_clips(options.data))
    model = train_studio(heard)
    save(model, options.output)
    print(model.card)


if __name__ == "__main__":
    main()
