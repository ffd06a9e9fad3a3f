"""The Grafana dashboard asks for metrics that the workers count."""

import json
import re
from pathlib import Path

from prometheus_client import generate_latest

from consumers.metrics import Metrics, NotifyMetrics, WatchMetrics

FILE = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "straitwatch.json"


def test_every_metric_asked_for_is_counted() -> None:
    metrics = (Metrics("tag"), WatchMetrics(), NotifyMetrics())
    metrics[1].published("firing")
    pages = "\n".join(generate_latest(one.registry).decode() for one in metrics)
    counted = set(re.findall(r"^(straitwatch_\w+)", pages, re.MULTILINE))
    panels = json.loads(FILE.read_text(encoding="utf-8"))["panels"]
    asked = {m for p in panels for t in p["targets"] for m in re.findall(r"straitwatch_\w+", t["expr"])}
    assert asked
    assert asked <= counted
