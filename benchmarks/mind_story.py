"""The story of docs/mind.md, plotted: what a stable and a neurotic guard feel over twenty minutes.

Run from the project root: ``python -m benchmarks.mind_story [TARGET]``; writes
docs/images/mind_story.png.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from emogen.conditioning.mind import Character, Event, Mind, Personality

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GUARDS = {
    "a stable guard": Personality(agreeableness=0.2, neuroticism=-0.8),
    "a neurotic guard": Personality(agreeableness=0.2, neuroticism=0.8),
}
STORY = {
    60: ("insulted", Event("The traveller insulted me", -0.6, -0.8, "other")),
    240: ("thief reported", Event("A thief may be inside", -0.7, prospect="possible", likelihood=0.6)),
    330: ("false alarm", Event("There was no thief", -0.7, prospect="disconfirmed", likelihood=0.6)),
    450: ("thanked", Event("The traveller thanked me", 0.5, 0.7, "other")),
}
END = 1200  # seconds
COLOURS = {
    **{"anger": "#c0392b", "reproach": "#e59866", "fear": "#7d3c98"},
    **{"relief": "#2e86c1", "gratitude": "#239b56", "admiration": "#a3c644"},
}
AXES = {"pleasure": "#d4ac0d", "arousal": "#117a65", "dominance": "#34495e"}


def live(personality: Personality) -> tuple[dict[str, list[float]], list[list[float]]]:
    """(intensity of each feeling, mood's three axes), one value a second."""
    guard = Mind(Character("Bram", personality=personality), variation=0.0)
    felt: dict[str, list[float]] = {name: [] for name in COLOURS}
    moods: list[list[float]] = [[], [], []]
    for second in range(END):
        if second in STORY:
            guard.react(STORY[second][1])
        for name, values in felt.items():
            values.append(guard.feelings.get(name, 0.0))
        for values, coordinate in zip(moods, guard.mood, strict=True):
            values.append(coordinate)
        guard.advance(1)
    return felt, moods


def draw(title: str, personality: Personality, upper: Axes, lower: Axes) -> None:
    felt, moods = live(personality)
    minutes = [second / 60 for second in range(END)]
    for name, values in felt.items():
        upper.plot(minutes, values, color=COLOURS[name], lw=1.8, label=name)
        upper.fill_between(minutes, values, color=COLOURS[name], alpha=0.12, lw=0)
    for (name, colour), values, rest in zip(AXES.items(), moods, personality.temperament, strict=True):
        lower.plot(minutes, values, color=colour, lw=1.8, label=name)
        lower.axhline(rest, color=colour, lw=1, ls=":")
    for number, (second, (what, _)) in enumerate(STORY.items()):
        for axes in (upper, lower):
            axes.axvline(second / 60, color="#888888", lw=0.8, zorder=0)
        upper.text(second / 60 + 0.12, 1.12 - 0.07 * number, what, fontsize=9, color="#444444", va="top")
    upper.set(title=title, ylim=(0, 1.14), yticks=(0, 0.25, 0.5, 0.75, 1), xlim=(0, END / 60))
    lower.set(ylim=(-1, 1), xlabel="minutes", xticks=range(0, END // 60 + 1, 4))
    for axes in (upper, lower):
        axes.spines[["top", "right"]].set_visible(False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", default="docs/images/mind_story.png")
    options = parser.parse_args()

    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(2, 2, figsize=(11, 5.6), sharex=True, sharey="row", layout="constrained")
    for column, (title, personality) in enumerate(GUARDS.items()):
        draw(title, personality, axes[0][column], axes[1][column])
    axes[0][0].set_ylabel("felt (intensity)")
    axes[1][0].set_ylabel("mood (dotted: temperament)")
    for row in axes:
        row[1].legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    figure.savefig(options.target, dpi=110)


if __name__ == "__main__":
    main()
