"""The benchmark's own parts: the NAB layout and score, the simulated histories, the rivals."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from benchmarks.detection.nab import File, benchmark, file_score, read
from benchmarks.detection.report import reach
from benchmarks.detection.rivals import RIVALS
from benchmarks.detection.run import equal_threshold, rival_alarms, wilson
from benchmarks.detection.simulate import Burst, history


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data" / "made").mkdir(parents=True)
    (tmp_path / "labels").mkdir()
    random, start = np.random.default_rng(1), datetime(2020, 1, 1)  # noqa: DTZ001
    labels = {}
    for number in range(2):
        values = random.poisson(20, 1000).astype(float)
        values[700:720] += 60
        rows = [f"{start + timedelta(hours=n)},{value}" for n, value in enumerate(values)]
        name = f"made/file_{number}.csv"
        (tmp_path / "data" / name).write_text("\n".join(["timestamp,value", *rows]) + "\n")
        edges = [str(start + timedelta(hours=n)) + ".000000" for n in (690, 730)]
        labels[name] = [edges]
    (tmp_path / "labels" / "combined_windows.json").write_text(json.dumps(labels))
    return tmp_path


@pytest.mark.parametrize("statistic", ["nb-cusum", "robust-z"])
def test_clear_anomalies_in_the_nab_layout_are_found(folder: Path, statistic: str) -> None:
    files = read(folder)
    assert [file.windows for file in files] == [((690, 730),), ((690, 730),)]
    value, _ = benchmark(files, statistic)
    assert value > 85


def test_the_nab_score_rewards_early_and_costs_false_alarms() -> None:
    file = File("a", np.zeros(1000), ((500, 600),))
    assert file_score(file, [500]) == pytest.approx(1.0, abs=0.01)
    assert file_score(file, []) == -1.0
    assert file_score(file, [500]) > file_score(file, [590]) > file_score(file, [])
    assert file_score(file, [500, 300]) == pytest.approx(file_score(file, [500]) - 0.11, abs=0.001)


def test_a_history_has_its_volume_and_its_burst() -> None:
    quiet = [history(30, seed, outages=False).statements.mean() * 24 for seed in range(6)]
    assert np.mean(quiet) == pytest.approx(30, rel=0.15)
    start = 100 * 24
    loud = history(30, 1, Burst(start, 3, 5.0), outages=False)
    assert loud.statements[start : start + 72].mean() > 3 * loud.statements[: start - 24].mean()


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_rivals_see_a_burst(name: str) -> None:
    points = np.random.default_rng(2).poisson(2.0, 100 * 24).astype(float)
    points[90 * 24 : 92 * 24] *= 6
    scores = RIVALS[name](points)
    assert np.nanmax(scores[90 * 24 : 93 * 24]) == np.nanmax(scores[30 * 24 :])


def test_equal_thresholds_keep_to_the_knob() -> None:
    random = np.random.default_rng(3)
    months = [random.normal(size=720) for _ in range(30)]
    threshold = equal_threshold(months, 1.0)
    assert np.mean([rival_alarms(month, threshold) for month in months]) <= 1.0
    assert wilson(90, 100)[0] < 0.9 < wilson(90, 100)[1]


def test_the_volume_from_which_bursts_are_found_is_said_in_words() -> None:
    def results(*shares: float) -> dict[str, object]:
        rows = [[{"detector": "nb-cusum", "factor": f, "found": share} for f in (2.0, 3.0, 5.0)] for share in shares]
        return {volume: {"bursts": row} for volume, row in zip(("10", "40", "160"), rows, strict=True)}

    volumes = ("10", "40", "160")
    assert "threefold bursts: from about 80 statements a day on (50.0 % at 10, 80.0 % at 40" in reach(
        results(0.5, 0.8, 1.0), volumes
    )
    assert "threefold bursts: already at 10 statements a day" in reach(results(0.91, 0.95, 1.0), volumes)
    assert "threefold bursts: at none of these volumes" in reach(results(0.5, 0.92, 0.89), volumes)
