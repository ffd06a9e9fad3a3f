"""Numbers as people read them, in columns that align."""

import math
from collections.abc import Sequence


def signed(value: float | None, digits: int = 1) -> str:
    """Return a number with its sign, a true minus, and one digit; a dash where there is none.

    >>> signed(2.345), signed(-0.04), signed(-3), signed(None)
    ('+2.3', '0.0', '−3.0', '–')
    """
    if value is None or not math.isfinite(value):
        return "–"
    rounded = round(value, digits)
    if rounded == 0:
        return f"{0:.{digits}f}"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):,.{digits}f}"


def plain_number(value: float | None, digits: int = 1) -> str:
    """Return a number with a true minus and no plus; a dash where there is none.

    >>> plain_number(-1.26), plain_number(1234.5), plain_number(float("nan"))
    ('−1.3', '1,234.5', '–')
    """
    return signed(value, digits).removeprefix("+")


def plain_numbers(values: Sequence[float]) -> list[str]:
    """Return many numbers as `plain_number` does, with one digit, several times as fast.

    >>> plain_numbers([-1.26, 1234.5, float("nan"), -0.04])
    ['−1.3', '1,234.5', '–', '0.0']
    """
    shown = [f"{v:,.1f}" if math.isfinite(v) else "–" for v in values]
    return ["0.0" if words == "-0.0" else words.replace("-", "−") for words in shown]
