"""The command line loads what is asked for, and everything when it is asked what there is."""

import subprocess
import sys

import typer.main

from straitwatch.cli import build


def names(wanted: str = "") -> list[str]:
    return sorted(typer.main.get_command(build(wanted)).commands)  # type: ignore[attr-defined]


def test_every_command_is_there_when_none_is_named() -> None:
    assert {"produce", "work", "up", "tag", "topics"} <= set(names())
    assert names("no-such-command") == names()


def test_a_named_command_is_loaded_alone() -> None:
    assert names("produce") == ["produce"]


def test_a_producer_starts_without_the_libraries_of_the_other_commands() -> None:
    code = "import sys; from straitwatch.cli import build; build('produce'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "producers.commands" in loaded
    assert {"torch", "transformers", "streamlit", "pandas", "scipy", "onnxruntime"}.isdisjoint(loaded)
