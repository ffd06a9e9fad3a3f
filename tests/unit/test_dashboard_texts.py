"""Texts: every key that the code asks for is there, and every text is asked for."""

import re
from pathlib import Path

from dashboard.texts import ENGLISH

FOLDER = Path(__file__).resolve().parents[2] / "dashboard"
CODE = "\n".join(p.read_text(encoding="utf-8") for p in sorted(FOLDER.rglob("*.py")) if p.name != "texts.py")
ASKED = set(re.findall(r"text\(\s*f?[\"']([^\"']+)[\"']", CODE))
LITERAL = {key for key in ASKED if "{" not in key}
PATTERNS = [re.compile(re.sub(r"\\\{[^}]*\\\}", '[^"]+', re.escape(key)) + "$") for key in ASKED - LITERAL]


def test_every_text_asked_for_is_there() -> None:
    missing = {key for key in LITERAL if key not in ENGLISH and not key.endswith(".")}
    assert not missing
    for pattern in PATTERNS:
        assert any(pattern.match(key) for key in ENGLISH), pattern.pattern


def test_no_text_is_left_over() -> None:
    quoted = set(re.findall(r"[\"']([a-z_]+(?:\.[-a-z0-9_ ]+)+)[\"']", CODE))
    heads = tuple(re.findall(r"text\(\s*[\"']([a-z_.]+\.)[\"']\s*\+", CODE))
    spare = {
        key
        for key in ENGLISH
        if key not in LITERAL | quoted and not any(p.match(key) for p in PATTERNS) and not key.startswith(heads or "\0")
    }
    assert not spare
