"""Times as people read them: the zone of the page, windows of charts, ages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONES = {"JST": "Asia/Tokyo", "CST": "Asia/Taipei", "UTC": "UTC"}
"""The zones of the switch. CST is the time of Beijing and of Taipei, which is the same: UTC+8."""

RANGES: dict[str, timedelta] = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "1y": timedelta(days=365),
}

CUSTOM = "custom"

_STEPS = (
    (timedelta(days=1), timedelta(minutes=15)),
    (timedelta(days=8), timedelta(hours=1)),
    (timedelta(days=31), timedelta(hours=3)),
    (timedelta(days=92), timedelta(hours=6)),
    (timedelta(days=800), timedelta(hours=24)),
)


@dataclass(frozen=True)
class Window:
    """A stretch of time to draw, in UTC, with the step of its points; `live` windows end now."""

    since: datetime
    until: datetime
    step: timedelta
    live: bool
    name: str


def zone(name: str) -> ZoneInfo:
    """Return the zone of a name of the switch; an unknown name is UTC.

    >>> zone("JST").key, zone("?").key
    ('Asia/Tokyo', 'UTC')
    """
    return ZoneInfo(ZONES.get(name, "UTC"))


def window(name: str, now: datetime, dates: tuple[date, date] | None, where: ZoneInfo) -> Window:
    """Return the window of a range button, or of two dates (both inclusive, in the zone) for "custom".

    >>> w = window("7d", datetime(2024, 1, 8, 5, 30, tzinfo=UTC), None, zone("UTC"))
    >>> w.since.isoformat(), w.step
    ('2024-01-01T05:30:00+00:00', datetime.timedelta(seconds=3600))
    """
    if name == CUSTOM and dates is not None:
        first, last = min(dates), max(dates)
        since = datetime.combine(first, time(), where).astimezone(UTC)
        until = datetime.combine(last + timedelta(days=1), time(), where).astimezone(UTC)
        ends = min(until, now)
        since = min(since, ends - timedelta(hours=1))
        return Window(since, ends, step_for(ends - since), until >= now, f"{first}..{last}")
    length = RANGES.get(name, RANGES["30d"])
    return Window(now - length, now, step_for(length), True, name)


def step_for(length: timedelta) -> timedelta:
    """Return the step between points: some hundred points a chart, whatever its length.

    >>> step_for(timedelta(days=30)), step_for(timedelta(days=1500))
    (datetime.timedelta(seconds=10800), datetime.timedelta(days=2))
    """
    for limit, step in _STEPS:
        if length <= limit:
            return step
    return timedelta(days=max(1, length.days // 750))


def stamp(moment: datetime, where: ZoneInfo, *, seconds: bool = False) -> str:
    """Return a time in a zone, minutes or seconds sharp.

    >>> stamp(datetime(2024, 1, 8, 5, 30, tzinfo=UTC), zone("JST"))
    '2024-01-08 14:30'
    """
    return moment.astimezone(where).strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def age(moment: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in its largest unit.

    >>> t = datetime(2024, 1, 8, tzinfo=UTC)
    >>> age(t, t + timedelta(seconds=5)), age(t, t + timedelta(minutes=90)), age(t, t + timedelta(days=3))
    ('5 s', '90 min', '3 d')
    >>> age(t, t + timedelta(days=3000))
    '8 years'
    """
    seconds = max(0, int((now - moment).total_seconds()))
    for size, unit in ((31_557_600, "years"), (86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
