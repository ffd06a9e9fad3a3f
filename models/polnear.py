"""Reader of PolNeAR (brat standoff): who said what in election news, with source, cue and content spans."""

import re
from collections.abc import Iterator
from pathlib import Path

from models.tagged_text import TaggedText

BOUND = re.compile(r"^(T\d+)\t(Source|Cue|Content) ([\d; ]+)\t")
EVENT = re.compile(r"^E\d+\tAttribution:\S+ (.*)$")


def read_polnear(folder: Path) -> Iterator[TaggedText]:
    """Yield the articles of one split folder (`text/`, `attributions/`), the first annotator's reading of each.

    A discontinuous span is given as its fragments; attributions without content are left out.
    """
    seen = set()
    for path in sorted((folder / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        text = folder / "text" / f"{name}.txt"
        if name in seen or not text.exists():
            continue
        seen.add(name)
        yield TaggedText(name, text.read_text(encoding="utf-8"), tuple(_spans(path.read_text(encoding="utf-8"))))


def _spans(standoff: str) -> Iterator[tuple[str, int, int]]:
    bounds: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    used: set[str] = set()
    for line in standoff.splitlines():
        if bound := BOUND.match(line):
            fragments = [(int(a), int(b)) for a, b in (f.split() for f in bound[3].split(";"))]
            bounds[bound[1]] = (bound[2].lower(), fragments)
        elif event := EVENT.match(line):
            parts = [part.split(":", 1) for part in event[1].split()]
            if any(role.startswith("Content") for role, _ in parts):
                used.update(key for _, key in parts)
    for key in sorted(used & set(bounds)):
        role, fragments = bounds[key]
        yield from ((role, a, b) for a, b in fragments)
