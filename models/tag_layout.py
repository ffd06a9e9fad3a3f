"""Layout of the token tagger's outputs: three BIO groups, and who speaks in the content."""

from straitwatch.actor import CAPITALS, OTHER, UNKNOWN

ROLES = ("source", "cue", "content")
"""Groups of three outputs each, in this order: outside, begins, continues."""

SPEAKERS = (*CAPITALS, OTHER, UNKNOWN)
"""The last group: one output for each answer, read where the content stands."""

WIDTH = 3 * len(ROLES) + len(SPEAKERS)
"""Number of outputs a token."""

NAMES = (*(f"{role}-{tag}" for role in ROLES for tag in "OBI"), *(f"speaker-{name}" for name in SPEAKERS))
