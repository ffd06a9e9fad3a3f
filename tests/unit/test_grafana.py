"""The Grafana dashboard asks for metrics that the workers count."""

import json
import re
from pathlib import Path

from prometheus_client import generate_latest

from consumers.metrics import Metrics

FILE = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "straitwatch.json"


def test_every_metric_asked_for_is_counted() -> None:
    metrics = Metrics("tag")
    metrics.committed(1, 0, 0.1)
    counted = set(re.findall(r"^(straitwatch_\w+)", generate_latest(metrics.registry).decode(), re.MULTILINE))
    panels = json.loads(FILE.read_text(encoding="utf-8"))["panels"]
    asked = {m for p in panels for t in p["targets"] for m in re.findall(r"straitwatch_\w+", t["expr"])}
    assert asked
    assert asked <= counted
