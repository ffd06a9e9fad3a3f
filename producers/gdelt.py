"""GDELT's list of articles (DOC 2.0 API, mode artlist, format json) -> entries, for outlets without a feed.

The list names pages of many outlets; each entry carries its outlet's domain, and the article its page's own name.
"""

import msgspec

from producers.draft import line, parse_date, web_address
from producers.entry import Entry
from straitwatch.errors import ArticleError, Unreadable


class Listed(msgspec.Struct):
    """One article of the list; `seendate` is when GDELT saw it, in UTC."""

    url: str
    title: str = ""
    seendate: str = ""
    domain: str = ""


class ArticleList(msgspec.Struct):
    """The whole answer."""

    articles: list[Listed]


def article_list(text: str, where: str) -> list[Entry]:
    """Read the entries of a list; the address of a page is its key.

    Raises:
        Unreadable: it is no such list.
    """
    try:
        found = msgspec.json.decode(text, type=ArticleList).articles
    except msgspec.DecodeError as error:
        raise Unreadable(f"{where}: no list of articles: {error}") from error
    return [_entry(one, where) for one in found]


def _entry(listed: Listed, where: str) -> Entry:
    url = web_address(listed.url)
    try:
        seen = parse_date(listed.seendate, where) if listed.seendate else None
    except ArticleError:
        seen = None
    return Entry(url[:500], url, line(listed.title), "", seen, line(listed.domain))
