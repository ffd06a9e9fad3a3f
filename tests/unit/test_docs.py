"""The documentation says what the code does."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.core
import typer.main
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from straitwatch.cli import build
from straitwatch.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def row(name: str, field: FieldInfo) -> str:
    default = "" if field.default_factory else field.default
    if isinstance(default, SecretStr) or default in ("", None):
        default = ""
    return f"| STRAITWATCH_{name.upper()} | {f'`{default}`' if default != '' else ''} | {field.description} |"


def test_every_setting_is_on_the_page_of_settings() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    rows = [row(name, field) for name, field in Settings.model_fields.items()]
    assert [r for r in page.splitlines() if r.startswith("| STRAITWATCH_")] == rows


def commands() -> dict[str, Any]:
    found: dict[str, Any] = {}

    def walk(prefix: str, command: Any) -> None:
        found[prefix] = command
        if isinstance(command, typer.core.TyperGroup):
            for name, child in command.commands.items():
                walk(f"{prefix} {name}", child)

    walk("straitwatch", typer.main.get_command(build()))
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_says_what_it_does(name: str) -> None:
    assert (commands()[name].help or "").strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_commands_and_files_that_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = commands()
    for words in re.findall(r"^ {4}(straitwatch(?: [a-z]+)*)", text, re.MULTILINE):
        parts = words.split()
        while parts and " ".join(parts) not in known:
            parts.pop()
        assert len(parts) > 1 or words == "straitwatch", f"{page.name}: no command {words}"
    for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#]+)", text):
        assert (page.parent / target).exists(), f"{page.name}: {target} is not there"


def test_no_file_names_what_lies_outside_the_project() -> None:
    words = [
        "/w" + "ork/",
        "../sha" + "red",
        "files.python" + "hosted",
        "repo1.ma" + "ven",
        "repo.ma" + "ven",
        "registry.n" + "pmjs",
    ]
    found = subprocess.run(
        ["git", "grep", "-nIF", *[x for w in words for x in ("-e", w)]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout == ""
