"""Filters that live in the address of the page, so that every view can be sent to a colleague as a link.

A filter's value is taken from the address when the address says something new, else from the widget, else from what
was chosen earlier in this session; values at their default are left out of the address.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import streamlit as st

T = TypeVar("T")


@dataclass(frozen=True)
class Filter(Generic[T]):
    """One filter: its name in the address, its default, and how its value is written there.

    `read` returns None where the address holds no value of this filter; such an address is as good as an empty one.
    """

    name: str
    default: T
    read: Callable[[list[str]], T | None]
    write: Callable[[T], list[str]]


def linked(chosen: Filter[T], draw: Callable[[str], T], first: T | None = None) -> T:
    """Draw a widget by `draw(key)`, which must not pass a default, and keep its value in the address.

    `first` is the value at first sight where it is not the default: one that the reader's browser remembers.
    """
    key, kept = f"filter.{chosen.name}", f"kept.{chosen.name}"
    raw = st.query_params.get_all(chosen.name)
    value = chosen.read(raw) if raw else None
    if value is not None and raw != st.session_state.get(f"seen.{chosen.name}"):
        st.session_state[key] = value
    elif key not in st.session_state:
        st.session_state[key] = st.session_state.get(kept, chosen.default if first is None else first)
    value = draw(key)
    st.session_state[kept] = value
    written = [] if value == chosen.default else chosen.write(value)
    st.session_state[f"seen.{chosen.name}"] = written
    if written != raw:
        _put(chosen.name, written)
    return value


def choice(name: str, options: Collection[str], default: str) -> Filter[str]:
    """Return a filter of one option."""
    return Filter(name, default, lambda raw: raw[-1] if raw[-1] in options else None, lambda value: [value])


def choices(name: str, options: Collection[str]) -> Filter[list[str]]:
    """Return a filter of any number of options, none at first; unknown ones in the address are passed over."""
    return Filter(name, [], lambda raw: [r for r in raw if r in options], list)


def words(name: str, limit: int = 200) -> Filter[str]:
    """Return a filter of free words."""
    return Filter(name, "", lambda raw: raw[-1][:limit], lambda value: [value])


def switch(name: str) -> Filter[bool]:
    """Return a filter that is on or, at first, off.

    >>> switch("paused").read(["1"]), switch("paused").read(["no"])
    (True, False)
    """
    return Filter(name, False, lambda raw: raw[-1] == "1", lambda value: ["1"] if value else [])


def share(name: str) -> Filter[float]:
    """Return a filter from 0 (its default) to 1.

    >>> share("sure").read(["0.7"]), share("sure").read(["7"]), share("sure").read(["x"])
    (0.7, None, None)
    """
    return Filter(name, 0.0, _share, lambda value: [f"{value:.2f}"])


def days(name: str, default: Sequence[date] = ()) -> Filter[tuple[date, ...]]:
    """Return a filter of a first and a last day.

    >>> days("days").read(["2010-09-01..2010-09-30"])
    (datetime.date(2010, 9, 1), datetime.date(2010, 9, 30))
    >>> days("days").read(["soon"])
    """
    return Filter(name, tuple(default), _days, lambda value: ["..".join(d.isoformat() for d in value)])


def _share(raw: list[str]) -> float | None:
    try:
        value = float(raw[-1])
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _days(raw: list[str]) -> tuple[date, ...] | None:
    try:
        found = tuple(date.fromisoformat(part) for part in raw[-1].split(".."))
    except ValueError:
        return None
    return found if len(found) == 2 and found[0] <= found[1] else None


def _put(name: str, written: list[str]) -> None:
    if written:
        st.query_params[name] = written
    else:
        st.query_params.pop(name, None)
