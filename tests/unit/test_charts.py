"""Charts: what is drawn, what is left out, and that plotly accepts it."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard import charts
from dashboard.plot import drawing
from dashboard.theme import DARK, LIGHT, Palette
from dashboard.traces import Figure, Mark, Part, Scene

START = datetime(2024, 5, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def frame(points: int = 48, seed: int = 1, gap: slice | None = None) -> pd.DataFrame:
    dice = np.random.default_rng(seed)
    confrontation = np.abs(np.cumsum(dice.normal(0, 1, points))) + 4
    cooperation = np.abs(np.cumsum(dice.normal(0, 0.5, points))) + 2
    tension = confrontation - cooperation
    made = pd.DataFrame(
        {
            "tension": tension,
            "confrontation": confrontation,
            "cooperation": cooperation,
            "low": tension - 2,
            "high": tension + 2,
            "statements": dice.poisson(3, points),
            "positions": 1,
            "few": False,
            "gap": False,
            "baseline": 1.5,
            "z": (tension - 1.5) / 2,
            "note": "",
        },
        index=pd.DatetimeIndex([START + HOUR * i for i in range(points)]),
    )
    if gap is not None:
        made.iloc[gap, made.columns.get_loc("gap")] = True
    return made


def scene(colours: Palette = LIGHT, zone: str = "UTC", **more: object) -> Scene:
    return Scene(colours, ZoneInfo(zone), (START, START + 48 * HOUR), **more)  # type: ignore[arg-type]


def trace(figure: Figure, name: str) -> Part:
    return next(t for t in figure["data"] if t.get("name") == name)


def checked(figure: Figure) -> go.Figure:
    """The figure built with plotly's own checks, after the way it takes to a browser."""
    sent = json.loads(drawing(figure).json)
    lists = sent.pop("lists")
    for part in sent["data"]:
        part |= {name: lists[v["list"]] for name, v in part.items() if isinstance(v, dict) and "list" in v}
    assert sent == json.loads(json.dumps(figure))
    return go.Figure(sent)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda c: c.mode)
def test_plotly_accepts_every_figure(colours: Palette) -> None:
    marks = [Mark(START + 3 * HOUR, "alert"), Mark(START + 5 * HOUR, "outlet", "outlets")]
    where = scene(colours, marks=marks, selected=START + 7 * HOUR)
    checked(charts.tension_figure(frame(gap=slice(5, 9)), where))
    checked(charts.direction_figure({"Tokyo>Beijing": frame(), "Beijing>Tokyo": frame(seed=2)}, where))
    checked(charts.matrix_figure({("Tokyo", "Beijing"): 2.0}, {}, ("Tokyo", "Beijing", "Taipei"), colours))
    checked(charts.bars_figure(["one", "two"], [3, 4], colours))
    counts = pd.DataFrame({"time": [START, START], "label": ["hostile", "neutral"], "count": [2, 5]})
    checked(charts.stacked_figure(counts, colours, ZoneInfo("UTC")))


def test_a_gap_is_a_gap_in_every_line_and_in_the_band() -> None:
    figure = charts.tension_figure(frame(gap=slice(10, 15)), scene())
    for name in ("Tension", "Baseline", "Confrontation", "Cooperation"):
        y = trace(figure, name)["y"]
        assert [i for i, v in enumerate(y) if v is None] == [10, 11, 12, 13, 14]
    assert trace(figure, "Tension")["connectgaps"] is False
    band = trace(figure, "90 % band")
    assert band["x"].count(None) == 2, "one polygon before the gap, one after"
    fields = [s for s in figure["layout"]["shapes"] if s["type"] == "rect"]
    assert [(f["x0"], f["x1"]) for f in fields] == [("2024-05-01T09:00:00", "2024-05-01T15:00:00")]


def test_cooperation_hangs_below_zero_and_parts_add_up() -> None:
    figure = charts.tension_figure(frame(), scene())
    up, down, line = (trace(figure, n)["y"] for n in ("Confrontation", "Cooperation", "Tension"))
    assert max(down) <= 0 <= min(up)
    assert np.allclose(np.add(up, down), line, atol=2e-4)


def test_times_are_wall_clock_times_of_the_zone() -> None:
    figure = charts.tension_figure(frame(), scene(zone="Asia/Tokyo"))
    assert trace(figure, "Tension")["x"][0] == "2024-05-01T09:00:00"
    ends = [t["x"] for t in figure["data"] if t.get("yaxis") == "y3"]
    assert ends == [["2024-05-01T09:00:00", "2024-05-03T09:00:00"]]


def test_every_point_that_can_be_clicked_carries_its_moment() -> None:
    figure = charts.tension_figure(frame(points=3), scene(zone="Asia/Taipei"))
    points = next(t for t in figure["data"] if t.get("customdata"))
    assert [row[0] for row in points["customdata"]] == [int((START + HOUR * i).timestamp()) for i in range(3)]


def test_words_of_labels_are_escaped() -> None:
    figure = charts.tension_figure(frame(), scene(marks=[Mark(START, "<a href='javascript:x'>go</a>")]))
    marked = next(t for t in figure["data"] if t.get("name") == "Alert")
    assert marked["text"] == ["&lt;a href=&#x27;javascript:x&#x27;&gt;go&lt;/a&gt;"]
    bars = charts.bars_figure(["<b>Daily</b>"], [1], LIGHT)["data"][0]
    assert bars["y"] == ["&lt;b&gt;Daily&lt;/b&gt;"]


def test_zoom_is_kept_while_the_view_stays_the_same() -> None:
    first = charts.tension_figure(frame(), scene(revision="30d"))["layout"]
    later = charts.tension_figure(frame(seed=9), scene(revision="30d"))["layout"]
    other = charts.tension_figure(frame(), scene(revision="7d"))["layout"]
    assert first["uirevision"] == later["uirevision"] != other["uirevision"]
    assert "range" not in first["xaxis"], "plotly drops a zoom when the range it was given changes"


def test_points_on_few_articles_are_marked() -> None:
    sparse = frame()
    sparse.iloc[3:5, sparse.columns.get_loc("few")] = True
    assert len(trace(charts.tension_figure(sparse, scene()), "Few articles")["x"]) == 2


def test_the_matrix_leaves_the_diagonal_empty() -> None:
    figure = charts.matrix_figure(
        {("Tokyo", "Beijing"): 2.0, ("Beijing", "Tokyo"): -30.0},
        {("Tokyo", "Beijing"): 0.5},
        ("Tokyo", "Beijing"),
        LIGHT,
    )
    heat = figure["data"][0]
    assert heat["text"][0][0] == heat["text"][1][1] == ""
    assert heat["text"][0][1] == "<b>2.0</b><br>+0.5"
    assert heat["zmin"] == -heat["zmax"] == -30.0


def test_a_quiet_matrix_stays_pale() -> None:
    figure = charts.matrix_figure({("Tokyo", "Beijing"): 0.02}, {}, ("Tokyo", "Beijing"), LIGHT)
    assert figure["data"][0]["zmax"] == charts.FULL


def test_an_empty_series_draws() -> None:
    checked(charts.tension_figure(frame(gap=slice(0, 48)), scene()))


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda c: c.mode)
def test_text_colours_have_contrast(colours: Palette) -> None:
    """WCAG 2.1: 4.5 to 1 for the words, on the page and on panels."""
    for ground in (colours.background, colours.panel):
        for colour in (colours.ink, colours.muted, colours.conflict, *colours.labels.values()):
            assert contrast(colour, ground) >= 4.5, (colour, ground)


def contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
