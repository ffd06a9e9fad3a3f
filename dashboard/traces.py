"""The parts that charts over time are made of: traces, shapes, and the scene they stand in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboard.figures import plain_numbers
from dashboard.markup import escape
from dashboard.texts import text
from dashboard.theme import Palette

Part = dict[str, Any]
"""A trace, layout or shape as plotly takes it."""

Figure = dict[str, Any]
"""A figure as plotly takes it: `data`, a list of traces, and `layout`."""

MOST_FEW = 400
"""More hollow dots than this would hide the line."""

Z_LABELS = 4
"""Labels that the second axis has room for."""

MOST_LINES = 8
"""More dotted lines than this would hide the chart; the marks on the upper border stay."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS = ["tension", "low", "high", "confrontation", "cooperation", "baseline", "z"]


@dataclass(frozen=True)
class Mark:
    """A moment to mark on a chart: an alert's change of state, or a change of the outlets followed."""

    at: datetime
    label: str
    kind: str = "alert"


@dataclass(frozen=True)
class Scene:
    """The circumstances a chart over time is drawn under.

    `window` bounds the time axis (UTC), `spans` are alerts to shade, `selected` is the picked moment, `limits` and
    `z_limits` bound the axes where charts are to be compared. `revision` names the view: zoom survives a refresh as
    long as it stays the same.
    """

    colours: Palette
    zone: ZoneInfo
    window: tuple[datetime, datetime]
    marks: Sequence[Mark] = ()
    spans: Sequence[tuple[datetime, datetime]] = ()
    selected: datetime | None = None
    limits: tuple[float, float] | None = None
    z_limits: tuple[float, float] | None = None
    revision: str = "constant"


def gapped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its numbers taken out where no articles came in."""
    missing = frame["gap"].to_numpy(bool)
    return frame.assign(**{name: np.where(missing, np.nan, frame[name].to_numpy(float)) for name in _NUMBERS})


def local(times: pd.Index, zone: ZoneInfo) -> list[str]:
    """Return times as wall-clock times of the zone, which plotly draws as they are."""
    clock = pd.DatetimeIndex(times).tz_convert(zone).tz_localize(None)
    return [str(t) for t in np.datetime_as_string(clock.to_numpy(), unit="s").tolist()]


def wall(moment: datetime, zone: ZoneInfo) -> str:
    """Return one time as a wall-clock time of the zone."""
    return moment.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S")


def area(at: list[str], values: "pd.Series[float]", colour: str, name: str) -> Part:
    """Return an area between zero and the values."""
    return {
        "type": "scatter", "x": at, "y": _nulls(values), "mode": "lines", "line": {"width": 0}, "fill": "tozeroy",
        "fillcolor": colour, "name": name, "hoverinfo": "skip",
    }  # fmt: skip


def line(
    at: list[str],
    values: "pd.Series[float]",
    colour: str,
    name: str,
    *,
    width: float,
    dash: str = "solid",
    legend: bool = False,
) -> Part:
    """Return a line that breaks where a value is missing."""
    return {
        "type": "scatter", "x": at, "y": _nulls(values), "mode": "lines", "connectgaps": False, "name": name,
        "line": {"width": width, "color": colour, "dash": dash}, "hoverinfo": "skip", "showlegend": legend,
    }  # fmt: skip


def band(at: list[str], shown: pd.DataFrame, colours: Palette) -> Part:
    """Return the 90 % band: one closed polygon for each stretch without a gap, so that it never spans one."""
    low, high = _nulls(shown["low"]), _nulls(shown["high"])
    x: list[str | None] = []
    y: list[float | None] = []
    start = 0
    for i in range(len(at) + 1):
        if i == len(at) or low[i] is None or high[i] is None:
            if i > start:
                x += [*at[start:i], *reversed(at[start:i]), None]
                y += [*high[start:i], *reversed(low[start:i]), None]
            start = i + 1
    return {
        "type": "scatter", "x": x, "y": y, "mode": "lines", "line": {"width": 0}, "fill": "toself",
        "fillcolor": colours.band, "name": text("chart.band"), "hoverinfo": "skip",
    }  # fmt: skip


def few(at: list[str], shown: pd.DataFrame, colours: Palette) -> list[Part]:
    """Return hollow dots over the points that rest on few articles, unless there are too many to see anything."""
    chosen = np.flatnonzero(shown["few"].astype(bool) & shown["tension"].notna())
    if not len(chosen) or len(chosen) > MOST_FEW:
        return []
    tension = _nulls(shown["tension"])
    dot = {"size": 4, "color": colours.background, "line": {"width": 1, "color": colours.muted}}
    return [
        {
            "type": "scatter", "x": [at[i] for i in chosen], "y": [tension[i] for i in chosen], "mode": "markers",
            "name": text("chart.few"), "hoverinfo": "skip", "marker": dot,
        }
    ]  # fmt: skip


def pointers(at: list[str], shown: pd.DataFrame, scene: Scene, *, name: str = "") -> Part:
    """Return the invisible points over a line that a pointer hovers and clicks."""
    times = pd.DatetimeIndex(shown.index)
    columns = ("tension", "confrontation", "cooperation", "baseline", "z")
    rows = zip(
        times.as_unit("s").asi8.tolist(),
        [f"{t[8:10]} {_MONTHS[int(t[5:7]) - 1]} {t[:4]} {t[11:16]}" for t in at],
        *[plain_numbers(shown[c].tolist()) for c in columns],
        shown["statements"].fillna(0).astype(int).tolist(),
        strict=True,
    )
    return {
        "type": "scatter", "x": at, "y": _nulls(shown["tension"]), "mode": "markers", "name": name,
        "showlegend": False, "customdata": [list(r) for r in rows],
        "marker": {"size": 9, "opacity": 0, "color": scene.colours.ink},
        "selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 0}},
        "hovertemplate": (f"{name}<br>" if name else "") + text("chart.hover") + "<extra></extra>",
    }  # fmt: skip


def z_bars(at: list[str], values: "pd.Series[float]", colours: Palette) -> Part:
    """Return z as bars on the second axis, in the colour of its sign."""
    tint = [colours.cooperation if v < 0 else colours.conflict for v in values.tolist()]
    return {
        "type": "bar", "x": at, "y": _nulls(values), "yaxis": "y2", "marker": {"color": tint, "line": {"width": 0}},
        "name": "z", "hoverinfo": "skip",
    }  # fmt: skip


def z_range(values: "pd.Series[float]") -> list[float]:
    """Return the range of the second axis: at least from -2 to 4, so that calm looks calm."""
    known = [v for v in values.tolist() if np.isfinite(v)]
    return [min([-2.0, *known]), max([4.0, *known])]


def z_ticks(low: float, high: float) -> list[float]:
    """Return the ticks of the second axis: multiples of a round step, few enough that their labels stand apart.

    >>> z_ticks(-2.0, 4.0), z_ticks(-8.0, 26.0)
    ([0.0, 3.0], [0.0, 10.0, 20.0])
    """
    step = next((s for s in (3, 5, 10, 20, 50, 100, 200, 500) if (high - low) / s <= Z_LABELS), high)
    return [float(step * i) for i in range(math.ceil(low / step), math.floor(high / step) + 1)]


def threshold(colours: Palette) -> list[Part]:
    """Return the line at z = 3."""
    return [
        {
            "type": "line", "xref": "paper", "yref": "y2", "x0": 0, "x1": 1, "y0": 3, "y1": 3,
            "line": {"color": colours.muted, "width": 1, "dash": "dot"},
        }
    ]  # fmt: skip


def gaps(frame: pd.DataFrame, scene: Scene) -> list[Part]:
    """Return a grey field over every stretch without articles."""
    missing = frame["gap"].astype(bool).to_numpy()
    times = pd.DatetimeIndex(frame.index)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], missing.astype(int), [0]))))
    fields = []
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        left, right = times[max(first - 1, 0)], times[min(after, len(times) - 1)]
        fields.append(
            {
                "type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
                "x0": wall(left.to_pydatetime(), scene.zone), "x1": wall(right.to_pydatetime(), scene.zone),
                "fillcolor": scene.colours.gap, "line": {"width": 0},
            }
        )  # fmt: skip
    return fields


def alerts(scene: Scene) -> list[Part]:
    """Return a field over every stretch in which an alert fires."""
    return [
        {
            "type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below",
            "x0": wall(max(since, scene.window[0]), scene.zone), "x1": wall(min(until, scene.window[1]), scene.zone),
            "fillcolor": scene.colours.alert, "line": {"width": 0},
        }
        for since, until in scene.spans
        if since < scene.window[1] and until > scene.window[0]
    ]  # fmt: skip


def selection(scene: Scene) -> list[Part]:
    """Return a line at the picked moment."""
    if scene.selected is None:
        return []
    x = wall(scene.selected, scene.zone)
    return [
        {
            "type": "line", "xref": "x", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
            "line": {"color": scene.colours.ink, "width": 1.5},
        }
    ]  # fmt: skip


def outlet_lines(scene: Scene) -> list[Part]:
    """Return a dotted line down the chart at every change of the outlets, unless there are too many to see anything."""
    own = [wall(m.at, scene.zone) for m in scene.marks if m.kind == "outlets"]
    dotted = {"color": scene.colours.muted, "width": 1, "dash": "dot"}
    place = {"type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "line": dotted, "opacity": 0.45}
    return [{**place, "x0": x, "x1": x} for x in (own if len(own) <= MOST_LINES else [])]


def marks(scene: Scene) -> list[Part]:
    """Return triangles where alerts fired and diamonds where the outlets changed, along the upper border."""
    found: list[Part] = []
    kinds = (("alert", "triangle-down", 12, scene.colours.conflict), ("outlets", "diamond", 7, scene.colours.muted))
    for kind, symbol, size, colour in kinds:
        own = [m for m in scene.marks if m.kind == kind]
        if own:
            found.append(
                {
                    "type": "scatter", "x": [wall(m.at, scene.zone) for m in own], "y": [0.97] * len(own),
                    "yaxis": "y3", "mode": "markers", "marker": {"symbol": symbol, "size": size, "color": colour},
                    "unselected": {"marker": {"opacity": 1}},
                    "name": text(f"chart.mark.{kind}"), "text": [escape(m.label).replace("\n", "<br>") for m in own],
                    "hovertemplate": "%{text}<extra></extra>", "showlegend": False, "cliponaxis": False,
                }
            )  # fmt: skip
    return found


def width(scene: Scene) -> Part:
    """Return an invisible line from end to end of the window.

    It makes plotly's own range that of the window. A range that is set would end a reader's zoom at every refresh,
    since plotly keeps a zoom only while the range it was given stays the same.
    """
    return {
        "type": "scatter", "x": [wall(moment, scene.zone) for moment in scene.window], "y": [0.5, 0.5], "yaxis": "y3",
        "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _nulls(values: "pd.Series[float]") -> list[float | None]:
    rounded = values.to_numpy(float).round(4)
    return [v if known else None for v, known in zip(rounded.tolist(), np.isfinite(rounded).tolist(), strict=True)]
