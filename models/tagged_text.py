"""Tagged texts: what the token tagger is trained on, and their tokens' labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.tag_layout import ROLES, SPEAKERS
from models.windows import TokenOffsets

IGNORED = -100
"""Label of a token that does not count in the loss."""


@dataclass(frozen=True)
class TaggedText:
    """A text with spans (role, start, end), and, where known, who speaks in a stretch (name, start, end).

    `roles` are those that the text is marked for; the others do not count.
    """

    id: str
    text: str
    spans: tuple[tuple[str, int, int], ...]
    speakers: tuple[tuple[str, int, int], ...] = ()
    roles: tuple[str, ...] = ROLES


def token_labels(tagged: TaggedText, offsets: TokenOffsets) -> list[list[int]]:
    """Return for each token its labels: source, cue, content (0 outside, 1 begins, 2 continues) and speaker.

    A token belongs to a span that it overlaps; of overlapping spans of one role the longest wins.
    """
    columns = [_role_labels(tagged, role, offsets) for role in ROLES]
    speaker = [IGNORED] * len(offsets)
    for name, start, end in tagged.speakers:
        for i in _overlapping(offsets, start, end):
            speaker[i] = SPEAKERS.index(name)
    return [list(row) for row in zip(*columns, speaker, strict=True)]


def _role_labels(tagged: TaggedText, role: str, offsets: TokenOffsets) -> list[int]:
    if role not in tagged.roles:
        return [IGNORED] * len(offsets)
    labels = [0] * len(offsets)
    for _, start, end in sorted((s for s in tagged.spans if s[0] == role), key=lambda s: s[1] - s[2]):
        tokens = _overlapping(offsets, start, end)
        if tokens and not any(labels[i] for i in tokens):
            labels[tokens[0]] = 1
            labels[tokens[0] + 1 : tokens[-1] + 1] = [2] * (len(tokens) - 1)
    return labels


def _overlapping(offsets: TokenOffsets, start: int, end: int) -> Sequence[int]:
    return [i for i, (a, b) in enumerate(offsets) if a < end and b > start]
