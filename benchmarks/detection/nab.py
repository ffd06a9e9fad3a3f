"""The Numenta Anomaly Benchmark: reads its folder layout and scores the spike statistics with its standard profile.

Run: python -m benchmarks.detection.nab FOLDER

FOLDER holds `data/<group>/<file>.csv` (columns timestamp, value) and `labels/combined_windows.json`. The score is that
of Lavin & Ahmad 2015, "Evaluating real-time anomaly detection algorithms: the Numenta Anomaly Benchmark" (ICMLA): each
window is worth at most 1 by a sigmoid of how early it was found, a false alarm costs 0.11, a missed window 1; the sum
is scaled so that finding nothing is 0 and perfection 100. One threshold, the best, serves all files of a detector.
"""

import argparse
import csv
import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from straitwatch.detectors.quiet import overdispersion
from straitwatch.detectors.statistic import STATISTICS, Reference, score

Floats = NDArray[np.float64]
FALSE_ALARM, MISSED = 0.11, 1.0
SEEN_SHARE, SEEN_MOST = 0.15, 750
"""The part of a file that a detector may learn from and is not judged on."""
STEPS = 24
"""Values that stand for a day of the statistics."""


@dataclass(frozen=True)
class File:
    """One file: its values, the windows of its anomalies as places (first, last), and where judgement begins."""

    name: str
    values: Floats
    windows: tuple[tuple[int, int], ...]

    @property
    def begins(self) -> int:
        """First place that is judged."""
        return min(int(SEEN_SHARE * len(self.values)), int(SEEN_SHARE * 5000), SEEN_MOST)


def read(folder: Path) -> list[File]:
    """Read all files of a NAB folder that have an entry among the labels."""
    labels = json.loads((folder / "labels" / "combined_windows.json").read_text(encoding="utf-8"))
    files = []
    for name, stretches in sorted(labels.items()):
        with (folder / "data" / name).open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        times = [datetime.fromisoformat(row["timestamp"]) for row in rows]
        places = {moment: place for place, moment in enumerate(times)}
        windows = [tuple(places[datetime.fromisoformat(edge[:19])] for edge in stretch) for stretch in stretches]
        values = np.array([float(row["value"]) for row in rows])
        files.append(File(name, values, tuple((w[0], w[1]) for w in windows)))
    return files


def scores(file: File, statistic: str) -> Floats:
    """Return a statistic for every value, learnt from the part that is not judged."""
    seen = file.values[: max(file.begins, 2 * STEPS)]
    sums = np.maximum(file.values - seen.min(), 0.0)
    sums = sums / max(float(sums[: len(seen)].mean()), 1e-9)
    mean = float(sums[: len(seen)].mean())
    days = len(seen) // STEPS
    totals = sums[: days * STEPS].reshape(days, STEPS).sum(axis=1)
    daily = np.array([max(STEPS * mean, 1e-9)])
    over = np.atleast_1d(overdispersion(totals, daily, 1.0))
    reference = Reference(daily, over, totals / daily, 1.0)
    expected = np.full(len(sums), daily[0] / STEPS)
    offset, slope = STATISTICS[statistic](sums, expected, reference)
    return score(offset, slope, sums)


def sigmoid(place: float) -> float:
    """Return the worth of a detection at a place relative to its window, which begins at -1 and ends at 0."""
    return 2 / (1 + math.exp(5 * place)) - 1 if place <= 3 else -1.0


def file_score(file: File, found: list[int]) -> float:
    """Return the raw score of detections in a file."""
    total, windows = 0.0, [w for w in file.windows if w[1] >= file.begins]
    for first, last in windows:
        inside = [place for place in found if first <= place <= last]
        length = max(last - first, 1)
        total += sigmoid((min(inside) - last - 1) / length) / sigmoid(-1.0) if inside else -MISSED
    for place in found:
        if any(first <= place <= last for first, last in file.windows):
            continue
        before = [w for w in file.windows if w[1] < place]
        distance = (place - before[-1][1]) / max(before[-1][1] - before[-1][0], 1) if before else 4.0
        total += FALSE_ALARM * sigmoid(distance)
    return total


def risings(values: Floats, threshold: float, begins: int) -> list[int]:
    """Return where the score comes to the threshold from below it."""
    over = values >= threshold
    starts = over & ~np.concatenate([[False], over[:-1]])
    return [int(place) for place in np.flatnonzero(starts) if place >= begins]


def benchmark(files: list[File], statistic: str) -> tuple[float, float]:
    """Return the best score of a statistic between 0 and 100, and the threshold it has it with."""
    made = [scores(file, statistic) for file in files]
    count = sum(len([w for w in file.windows if w[1] >= file.begins]) for file in files)
    worst, best = -MISSED * count, float(count)
    tried = np.unique(np.quantile(np.concatenate(made), np.linspace(0.5, 1.0, 400)))
    results = []
    for threshold in [*tried.tolist(), math.inf]:
        raw = sum(file_score(f, risings(m, threshold, f.begins)) for f, m in zip(files, made, strict=True))
        results.append((100 * (raw - worst) / (best - worst), threshold))
    return max(results)


def main() -> None:
    """Print the score of each statistic."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    files = read(parser.parse_args().folder)
    for statistic in STATISTICS:
        value, threshold = benchmark(files, statistic)
        print(f"{statistic}: {value:.1f} (threshold {threshold:.2f}, {len(files)} files)")


if __name__ == "__main__":
    main()
