"""docker-compose.yml runs the commands that the command line has, with the options they take."""

from pathlib import Path
from typing import Any

import pytest
import typer.core
import typer.main
import yaml

from straitwatch.cli import build
from straitwatch.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
OURS = {name: s for name, s in COMPOSE["services"].items() if s.get("image") == "straitwatch:latest"}


def resolve(words: list[str]) -> tuple[Any, list[str]]:
    command: Any = typer.main.get_command(build())
    rest = list(words)
    while isinstance(command, typer.core.TyperGroup):
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_runs_a_command_that_exists(name: str) -> None:
    command, rest = resolve(OURS[name]["command"])
    assert command.name == OURS[name]["command"][len(OURS[name]["command"]) - len(rest) - 1]
    command.make_context(name, rest)
    with pytest.raises(Exception, match="No such option"):
        command.make_context(name, ["--no-such-option"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_sets_only_variables_that_are_read(name: str) -> None:
    known = {f"STRAITWATCH_{field.upper()}" for field in Settings.model_fields}
    assert set(OURS[name]["environment"]) <= known


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_service_is_confined(name: str) -> None:
    service = OURS[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "mem_limit" in service


def test_every_service_waits_for_what_it_needs_and_is_checked() -> None:
    for name, service in COMPOSE["services"].items():
        if name in OURS:
            assert set(service["depends_on"]) == {"kafka", "postgres"}
            assert "healthcheck" in service or name in ("feeds", "sample")
        else:
            assert "healthcheck" in service


def test_the_image_runs_as_an_ordinary_user() -> None:
    rows = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER straitwatch" in rows


def test_prometheus_finds_every_worker_that_serves_metrics() -> None:
    config = yaml.safe_load((ROOT / "deploy" / "prometheus.yml").read_text(encoding="utf-8"))
    asked = config["scrape_configs"][0]["dns_sd_configs"][0]
    serving = {name for name, s in OURS.items() if "--metrics-port" in s["command"]}
    assert set(asked["names"]) == serving
    for name in serving:
        assert OURS[name]["command"][-1] == str(asked["port"])
        assert OURS[name]["environment"]["STRAITWATCH_METRICS_ADDRESS"] == "0.0.0.0"
