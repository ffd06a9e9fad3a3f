"""The chart of a report: one line with its baseline, as a vector drawing for HTML and PDF alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from reportlab.graphics.shapes import Drawing, Polygon, PolyLine, String
from reportlab.graphics.shapes import Line as Stroke
from reportlab.lib.colors import Color, HexColor

from dashboard.figures import plain_number
from dashboard.theme import LIGHT

WIDTH, HEIGHT = 520.0, 104.0
LEFT, RIGHT, BOTTOM, TOP = 34.0, 6.0, 16.0, 6.0
APART = 9.0
"""Points between two labels of the axis at least; zero is always named."""


@dataclass(frozen=True)
class Line:
    """A series: times, values, band, and baseline; NaN where nothing is known."""

    times: Sequence[datetime]
    values: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    baseline: Sequence[float]


def drawing(line: Line, zone: ZoneInfo) -> Drawing:
    """Return the chart, `WIDTH` by `HEIGHT` points; gaps stay gaps."""
    made = Drawing(WIDTH, HEIGHT)
    known = [v for part in (line.values, line.low, line.high) for v in part if np.isfinite(v)]
    if not known:
        return made
    low, high = min(0.0, *known), max(0.0, *known)
    size = (high - low) or 1.0
    start = line.times[0].timestamp()
    length = (line.times[-1].timestamp() - start) or 1.0

    def x(moment: datetime) -> float:
        return LEFT + (moment.timestamp() - start) / length * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return BOTTOM + (value - low) / size * (HEIGHT - BOTTOM - TOP)

    places = [x(t) for t in line.times]
    _axes(made, (low, high), y, line, zone)
    for run in _runs(line.values):
        border = [(places[i], y(line.high[i])) for i in run] + [(places[i], y(line.low[i])) for i in reversed(run)]
        made.add(Polygon(_flat(border), fillColor=Color(0.1, 0.14, 0.16, alpha=0.13), strokeColor=None, strokeWidth=0))
    for values, colour, width, dash in (
        (line.baseline, LIGHT.baseline, 0.8, [2, 2]),
        (line.values, LIGHT.ink, 1.3, None),
    ):
        for run in _runs(values):
            points = _flat([(places[i], y(values[i])) for i in run])
            made.add(PolyLine(points, strokeColor=HexColor(colour), strokeWidth=width, strokeDashArray=dash))
    return made


def _axes(made: Drawing, ends: tuple[float, float], y: Callable[[float], float], line: Line, zone: ZoneInfo) -> None:
    grey, muted = HexColor(LIGHT.line), HexColor(LIGHT.muted)
    for value in sorted({ends[0], 0.0, ends[1]}):
        height = y(value)
        if value and abs(height - y(0.0)) < APART:
            continue
        made.add(Stroke(LEFT, height, WIDTH - RIGHT, height, strokeColor=grey, strokeWidth=0.6))
        made.add(_words(LEFT - 4, height - 2.5, plain_number(value, 0), "end", muted))
    first, last = (t.astimezone(zone).strftime("%d %b %Y") for t in (line.times[0], line.times[-1]))
    made.add(_words(LEFT, 3, first, "start", muted))
    made.add(_words(WIDTH - RIGHT, 3, last, "end", muted))


def _words(x: float, y: float, words: str, anchor: str, colour: Color) -> String:
    return String(x, y, words, fontName="Helvetica", fontSize=7, textAnchor=anchor, fillColor=colour)


def _runs(values: Sequence[float]) -> list[list[int]]:
    """The places of each stretch of two or more known values."""
    runs: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if np.isfinite(value):
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _flat(points: Sequence[tuple[float, float]]) -> list[float]:
    return [number for point in points for number in point]
