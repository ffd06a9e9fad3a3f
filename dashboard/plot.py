"""A plotly figure on the page, updated in place.

Streamlit's own plotly element gives a chart a new identity with every change of its data, which ends a zoom, flickers,
and drops the selection; this component keeps one chart for one key.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.traces import Figure

ASSETS = Path(__file__).with_name("assets")
PLOTLY_VERSION = "4.1.1"
SCRIPT = ASSETS / f"plotly-cartesian-{PLOTLY_VERSION}.min.js.gz"
"""plotly.js' bundle of the charts drawn here, a third of the whole, so that a browser starts it in a third of the time;
compressed as the npm package plotly.js-cartesian-dist-min holds it."""
ADDRESS = f"/assets/plotly-{PLOTLY_VERSION}.js"
"""Where the page's server offers plotly's script; a new version has a new address, so browsers may keep it."""

_CONFIG = {
    "displaylogo": False,
    "responsive": False,
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
    "scrollZoom": False,
}

_component = st.components.v2.component(
    "straitwatch_plot",
    html='<div class="sw-plot" role="img" tabindex="0" style="width: 100%"></div>',
    js=ASSETS.joinpath("plot.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Drawing:
    """A figure as it is sent to browsers, with its height in pixels; drawn once, shown in any number of sessions."""

    json: str
    height: int


def drawing(figure: Figure) -> Drawing:
    """Write a figure down: `lists` holds every list of points once, and traces name their lists by number.

    >>> drawing({"data": [{"x": [1, 2], "y": [1, 2]}], "layout": {"height": 9}})
    Drawing(json='{"lists":[[1,2]],"data":[{"x":{"list":0},"y":{"list":0}}],"layout":{"height":9}}', height=9)
    """
    lists: dict[str, int] = {}
    data = [
        {
            name: {"list": lists.setdefault(_json(value), len(lists))} if isinstance(value, list) else value
            for name, value in trace.items()
        }
        for trace in figure["data"]
    ]
    written = f'{{"lists":[{",".join(lists)}],"data":{_json(data)},"layout":{_json(figure["layout"])}}}'
    return Drawing(written, figure["layout"].get("height", 300))


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def plot(
    figure: Figure | Drawing, key: str, alt: str, on_pick: Callable[[int], None] | None = None, *, bar: bool = True
) -> None:
    """Draw a figure; `on_pick` gets the Unix time of a point that is clicked, before the page runs again.

    `alt` is what a screen reader says; `bar` shows plotly's tools while the pointer is over the chart.
    """

    def picked() -> None:
        stamp: Any = st.session_state[key].get("picked")
        if stamp is not None and on_pick is not None:
            on_pick(int(stamp))

    shown = figure if isinstance(figure, Drawing) else drawing(figure)
    data = {
        "figure": shown.json,
        "config": {**_CONFIG, "displayModeBar": "hover" if bar else False},
        "source": ADDRESS,
        "alt": alt,
        "height": shown.height,
    }
    _component(key=key, data=data, on_picked_change=picked)
