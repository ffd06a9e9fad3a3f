"""Sends dated articles again as if they came in now: in order of date, as fast as asked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.resources import files as package_files
from pathlib import Path

from producers.draft import Draft, Refused
from producers.schedule import Surge, shifted, surging, waits
from producers.send import Sender
from straitwatch.clock import Clock


@dataclass(frozen=True)
class Pace:
    """How a replay runs.

    `speed` divides the time between articles, 0 sends at once. Dates are kept, or moved so that the newest falls now
    (`to_now`), or spread evenly over the last `days` but for `surges`. The newest `live` articles are held back and
    then sent one every `every` seconds, dated as they are sent.
    """

    speed: float = 0.0
    to_now: bool = False
    days: float = 0.0
    live: int = 0
    every: float = 6.0
    surges: tuple[Surge, ...] = ()


SAMPLE_PACE = Pace(
    days=150.0,
    live=12,
    every=15.0,
    surges=(Surge(before=112, days=3, share=0.1), Surge(before=2.5, days=2.5, share=0.12)),
)
"""The bundled articles as five months of history with two busy times, the second still on, and then some minutes of
news: enough for a baseline, for z, and for an alert of the default rules."""


def bundled() -> Path:
    """Return the folder of invented articles that come with the program."""
    return Path(str(package_files("models"))) / "data" / "corpus"


def sample() -> list[Path]:
    """Return the folders of whole articles among them that the sample is made of; the others serve training alone."""
    return [bundled() / name for name in ("plain", "press", "state", "wire", "zhja")]


def dated(drafts: Iterable[Draft | Refused], sender: Sender) -> list[Draft]:
    """Return the drafts that have a date, oldest first; the others are counted as refused."""
    found: list[tuple[datetime, Draft]] = []
    for draft in drafts:
        if isinstance(draft, Refused):
            sender.tally.refuse(draft)
        elif (date := sender.stated.over(draft).published) is None:
            sender.tally.refuse(Refused(draft.where, "has no date; a replay keeps the time between articles"))
        else:
            found.append((date, replace(draft, published=date)))
    return [draft for _, draft in sorted(found, key=lambda pair: pair[0])]


def replay(
    drafts: Sequence[Draft],
    sender: Sender,
    pace: Pace,
    *,
    clock: Clock,
    sleep: Callable[[float], None],
    done: Callable[[int], None] = lambda _: None,
) -> None:
    """Send the drafts, which stand in order of date, at the pace; `done` hears how many have been handled.

    Raises:
        BrokerError: a batch was not acknowledged.
    """
    live = min(pace.live, max(len(drafts) - 1, 0))
    history = list(drafts[: len(drafts) - live])
    moved = _moved([d.published for d in drafts if d.published], len(history), pace, clock())
    pauses = waits(moved[: len(history)], pace.speed)
    sent = 0
    if not any(pauses):
        sender.send((replace(d, published=at) for d, at in zip(history, moved, strict=False)), done)
        sent = len(history)
    else:
        for draft, at, pause in zip(history, moved, pauses, strict=False):
            sleep(pause)
            sender.send([replace(draft, published=at)])
            done(sent := sent + 1)
    for draft in drafts[len(history) :]:
        sleep(pace.every)
        sender.send([replace(draft, published=clock() - timedelta(seconds=1))])
        done(sent := sent + 1)


def _moved(dates: list[datetime], history: int, pace: Pace, now: datetime) -> list[datetime]:
    if pace.days:
        return surging(history, pace.days, now, pace.surges)
    return shifted(dates, now) if pace.to_now else dates
