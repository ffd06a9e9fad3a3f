"""Text -> text without what belongs to the page and not to the article: prompts, captions, credits, link lists.

Rules look at whole lines only, never into a sentence, and a line is taken out only if it is short and no rule that
marks speech protects it. Text on one line is left as it is.
"""

import re
import tomllib
from importlib.resources import files

LONGEST = 260
"""A longer line is prose."""


OPENS = r"^[\s\[(（【<*·•▶►■–—-]*"
"""Brackets and bullets that page furniture may begin with."""


def _patterns() -> dict[str, re.Pattern[str]]:
    found = tomllib.loads(files("producers").joinpath("furniture.toml").read_text(encoding="utf-8"))
    return {
        name: re.compile("|".join(f"(?:{p if p.startswith('^') else OPENS + p})" for p in rows), re.IGNORECASE)
        for name, rows in found.items()
    }


_FURNITURE = _patterns()
CAPTION, PROMPT, LINKS, CREDIT = (_FURNITURE[name] for name in ("caption", "prompt", "links", "credit"))
SPEECH = re.compile(r"[\"“”„«»「」『』]")
PIECES = re.compile(r"\s[|｜•·]\s|｜|\s{2,}\|\s{2,}|\]\s*\[")
SIGN_OFF = re.compile(
    r"(?<=\S)\s+[–—-]{1,2}\s+(?:with reports? from .{2,60}|[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|ph|tw|jp|cn))$"
)
BULLET = re.compile(r"^\s*(?:[-–—•·*]|\d{1,2}\.)\s+\S")
END = re.compile(r"[.!?。！？…][\"'”’」』)）]*$")
STOP = re.compile(r"[.。!！]$")
WORDS = re.compile(r"\w+")


def clean(text: str, title: str = "") -> str:
    """Return the text without page furniture and without lines that repeat the title; blank lines are kept single.

    >>> clean("Envoy called in\\n\\nThe envoy left, the ministry said.\\n\\nShare this article", "Envoy called in")
    'The envoy left, the ministry said.'
    """
    lines = text.strip().split("\n")
    if len(lines) > 1:
        names = {_plain(name) for name in (title, lines[0] if _headline(lines) else "")} - {""}
        lines = [line for line, keep in zip(lines, _kept(lines, names), strict=True) if keep]
        lines = _without_sign_off(lines)
    return re.sub(r"\n[ \t]*\n\s*\n", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def _kept(lines: list[str], names: set[str]) -> list[bool]:
    kept, in_list = [], False
    for line in lines:
        links = _short(line) and LINKS.search(line) is not None and not STOP.search(line.strip())
        drop = _furniture(line) or links or _plain(line) in names
        if in_list and line.strip() and not links:
            in_list = BULLET.match(line) is not None and not END.search(line.strip()) and not SPEECH.search(line)
            drop = drop or in_list
        in_list = in_list or links
        kept.append(not drop)
    return kept


def _furniture(line: str) -> bool:
    """Tell whether a line is a caption, prompt, credit, or a row of links."""
    if not _short(line):
        return False
    if CAPTION.search(line):
        return True
    if SPEECH.search(line):
        return False
    if PROMPT.search(line) or CREDIT.search(line):
        return True
    pieces = [piece.strip(" []") for piece in PIECES.split(line) if piece.strip(" []")]
    row = len(pieces) > 2 and all(len(piece) <= 60 and not END.search(piece) for piece in pieces)
    return row or (len(pieces) > 1 and any(PROMPT.search(p) or LINKS.search(p) for p in pieces))


def _without_sign_off(lines: list[str]) -> list[str]:
    """Take the publisher's name off the end of the last line of prose."""
    for at in range(len(lines) - 1, -1, -1):
        if lines[at].strip():
            return [*lines[:at], SIGN_OFF.sub("", lines[at].rstrip()), *lines[at + 1 :]]
    return lines


def _headline(lines: list[str]) -> bool:
    """Tell whether the first line looks like a title: short, no sentence, and said again further down."""
    first = lines[0]
    return len(first) <= 200 and not END.search(first) and any(_plain(line) == _plain(first) for line in lines[1:])


def _short(line: str) -> bool:
    return 0 < len(line.strip()) <= LONGEST


def _plain(line: str) -> str:
    return " ".join(WORDS.findall(line.casefold()))
