"""The benchmark's results as a page and a plot.

Run: python -m benchmarks.detection.report RESULTS.json docs/
"""

import argparse
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DEFAULT = "nb-cusum"
NAMES = {DEFAULT: "nb-cusum (default)"}
COLOURS = ("#0072B2", "#000000", "#56B4E9", "#D55E00", "#E69F00", "#CC79A7", "#009E73", "#7F7F7F")
DETECTORS = (DEFAULT, "nb-cusum, by statement", "robust-z", "3 sigma", "EARS C1", "EARS C2", "EARS C3", "7 days up")
WANTED = 0.9

HEAD = """# Detection benchmark

Which detector should a spike rule use, and what can be expected of it? Made by `benchmarks/detection` from simulated
dyads, whose generator shares no code with the detectors: stories with a weekly and a daily rhythm, 1.6 statements a
story on average, news that lasts for days with heavy-tailed shocks (standard deviation of the log news of a day: 0.3),
and outages of the feed of 4 to 48 hours. A burst is more stories of the same kind. Every history has 92 quiet days to
learn from and one month that is judged, hour by hour. The volume is that of confrontation in one dyad.

The knob is one false alarm per dyad-month. Straitwatch's detectors set their threshold by simulation from the history's
own baseline alone. The rivals were given the threshold that makes exactly one false alarm a month **on the very months
they are judged on**, and look at the sum of the last 24 hours every hour instead of once a day: both help them. Alarms
within 24 hours of each other are one. "7 days up" compares the last seven days with the seven before.

![Share of threefold bursts found within 24 hours](detection-benchmark.svg)

## From which volume on bursts are found

"""

FOOT = """
## What it says

- The negative binomial CUSUM keeps to the knob at every volume and finds threefold bursts at least as often as every
  other, 3 to 5 hours sooner than the robust z and 3 sigma from 10 statements a day on; it is the default.
- n statements of one article count as the root of n (`weight: article`), since articles vary in length more than in
  what is going on. The row "by statement" shows what that brings: two to four in a hundred more threefold bursts up to
  50 statements a day, with fewer false alarms.
- Nine in ten threefold bursts within a day is a promise for dyads that are talked about as much as said above. Below
  that volume an alert on a threefold burst may take more than a day, or not come.
- What can be found within a day depends on how much is said. With one statement a story a day of n stories varies by
  about sqrt(1 / n + 0.09) of itself here: ten statements are six stories, and half a day's worth of them tripled is
  often no more than a busy day. Who must miss fewer at such volumes allows more false alarms, or watches the dyad for
  longer with a rule of the kind `level`.
- With their published thresholds EARS and the 5 % rule alarm two to three times as often (rows "own threshold").
- Not simulated: changes in the outlets followed, errors of the stance model, bursts of longer or harsher articles, slow
  escalation over weeks (for which the rule kinds `level` and `shift` are made).

`python -m benchmarks.detection.nab FOLDER` scores the two statistics on a folder in the layout of the Numenta Anomaly
Benchmark (`data/…/*.csv`, `labels/combined_windows.json`) with its standard profile.
"""


def crossing(shares: Sequence[tuple[float, float]], wanted: float = WANTED) -> float | None:
    """Return the volume from which a share is reached for good, between two volumes by the logarithm; None if never.

    >>> crossing([(10, 0.5), (40, 0.7), (160, 1.1)])
    80.0
    >>> crossing([(10, 0.95)]), crossing([(10, 0.5)])
    (10, None)
    """
    found: float | None = None
    for (low, less), (high, more) in zip([(0.0, 0.0), *shares], shares, strict=False):
        if more < wanted:
            found = None
        elif found is None:
            part = (wanted - less) / (more - less)
            found = high if not low else round(math.exp(math.log(low) + part * math.log(high / low)), 6)
    return found


def reach(results: Mapping[str, Any], volumes: Sequence[str]) -> str:
    """Return in words from which volume on the default finds nine in ten bursts of each size within a day."""
    lines = []
    for factor, name in ((2.0, "twofold"), (3.0, "threefold"), (5.0, "fivefold")):
        shares = [(float(v), mean_found(results[v]["bursts"], DEFAULT, factor)) for v in volumes]
        at = crossing(shares)
        listed = ", ".join(f"{100 * share:.1f} % at {volume:g}" for volume, share in shares)
        if at is None:
            lines.append(f"- {name} bursts: at none of these volumes ({listed}).")
        else:
            start = "already at" if at == shares[0][0] else "from about"
            lines.append(f"- {name} bursts: {start} {at:.0f} statements a day on ({listed}).")
    head = "At one false alarm a month the default detector finds nine in ten bursts within 24 hours:"
    return "\n".join([head, "", *lines]) + "\n"


def mean_found(rows: Sequence[Mapping[str, Any]], detector: str, factor: float) -> float:
    """Return the share found over all lengths of a burst."""
    found = [row["found"] for row in rows if row["detector"] == detector and row["factor"] == factor]
    return float(sum(found) / len(found))


def delay(rows: Sequence[Mapping[str, Any]], detector: str, factor: float) -> str:
    """Return the median delay over the lengths, in hours."""
    delays = sorted(
        row["median_delay_hours"]
        for row in rows
        if row["detector"] == detector and row["factor"] == factor and row["median_delay_hours"] is not None
    )
    return f"{delays[len(delays) // 2]:.0f} h" if delays else ""


def tables(results: Mapping[str, Any], volumes: Sequence[str]) -> str:
    """Return the tables of false alarms and of bursts found."""
    lines = ["", "## False alarms a month, allowed: 1 (95 % interval)", ""]
    lines += ["| detector | " + " | ".join(f"{v} a day" for v in volumes) + " |", "|---" * (len(volumes) + 1) + "|"]
    names = [name for name in results[volumes[0]]["quiet"] if name != "share without data"]
    for name in names:
        cells = ["{:.2f} ({:.2f}-{:.2f})".format(*results[v]["quiet"][name]) for v in volumes]
        lines.append(f"| {NAMES.get(name, name)} | " + " | ".join(cells) + " |")
    lost = ", ".join(f"{100 * results[v]['quiet']['share without data']:.1f} % at {v}" for v in volumes)
    months = ", ".join(str(results[v]["months"]) for v in volumes)
    lines += ["", f"Months judged: {months}. Without data, because the feed was down: {lost}.", ""]
    for factor in (2.0, 3.0, 5.0):
        lines += [f"## Bursts of {factor:g} times the rate: found within 24 hours, median delay", ""]
        lines += ["| detector | " + " | ".join(f"{v} a day" for v in volumes) + " |", "|---" * (len(volumes) + 1) + "|"]
        for name in DETECTORS:
            cells = []
            for volume in volumes:
                rows = results[volume]["bursts"]
                cells.append(f"{100 * mean_found(rows, name, factor):.0f} %, {delay(rows, name, factor)}")
            lines.append(f"| {NAMES.get(name, name)} | " + " | ".join(cells) + " |")
        lines.append("")
    numbers = ", ".join(f"{results[v]['bursts'][0]['bursts']} at {v}" for v in volumes)
    least = min(4 * results[v]["bursts"][0]["bursts"] for v in volumes)
    wide, narrow = (196 * math.sqrt(share * (1 - share) / least) for share in (0.5, WANTED))
    lines += [
        f"Bursts of each length (1, 2, 3 and 7 days), beginning at a random hour: {numbers}.",
        f"Each is in a history of its own: a share of 90 % is known to {narrow:.0f} in a hundred, one of 50 % to "
        f"{wide:.0f} (95 % interval).",
    ]
    return "\n".join(lines) + "\n"


def plot(results: Mapping[str, Any], volumes: Sequence[str]) -> str:
    """Return the share of threefold bursts found by volume, as SVG."""
    left, top, width, height = 60, 40, 420, 260
    step = width / max(len(volumes) - 1, 1)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 360" font-family="sans-serif" font-size="12">',
        '<rect width="720" height="360" fill="#ffffff"/>',
        f'<text x="{left}" y="20" font-size="14" fill="#222222">'
        "Threefold bursts found within 24 hours, at one false alarm a month</text>",
    ]
    for percent in (0, 25, 50, 75, 90, 100):
        y = top + height * (1 - percent / 100)
        dash = ' stroke-dasharray="4 3"' if percent == 90 else ""
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y}" y2="{y}" stroke="#cccccc"{dash}/>')
        parts.append(f'<text x="{left - 8}" y="{y + 4}" text-anchor="end" fill="#444444">{percent} %</text>')
    for place, volume in enumerate(volumes):
        x = left + step * place
        parts.append(f'<text x="{x}" y="{top + height + 20}" text-anchor="middle" fill="#444444">{volume}</text>')
    x, y = left + width / 2, top + height + 42
    parts.append(f'<text x="{x}" y="{y}" text-anchor="middle" fill="#444444">confrontational statements a day</text>')
    for number, name in enumerate(DETECTORS):
        points = []
        for place, volume in enumerate(volumes):
            share = mean_found(results[volume]["bursts"], name, 3.0)
            points.append((left + step * place, top + height * (1 - share)))
        wide = 3 if name == DEFAULT else 1.5
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        colour = COLOURS[number]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{wide}"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        y = top + 20 + 22 * number
        parts.append(f'<line x1="505" x2="530" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="{wide}"/>')
        parts.append(f'<text x="537" y="{y + 4}" fill="#222222">{NAMES.get(name, name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    """Write page and plot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, nargs="+")
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    results: dict[str, Any] = {}
    for file in asked.results:
        read = json.loads(file.read_text(encoding="utf-8"))
        for key, value in read.items():
            if isinstance(value, dict):
                results[key] = value | {"months": read["months"]}
    volumes = sorted(results, key=float)
    page = HEAD + reach(results, volumes) + tables(results, volumes) + FOOT
    (asked.folder / "detection-benchmark.md").write_text(page, encoding="utf-8")
    (asked.folder / "detection-benchmark.svg").write_text(plot(results, volumes), encoding="utf-8")


if __name__ == "__main__":
    main()
