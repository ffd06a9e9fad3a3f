"""The benchmark of the spike detectors: false alarms of quiet months, bursts found, against the rivals.

Run: python -m benchmarks.detection.run OUT.json [--months N] [--bursts N] [--volumes 3,10,30,50,100]

The rivals' thresholds are set on the very months they are judged on, to exactly the knob's false alarms; ours are
calibrated by each history's own baseline alone.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np

from benchmarks.detection.ours import MERGED, alarms, hours_over
from benchmarks.detection.rivals import OWN_THRESHOLDS, RIVALS
from benchmarks.detection.simulate import MONTH_DAYS, WARM_DAYS, Burst, Floats, history
from straitwatch.detectors.spike import Spike

FACTORS = (2.0, 3.0, 5.0)
LENGTHS = (1, 2, 3, 7)
KNOB = 1.0
WITHIN = 24
OURS = {
    "nb-cusum": Spike(KNOB),
    "nb-cusum, by statement": Spike(KNOB, weight="statement"),
    "robust-z": Spike(KNOB, "robust-z"),
}
QUIET_SEED, BURST_SEED, START_SEED = 21_000_000, 28_000_000, 27_000_000
"""First seeds of the quiet months, of the histories with a burst, and of the hours at which bursts begin."""


def rival_alarms(scores: Floats, threshold: float) -> int:
    """Return the alarms of one month of hourly scores."""
    return alarms([int(hour) for hour in np.flatnonzero(scores >= threshold)])


def equal_threshold(months: list[Floats], knob: float) -> float:
    """Return the lowest threshold with at most `knob` alarms a month."""
    low, high = -1.0, max(float(np.nanmax(scores)) for scores in months)
    for _ in range(60):
        middle = (low + high) / 2
        if np.mean([rival_alarms(scores, middle) for scores in months]) > knob:
            low = middle
        else:
            high = middle
    return high


def interval(counts: list[int]) -> tuple[float, float, float]:
    """Return the mean and its 95 % confidence interval."""
    mean, error = float(np.mean(counts)), 1.96 * float(np.std(counts, ddof=1)) / math.sqrt(len(counts))
    return mean, mean - error, mean + error


def wilson(found: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    share, z = found / of, 1.96
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return centre - half, centre + half


def quiet(volume: float, months: int) -> tuple[dict[str, object], dict[str, float]]:
    """Return false alarms a month of every detector, and the rivals' thresholds at equal false alarms."""
    counts: dict[str, list[int]] = {name: [] for name in OURS}
    scores: dict[str, list[Floats]] = {name: [] for name in RIVALS}
    lost = 0.0
    for seed in range(months):
        made = history(volume, QUIET_SEED + seed)
        for name, spike in OURS.items():
            over, blind = hours_over(spike, made, WARM_DAYS, WARM_DAYS + MONTH_DAYS - 1)
            counts[name].append(alarms(over))
        lost += blind
        for name, rival in RIVALS.items():
            scores[name].append(rival(made.points)[WARM_DAYS * 24 :])
    thresholds = {name: equal_threshold(scores[name], KNOB) for name in RIVALS}
    rows: dict[str, object] = {name: interval(counts[name]) for name in OURS}
    for name in RIVALS:
        rows[name] = interval([rival_alarms(month, thresholds[name]) for month in scores[name]])
        rows[f"{name}, own threshold"] = interval([rival_alarms(m, OWN_THRESHOLDS[name]) for m in scores[name]])
    rows["share without data"] = lost / months
    return rows, thresholds


def bursts(volume: float, number: int, thresholds: dict[str, float]) -> list[dict[str, object]]:
    """Return for each factor, length and detector the share found within 24 hours, and the median delay in hours."""
    rows: list[dict[str, object]] = []
    for factor in FACTORS:
        for place, days in enumerate(LENGTHS):
            delays: dict[str, list[int]] = {name: [] for name in (*OURS, *RIVALS)}
            for seed in range(place * number, (place + 1) * number):
                random = np.random.default_rng(START_SEED + seed)
                start = int(random.integers((WARM_DAYS + 3) * 24, (WARM_DAYS + MONTH_DAYS - 8) * 24))
                made = history(volume, BURST_SEED + seed, Burst(start, days, factor))
                for name, spike in OURS.items():
                    over, _ = hours_over(spike, made, start // 24, (start + WITHIN) // 24)
                    delays[name] += [hour - start + 1 for hour in over if start <= hour < start + WITHIN][:1]
                for name, rival in RIVALS.items():
                    found = np.flatnonzero(rival(made.points)[start : start + WITHIN] >= thresholds[name])
                    delays[name] += [int(hour) + 1 for hour in found[:1]]
            for name, found_after in delays.items():
                rows.append(
                    {
                        "detector": name,
                        "factor": factor,
                        "days": days,
                        "bursts": number,
                        "found": len(found_after) / number,
                        "interval": wilson(len(found_after), number),
                        "median_delay_hours": float(np.median(found_after)) if found_after else None,
                    }
                )
    return rows


def main() -> None:
    """Run the benchmark and write its results as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--months", type=int, default=260)
    parser.add_argument("--bursts", type=int, default=150)
    parser.add_argument("--volumes", default="3,10,30,50,100")
    asked = parser.parse_args()
    result: dict[str, object] = {"knob": KNOB, "merged_hours": MERGED, "months": asked.months}
    for volume in (float(one) for one in asked.volumes.split(",")):
        began = time.monotonic()
        months, thresholds = quiet(volume, asked.months)
        rows = bursts(volume, asked.bursts, thresholds)
        result[f"{volume:g}"] = {"quiet": months, "thresholds": thresholds, "bursts": rows}
        asked.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        print(f"{volume:g} statements a day: {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
