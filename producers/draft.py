"""Draft: what an input tells of an article, before defaults, dating and cleaning make an Article of it."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from producers.clean import clean
from producers.decode import tidy
from producers.language import guess_language
from straitwatch.article import MAX_TEXT, Article, dating
from straitwatch.errors import ArticleError, Unreadable

MAX_LINE = 500
"""Longest title, outlet or language, in characters; longer ones are cut."""

MAX_URL = 2_000
UNKNOWN_OUTLET = "unknown outlet"
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
ZONES = {"JST": ZoneInfo("Asia/Tokyo"), "HKT": ZoneInfo("Asia/Hong_Kong"), "BST": timezone(timedelta(hours=1))}


@dataclass(frozen=True)
class Draft:
    """One text with what is known about it; empty fields are unknown. `where` names its file, line or address."""

    where: str
    text: str
    title: str = ""
    outlet: str = ""
    published: datetime | None = None
    url: str = ""
    language: str = ""


@dataclass(frozen=True)
class Refused:
    """An input that became no article, and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Stated:
    """What the user states about all inputs of a run; it wins over what an input tells."""

    title: str = ""
    outlet: str = ""
    published: datetime | None = None
    language: str = ""

    def over(self, draft: Draft) -> Draft:
        """Return the draft with what the user stated put in."""
        return replace(
            draft,
            title=self.title or draft.title,
            outlet=self.outlet or draft.outlet,
            published=self.published or draft.published,
            language=self.language or draft.language,
        )


def article(draft: Draft, received: datetime, origin: str, *, sample: bool = False) -> Article:
    """Make the article of a draft: tidied, cleaned of page boilerplate, dated.

    An address that is not http or https is dropped. Without a language it is guessed.

    Raises:
        Unreadable: there is no text, or more than `MAX_TEXT` characters of it.
    """
    title = line(draft.title)
    text = tidy(draft.text)
    if len(text) <= 2 * MAX_TEXT:
        text = clean(text, title)
    if not text:
        raise Unreadable(f"{draft.where}: holds no text")
    if len(text) > MAX_TEXT:
        raise Unreadable(f"{draft.where}: {len(text):,} characters of text; the limit of an article is {MAX_TEXT:,}")
    published, dated = dating(draft.published, received)
    return Article(
        title=title,
        text=text,
        outlet=line(draft.outlet) or UNKNOWN_OUTLET,
        published=published,
        received=received,
        url=web_address(draft.url),
        language=line(draft.language) or guess_language(text),
        dated=dated,
        origin=origin,
        sample=sample,
    )


def line(text: str) -> str:
    """Return a title or name on one line, of at most `MAX_LINE` characters.

    >>> line("  Two \\n lines ")
    'Two lines'
    """
    return re.sub(r"\s+", " ", tidy(text)).strip()[:MAX_LINE]


def web_address(url: str) -> str:
    """Return the address if it is one of the web, else nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    url = tidy(url).strip()
    return url if re.match(r"https?://[^\s/]", url, re.IGNORECASE) and len(url) <= MAX_URL and " " not in url else ""


def parse_date(stated: str, where: str) -> datetime:
    """Return the time that ISO 8601 or RFC 5322 words state, in UTC; without a zone they are read as UTC.

    Raises:
        ArticleError: they state no time, or one before 1900.

    >>> parse_date("2023-09-13", "a.json").isoformat()
    '2023-09-13T00:00:00+00:00'
    """
    text = stated.strip()
    try:
        moment = _moment(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ArticleError(f"{where}: {text[:60]!r} is no date; write 2023-09-13 or 2023-09-13T08:00+09:00") from error
    if moment < EARLIEST:
        raise ArticleError(f"{where}: the date {text[:60]!r} lies before 1900")
    return moment


def _moment(text: str) -> datetime:
    zone = ZONES.get(text[-3:])
    if zone:
        return _moment(text[:-3].strip()).replace(tzinfo=zone)
    return (
        parsedate_to_datetime(text)
        if re.match(r"[A-Za-z]{3},|\d{1,2} [A-Za-z]{3}", text)
        else datetime.fromisoformat(text)
    )
