"""Times as whole microseconds since 1970 in UTC, as the store and the index count them."""

from datetime import UTC, datetime, timedelta

from straitwatch.clock import as_utc

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Return the microseconds of a time, exactly.

    >>> to_us(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (as_utc(moment) - EPOCH) // _MICROSECOND


def from_us(microseconds: int) -> datetime:
    """Return the time of some microseconds.

    >>> from_us(86_400_000_000).isoformat()
    '1970-01-02T00:00:00+00:00'
    """
    return EPOCH + timedelta(microseconds=microseconds)
