"""Charts: frames in, plotly figures out; nothing of the page in here.

A figure is plotly's own JSON as a dictionary of `data` and `layout`. Plotly's Python classes would copy and check every
point, which takes longer than everything else here; the unit tests run those checks on every figure instead.

A tension frame is what `Store.series` gives: one row an instant (index: UTC times), with `tension`, `low`, `high`,
`confrontation` and `cooperation` (both >= 0), `baseline`, `z`, `statements`, `few`, and `gap` (drawn as a gap, never
as calm). Every point carries its Unix time as its first custom datum.
"""

import itertools
from collections.abc import Sequence
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from dashboard import traces
from dashboard.figures import plain_number, signed
from dashboard.markup import escape
from dashboard.texts import text
from dashboard.theme import FONT, Palette, actor_colour
from dashboard.traces import Figure, Part, Scene

MONTHS = [{"dtickrange": ["M1", "M11"], "value": "%b\n%Y"}]
"""Ticks at months name the year on a second line, once, so that they stand side by side on a phone."""

FULL = 10.0
"""Tension points at which a cell of the matrix may have its full colour; a quiet matrix stays pale."""

HEIGHT = 310
"""Height of one dyad's chart, in pixels."""


def tension_figure(frame: pd.DataFrame, scene: Scene) -> Figure:
    """Draw one dyad: confrontation up, cooperation down, tension with its band and baseline, and z below."""
    colours, shown = scene.colours, traces.gapped(frame)
    at = traces.local(shown.index, scene.zone)
    parts = [
        traces.area(at, shown["confrontation"], colours.conflict_soft, text("chart.confrontation")),
        traces.area(at, -shown["cooperation"], colours.cooperation_soft, text("chart.cooperation")),
        traces.band(at, shown, colours),
        traces.line(at, shown["baseline"], colours.baseline, text("chart.baseline"), dash="dot", width=1.3),
        traces.line(at, shown["tension"], colours.ink, text("chart.tension"), width=2.0),
        *traces.few(at, shown, colours),
        traces.pointers(at, shown, scene),
        traces.z_bars(at, shown["z"], colours),
        *traces.marks(scene),
        traces.width(scene),
    ]
    layout = _layout(
        scene,
        [
            *traces.gaps(frame, scene),
            *traces.alerts(scene),
            *traces.threshold(colours),
            *traces.outlet_lines(scene),
            *traces.selection(scene),
        ],
    )
    layout["xaxis"] |= {"anchor": "y2"}
    layout["yaxis"] |= {"domain": [0.27, 1.0]} | ({"range": list(scene.limits)} if scene.limits else {})
    low, high = scene.z_limits or traces.z_range(shown["z"])
    layout["yaxis2"] |= {"range": [low, high], "tickvals": traces.z_ticks(low, high)}
    return _figure(parts, layout)


def direction_figure(frames: dict[str, pd.DataFrame], scene: Scene, *, by_target: bool = False) -> Figure:
    """Draw directions, "A>B" and "B>A", as lines in the colour of who speaks (or of whom, `by_target`)."""
    parts: list[Part] = []
    for dash, (direction, frame) in zip(itertools.cycle(("solid", "7px,3px")), frames.items(), strict=False):
        speaker, _, target = direction.partition(">")
        shown = traces.gapped(frame)
        at = traces.local(shown.index, scene.zone)
        name = f"{escape(speaker)} → {escape(target)}"
        colour = actor_colour(scene.colours, target if by_target else speaker)
        parts.append(traces.line(at, shown["tension"], colour, name, width=2.0, dash=dash, legend=True))
        parts.append(traces.pointers(at, shown, scene, name=name))
    first = next(iter(frames.values()), None)
    layout = _layout(
        scene,
        [*([] if first is None else traces.gaps(first, scene)), *traces.outlet_lines(scene), *traces.selection(scene)],
    )
    del layout["yaxis2"]
    layout |= {
        "showlegend": True,
        "margin": {**layout["margin"], "t": 30},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "bgcolor": "rgba(0,0,0,0)"},
    }
    return _figure([*parts, *traces.marks(scene), traces.width(scene)], layout)


def targets_figure(frames: dict[str, pd.DataFrame], scene: Scene) -> Figure:
    """Draw directions of one speaker, "A>B" and "A>C", as lines in the colour of who is spoken about."""
    return direction_figure(frames, scene, by_target=True)


def counts_figure(frame: pd.DataFrame, colours: Palette, zone: ZoneInfo) -> Figure:
    """Draw counts over time: columns `time` and `count`."""
    bars = {
        "type": "bar", "x": traces.local(pd.DatetimeIndex(frame["time"]), zone), "y": frame["count"].tolist(),
        "marker": {"color": colours.cooperation, "line": {"width": 0}}, "hovertemplate": "%{x}: %{y:,}<extra></extra>",
    }  # fmt: skip
    quiet = {"gridcolor": colours.line, "tickfont": {"color": colours.muted}, "fixedrange": True}
    layout = {
        **_base(colours), "height": 200, "margin": {"l": 40, "r": 8, "t": 8, "b": 36}, "bargap": 0.15,
        "xaxis": {**quiet, "type": "date", "showgrid": False}, "yaxis": {**quiet, "rangemode": "tozero", "nticks": 4},
    }  # fmt: skip
    return _figure([bars], layout)


def matrix_figure(
    values: dict[tuple[str, str], float], changes: dict[tuple[str, str], float], actors: Sequence[str], colours: Palette
) -> Figure:
    """Draw tension of every direction now: rows speak, columns are spoken about; the diagonal is empty."""
    z = [[_known(values.get((s, t))) if s != t else None for t in actors] for s in actors]
    limit = max([FULL, *(abs(v) for v in values.values() if np.isfinite(v))])
    words = [[_cell(values.get((s, t)), changes.get((s, t))) if s != t else "" for t in actors] for s in actors]
    names = [escape(a) for a in actors]
    trace = {
        "type": "heatmap", "z": z, "x": names, "y": names, "text": words, "texttemplate": "%{text}", "zmin": -limit,
        "zmax": limit, "xgap": 4, "ygap": 4, "showscale": False, "textfont": {"size": 14}, "hoverongaps": False,
        "colorscale": [[0, colours.heat[0]], [0.5, colours.middle], [1, colours.heat[1]]],
        "hovertemplate": "%{y} → %{x}<br>%{text}<extra></extra>",
    }  # fmt: skip
    layout = {
        **_base(colours),
        "height": 300,
        "margin": {"l": 8, "r": 8, "t": 44, "b": 8},
        "xaxis": {
            "side": "top", "title": {"text": text("matrix.target"), "font": {"size": 11}}, "fixedrange": True,
            "showgrid": False, "ticks": "", "zeroline": False, "showline": False,
        },
        "yaxis": {
            "autorange": "reversed", "automargin": True, "ticksuffix": " ",
            "title": {"text": text("matrix.speaker"), "font": {"size": 11}, "standoff": 6},
            "fixedrange": True, "showgrid": False, "ticks": "", "zeroline": False,
        },
    }  # fmt: skip
    return _figure([trace], layout)


def bars_figure(
    names: Sequence[str], values: Sequence[float], colours: Palette, *, colour: str = "", unit: str = ""
) -> Figure:
    """Draw horizontal bars, the first on top, each with its number at its end."""
    trace = {
        "type": "bar", "x": list(values), "y": [escape(n) for n in names], "orientation": "h",
        "marker": {"color": colour or colours.cooperation}, "text": [f"{v:,.0f}{unit}" for v in values],
        "textposition": "outside", "cliponaxis": False, "hoverinfo": "skip",
    }  # fmt: skip
    layout = {
        **_base(colours),
        "height": 60 + 28 * max(len(names), 1),
        "margin": {"l": 8, "r": 56, "t": 8, "b": 8},
        "xaxis": {"visible": False, "fixedrange": True},
        "yaxis": {
            "autorange": "reversed",
            "automargin": True,
            "ticksuffix": "  ",
            "fixedrange": True,
            "showgrid": False,
        },
        "bargap": 0.35,
    }
    return _figure([trace], layout)


def stacked_figure(frame: pd.DataFrame, colours: Palette, zone: ZoneInfo, *, revision: str = "") -> Figure:
    """Draw counts by label over time: columns `time`, `label`, `count`; conflict below, cooperation on top."""
    parts: list[Part] = []
    for label in ("hostile", "critical", "uncertain", "neutral", "cooperative"):
        rows = frame[frame["label"] == label]
        if len(rows):
            parts.append(
                {
                    "type": "bar", "x": traces.local(pd.DatetimeIndex(rows["time"]), zone), "y": rows["count"].tolist(),
                    "name": text(f"label.{label}"),
                    "marker": {"color": colours.fills[label], "line": {"width": 0}},
                    "hovertemplate": "%{y:,} " + text(f"label.{label}") + "<extra></extra>",
                }
            )  # fmt: skip
    layout = {
        **_base(colours), "height": 250, "barmode": "stack", "uirevision": revision,
        "margin": {"l": 44, "r": 8, "t": 28, "b": 40}, "showlegend": True, "hovermode": "x unified", "bargap": 0.12,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "xaxis": {"gridcolor": colours.line, "showgrid": False}, "yaxis": {"gridcolor": colours.line},
    }  # fmt: skip
    return _figure(parts, layout)


def _known(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None


def _cell(value: float | None, change: float | None) -> str:
    return "–" if value is None else f"<b>{plain_number(value)}</b><br>{signed(change)}"


def _figure(parts: Sequence[Part], layout: Part) -> Figure:
    return {"data": list(parts), "layout": layout}


def _base(colours: Palette) -> Part:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": colours.ink},
        "hoverlabel": {"bgcolor": colours.panel, "bordercolor": colours.line, "font": {"color": colours.ink}},
        "showlegend": False,
        "separators": ".,",
    }


def _layout(scene: Scene, shapes: list[Part]) -> Part:
    colours = scene.colours
    tick = {"color": colours.muted}
    ends = [traces.wall(moment, scene.zone) for moment in scene.window]
    axis = {"gridcolor": colours.line, "linecolor": colours.line, "zerolinecolor": colours.muted, "zerolinewidth": 1}
    return {
        **_base(colours),
        "height": HEIGHT,
        "margin": {"l": 48, "r": 10, "t": 8, "b": 38},
        "uirevision": scene.revision,
        "hovermode": "x",
        "clickmode": "event+select",
        "dragmode": "zoom",
        "bargap": 0,
        "shapes": shapes,
        "xaxis": {
            **axis, "type": "date", "showgrid": False,
            "autorangeoptions": {"clipmin": ends[0], "clipmax": ends[1]},
            "showspikes": True, "spikemode": "across", "spikethickness": 1, "spikedash": "dot",
            "spikecolor": colours.muted, "tickfont": tick, "nticks": 8, "tickformatstops": MONTHS,
        },
        "yaxis": {
            **axis, "tickfont": tick, "nticks": 6, "title": {"text": text("chart.points"), "font": {"size": 11}},
        },
        "yaxis2": {
            **axis, "tickfont": {**tick, "size": 10}, "domain": [0.0, 0.2], "anchor": "x",
            "fixedrange": True, "title": {"text": "z", "font": {"size": 11}},
        },
        "yaxis3": {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True, "anchor": "x"},
    }  # fmt: skip
