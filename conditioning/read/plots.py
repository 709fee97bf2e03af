"""Pictures of readings: a recorded voice with what was read from it, over time."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from emogen.conditioning.read.voice import VoiceReading
from emogen.dsp.frames import FRAME, Frames, analyse
from emogen.media import Audio
from emogen.plots import AXES, COLOURS, FAINT, INK, drawing, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NAMED: Final = 0.1
"""Share of the whole from which a segment is wide enough for its name; others are told by colour."""

_MOST_NAMES: Final = 8
"""How many names make a headline."""

_HERTZ: Final = (75, 100, 150, 200, 300, 400, 600)


def plot_voice(reading: VoiceReading, path: str | Path, audio: Audio) -> Path:
    """Draw a recording and its reading: waveform and pitch, valence, arousal and dominance with the
    deviation of each, and the segments, as high as they are sure.

    Args:
        reading: of this recording.
        path: PNG, JPEG, SVG or PDF, by the suffix; written whole or not at all.
        audio: the recording.

    Raises:
        RequestError: another suffix, a recording that cannot be measured.
        OutputError: the file cannot be written.
    """
    frames = analyse(audio)
    with drawing(path, (10, 6)) as figure:
        sound, curves, strip = figure.subplots(3, sharex=True, height_ratios=(1.1, 1.6, 0.8))
        for axes in (sound, curves, strip):
            plain(axes)
            for segment in reading.segments[1:]:
                axes.axvline(segment.start, color=INK, linewidth=0.8, linestyle=(0, (2, 3)), zorder=1)
        _draw_sound(sound, audio, frames)
        _draw_curves(curves, reading)
        _draw_segments(strip, reading)
        sound.set_xlim(0, max(len(frames) * FRAME, 0.1))
        sound.set_title(_headline(reading), loc="left", fontsize=12, pad=22, fontweight="bold")
        sound.text(0, 1.08, _subtitle(reading), transform=sound.transAxes, color=FAINT)
        strip.set_xlabel("seconds")
    return Path(path)


def _headline(reading: VoiceReading) -> str:
    if reading.overall.confidence == 0:
        return "No voice to read"
    names = [segment.reading.likeliest[0][0] for segment in reading.segments if segment.reading.confidence]
    if len(names) > _MOST_NAMES:
        return f"{len(names)} stretches, most of them {max(names, key=names.count)}"
    return ", then ".join(name for name, _ in groupby(names))


def _subtitle(reading: VoiceReading) -> str:
    return f"compared with {reading.basis}; overall confidence {reading.overall.confidence:.0%}"


def _draw_sound(axes: Axes, audio: Audio, frames: Frames) -> None:
    """The waveform's outline, and F0 where there is one on an axis of its own."""
    count = min(1600, max(1, len(audio.samples)))
    edges = np.linspace(0, len(audio.samples), count + 1).astype(int)[:-1]
    if len(audio.samples):
        high = np.maximum.reduceat(audio.samples, edges)
        low = np.minimum.reduceat(audio.samples, edges)
        peak = max(float(np.abs(audio.samples).max()), 1e-9)
        axes.fill_between(edges / audio.rate, low / peak, high / peak, color="#dcd8ce", linewidth=0, zorder=0)
    axes.set_ylim(-1.1, 1.1)
    axes.set_yticks([])
    pitch = axes.twinx()
    plain(pitch)
    time = np.arange(len(frames)) * FRAME
    pitch.scatter(
        time[frames.voiced],
        55 * 2 ** (frames.f0[frames.voiced] / 12),
        s=4,
        color=INK,
        linewidths=0,
        alpha=0.8,
    )
    pitch.set_yscale("log")
    pitch.set_ylim(_HERTZ[0] * 0.85, _HERTZ[-1] * 1.15)
    pitch.set_yticks(_HERTZ, labels=[str(hertz) for hertz in _HERTZ])
    pitch.minorticks_off()
    pitch.set_ylabel("pitch, Hz")


def _draw_curves(axes: Axes, reading: VoiceReading) -> None:
    """Valence, arousal and dominance of the windows, each in a band of one deviation."""
    axes.set_ylim(-1, 1)
    axes.set_yticks([-1, -0.5, 0, 0.5, 1])
    axes.axhline(0, color=FAINT, linewidth=0.8)
    if not reading.windows:
        return
    time = np.array([(start + end) / 2 for start, end, _ in reading.windows])
    breaks = np.flatnonzero(np.diff(time) > 1.5) + 1
    for axis, (name, colour) in enumerate(AXES):
        value = np.array([window.vad[axis] for _, _, window in reading.windows])
        spread = np.array([window.spread[axis] for _, _, window in reading.windows])
        for part in np.split(np.arange(len(time)), breaks):
            t, v, s = time[part], value[part], spread[part]
            if len(part) == 1:
                axes.errorbar(t, v, s, color=colour, marker="o", markersize=5, linewidth=1, alpha=0.8)
            axes.fill_between(t, v - s, v + s, color=colour, alpha=0.08, linewidth=0)
            axes.plot(t, v, color=colour, linewidth=2)
        axes.text(
            1.01,
            0.85 - 0.16 * axis,
            name,
            transform=axes.transAxes,
            color=colour,
            fontweight="bold",
            va="center",
        )


def _draw_segments(axes: Axes, reading: VoiceReading) -> None:
    """A bar for each segment, as high as its confidence, with the names that are most likely."""
    length = max(reading.segments[-1].end, 0.1)
    nameless: set[str] = set()
    for segment in reading.segments:
        name, _ = segment.reading.likeliest[0]
        sure, width = segment.reading.confidence, segment.end - segment.start
        inset = min(0.003 * length, width / 10)
        axes.bar(
            segment.start + inset, sure, width - 2 * inset, align="edge", color=COLOURS[name], linewidth=0
        )
        if width < _NAMED * length:
            nameless |= {name} if sure else set()
            continue
        if sure:
            middle = segment.start + width / 2
            axes.text(middle, sure + 0.04, f"{name} {sure:.0%}", ha="center", va="bottom", fontweight="bold")
            others = [f"{n} {p:.0%}" for n, p in segment.reading.mixture if n != name and p >= 0.15]
            axes.text(
                middle, 0.04, ", ".join(others[: int(width / length / _NAMED)]), ha="center", fontsize=7.5
            )
    for row, name in enumerate(sorted(nameless)):
        height = 0.95 - 0.17 * row
        axes.text(1.01, height, "■", transform=axes.transAxes, color=COLOURS[name], va="center")
        axes.text(1.028, height, name, transform=axes.transAxes, va="center")
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], labels=["0", "50 %", "100 %"])
    axes.set_ylabel("how sure")
