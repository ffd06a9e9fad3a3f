"""Subjects of the index: a direction "Tokyo>Beijing" (speaker, target) or a dyad "Tokyo-Beijing" (both directions)."""

from collections.abc import Sequence
from itertools import combinations, permutations


def direction(speaker: str, target: str) -> str:
    """Return the name of a direction.

    >>> direction("Tokyo", "Beijing")
    'Tokyo>Beijing'
    """
    return f"{speaker}>{target}"


def directions(subject: str) -> tuple[str, ...]:
    """Return the directions a subject holds: itself, or the two of a dyad.

    Raises:
        ValueError: the subject is neither.

    >>> directions("Tokyo-Beijing")
    ('Tokyo>Beijing', 'Beijing>Tokyo')
    >>> directions("Tokyo>Beijing")
    ('Tokyo>Beijing',)
    """
    for mark in (">", "-"):
        one, found, other = subject.partition(mark)
        if found and one and other and one != other:
            return (subject,) if mark == ">" else (direction(one, other), direction(other, one))
    raise ValueError(f"{subject!r} is neither a direction such as Tokyo>Beijing nor a dyad such as Tokyo-Beijing")


def dyad_of(direction_name: str) -> str:
    """Return the dyad that a direction lies in, its actors by name.

    >>> dyad_of("Tokyo>Beijing"), dyad_of("Beijing>Tokyo")
    ('Beijing-Tokyo', 'Beijing-Tokyo')
    """
    return "-".join(sorted(direction_name.split(">")))


def stored_as(subject: str) -> str:
    """Return the name under which the store sums a subject up, whichever way round a dyad is written.

    Raises:
        ValueError: the subject is neither a direction nor a dyad.

    >>> stored_as("Tokyo-Beijing"), stored_as("Tokyo>Beijing")
    ('Beijing-Tokyo', 'Tokyo>Beijing')
    """
    held = directions(subject)
    return held[0] if len(held) == 1 else dyad_of(held[0])


def dyads(actors: Sequence[str]) -> tuple[str, ...]:
    """Return the dyads of some actors, in their order.

    >>> dyads(("Tokyo", "Beijing", "Taipei"))
    ('Tokyo-Beijing', 'Tokyo-Taipei', 'Beijing-Taipei')
    """
    return tuple(f"{a}-{b}" for a, b in combinations(actors, 2))


def all_directions(actors: Sequence[str]) -> tuple[str, ...]:
    """Return every direction among some actors.

    >>> len(all_directions(("Tokyo", "Beijing", "Taipei")))
    6
    """
    return tuple(direction(a, b) for a, b in permutations(actors, 2))


def usual_name(subject: str, actors: Sequence[str]) -> str:
    """Return a dyad as `dyads` writes it, whichever way round it was given; anything else as it is.

    >>> usual_name("Beijing-Tokyo", ("Tokyo", "Beijing")), usual_name("Beijing>Tokyo", ("Tokyo", "Beijing"))
    ('Tokyo-Beijing', 'Beijing>Tokyo')
    """
    one, _, other = subject.partition("-")
    turned = f"{other}-{one}"
    return turned if turned in dyads(actors) else subject
