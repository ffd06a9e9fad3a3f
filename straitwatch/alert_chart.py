"""Charts of alerts: the tension of a subject over three weeks as a PNG, made from the store when a message goes out."""

import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from straitwatch.moment import from_us, to_us
from straitwatch.notice import Chart, Told
from straitwatch.rules import FEED
from straitwatch.store import HOUR, Store
from straitwatch.tension import DAY_US

SPAN = timedelta(days=21)
MOST = 3
"""Charts of one message; of more subjects the first ones told are drawn."""
INCHES, DOTS = (8.0, 3.6), 120
INK, MUTED, LINE, BAND = "#1B2329", "#5A6670", "#DCE1E5", "#C9D3DC"
MOMENTS = {"firing": ("#B84A00", "solid", "alert"), "resolved": ("#0072B2", "dashed", "over")}
"""Colour, line and word of the moments that are marked, by the kind of what is told."""
MOST_MARKS = 6
TICK_DAYS = 3

Floats = npt.NDArray[np.float64]


def charts(store: Store, told: Sequence[Told], until: datetime) -> tuple[Chart, ...]:
    """Return charts of the dyads and directions whose alerts begin or end, up to a time.

    Raises:
        StoreError: the store cannot be read.
    """
    drawn = [one for one in told if one.kind in (*MOMENTS, "test") and one.subject != FEED]
    found = []
    for subject in list(dict.fromkeys(one.subject for one in drawn))[:MOST]:
        mine = [one for one in drawn if one.subject == subject]
        frame = store.series(subject, until - SPAN, until, HOUR)
        png = draw(frame, subject, [(one.at, one.kind) for one in mine], sample=any(one.sample for one in mine))
        found.append(Chart(subject, until - SPAN, until, png))
    return tuple(found)


def draw(frame: pd.DataFrame, subject: str, moments: Sequence[tuple[datetime, str]], *, sample: bool = False) -> bytes:
    """Return a series of `Store.series` as a PNG, with moments (time and kind) marked.

    The same data give the same bytes. Gaps of the feed are hatched, not drawn as calm.
    """
    figure = Figure(figsize=INCHES, dpi=DOTS, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    at = pd.DatetimeIndex(frame.index).as_unit("us").asi8 / DAY_US
    tension, baseline = frame["tension"].to_numpy(np.float64), frame["baseline"].to_numpy(np.float64)
    low, high = frame["low"].to_numpy(np.float64), frame["high"].to_numpy(np.float64)
    axes.fill_between(at, low, high, color=BAND, linewidth=0, label="90 % band", zorder=0.5)
    axes.plot(at, tension, color=INK, linewidth=1.6, label="tension", solid_joinstyle="round")
    if np.isfinite(baseline).any():
        axes.plot(at, baseline, color=MUTED, linewidth=1.1, linestyle=(0, (4, 3)), label="baseline")
    _shade(axes, at, frame["gap"].to_numpy(np.bool_))
    _frame(axes, at, np.concatenate([tension, low, high, baseline, [0.0]]))
    _mark(axes, moments, at)
    heading = f"{subject}: {_words(frame)}" + ("   SAMPLE DATA" if sample else "")
    axes.set_title(heading, loc="left", fontsize=10.5, color=INK, parse_math=False, pad=22)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, frameon=False, fontsize=8, labelcolor=MUTED,
        borderaxespad=0.2, handlelength=1.6, columnspacing=1.2,
    )  # fmt: skip
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _words(frame: pd.DataFrame) -> str:
    last, when = frame.iloc[-1], frame.index[-1].to_pydatetime().astimezone(UTC)
    at = f"at {when.day} {when:%b %Y, %H:%M} UTC"
    if math.isnan(last["tension"]):
        return f"no articles came in {at}"
    z = "" if math.isnan(last["z"]) else f", z {last['z']:.1f}"
    usual = "" if math.isnan(last["baseline"]) else f", baseline {last['baseline']:.1f}"
    return f"tension {last['tension']:.1f} {at}{usual}{z}".replace(" -", " \N{MINUS SIGN}")


def _shade(axes: Axes, at: Floats, gap: npt.NDArray[np.bool_]) -> None:
    """Shade the stretches without articles; a point at t stands for the hour before it."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], gap, [False]]).astype(np.int8)))
    hour = HOUR / timedelta(days=1)
    for number, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
        label = "no articles" if number == 0 else None
        axes.axvspan(
            at[start] - hour, at[end - 1], facecolor="white", edgecolor=LINE, hatch="////", linewidth=0, label=label
        )


def _frame(axes: Axes, at: Floats, values: Floats) -> None:
    known = values[np.isfinite(values)]
    room = max(float(known.max() - known.min()), 4.0) * 0.06
    axes.set_ylim(float(known.min()) - room, float(known.max()) + 2.5 * room)
    axes.set_xlim(at[0], at[-1] + (at[-1] - at[0]) * 0.012)
    axes.axhline(0.0, color=LINE, linewidth=1.0, zorder=0)
    days = np.arange(int(at[-1]), at[0], -TICK_DAYS)
    axes.set_xticks(days, [f"{from_us(int(day * DAY_US)):%d %b}" for day in days])
    axes.set_ylabel("tension points", fontsize=8.5, color=MUTED)
    axes.tick_params(labelsize=8.5, colors=MUTED, length=3)
    axes.grid(axis="y", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(LINE)


def _mark(axes: Axes, moments: Sequence[tuple[datetime, str]], at: Floats) -> None:
    """Mark where alerts began and ended, each label under the one before; on the right half to the left of its line."""
    shown = [(moment, kind) for moment, kind in dict.fromkeys(moments) if kind in MOMENTS]
    for row, (moment, kind) in enumerate(shown[:MOST_MARKS]):
        place = to_us(moment) / DAY_US
        if not at[0] <= place <= at[-1]:
            continue
        colour, style, word = MOMENTS[kind]
        left = place > (at[0] + at[-1]) / 2
        axes.axvline(place, color=colour, linewidth=1.4, linestyle=style)
        axes.annotate(
            f"{word} {moment.day} {moment:%b %H:%M}", (place, 1.0), (-4 if left else 4, -3 - 12 * row),
            xycoords=("data", "axes fraction"), textcoords="offset points", ha="right" if left else "left", va="top",
            fontsize=8.5, color=colour, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip
