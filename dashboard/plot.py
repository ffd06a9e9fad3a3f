"""A plotly figure on the page, updated in place.

Streamlit's own plotly element gives a chart a new identity with every change of its data, which ends a zoom, flickers,
and drops the selection; this component keeps one chart for one key. Plotly's script comes from the plotly package.
"""

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import streamlit as st

SCRIPT = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
ADDRESS = f"/assets/plotly-{version('plotly')}.js"
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
    js=Path(__file__).with_name("assets").joinpath("plot.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def plot(
    figure: go.Figure, key: str, alt: str, on_pick: Callable[[int], None] | None = None, *, bar: bool = True
) -> None:
    """Draw a figure; `on_pick` gets the Unix time of a point that is clicked, before the page runs again.

    `alt` is what a screen reader says; `bar` shows plotly's tools while the pointer is over the chart.
    """

    def picked() -> None:
        stamp: Any = st.session_state[key].get("picked")
        if stamp is not None and on_pick is not None:
            on_pick(int(stamp))

    layout = figure.layout
    data = {
        "figure": figure.to_json(validate=False),
        "config": {**_CONFIG, "displayModeBar": "hover" if bar else False},
        "source": ADDRESS,
        "alt": alt,
        "height": layout.height or 300,
    }
    _component(key=key, data=data, on_picked_change=picked)
