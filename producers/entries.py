"""Bytes of an RSS, Atom or JSON feed, or of GDELT's list of articles -> its entries."""

import calendar
import hashlib
import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import msgspec

from producers.decode import decode
from producers.draft import line, parse_date, web_address
from producers.entry import Entry
from producers.extract import LIBRARY_ERRORS, plain_text
from producers.gdelt import article_list
from straitwatch.errors import ArticleError, Unreadable

MAX_FEED = 5_000_000
"""Largest feed, in bytes after decompression."""

ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^>]*\[", re.IGNORECASE)


class JsonItem(msgspec.Struct):
    """An item of a JSON Feed (jsonfeed.org, versions 1 and 1.1)."""

    id: str | int | float = ""
    url: str = ""
    title: str = ""
    content_html: str = ""
    content_text: str = ""
    summary: str = ""
    date_published: str = ""


class JsonFeed(msgspec.Struct):
    """A JSON Feed."""

    version: str
    items: list[JsonItem]


def entries(data: bytes, url: str, headers: Mapping[str, str]) -> tuple[Entry, ...]:
    """Read the entries of a feed, in its order; entries with neither an address nor words are left out.

    Raises:
        Unreadable: it is empty, no feed, or declares XML entities.
    """
    if not data.strip():
        raise Unreadable(f"{url}: empty")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        found = _json_entries(decode(data, url), url)
    else:
        found = _xml_entries(data, url, headers)
    return tuple({e.key: e for e in found if e.key and (e.url or e.words)}.values())


def _xml_entries(data: bytes, url: str, headers: Mapping[str, str]) -> list[Entry]:
    start = data[:4096].replace(b"\0", b"").decode("latin-1")
    if ENTITY.search(start) or b"<!ENTITY" in data:
        raise Unreadable(f"{url}: declares XML entities, which feeds do not need")
    kind = {"content-type": headers["content-type"]} if "content-type" in headers else {}
    try:
        parsed = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url, **kind})
    except LIBRARY_ERRORS as error:
        raise Unreadable(f"{url}: no feed that can be read: {type(error).__name__}: {error}") from error
    if not parsed.entries and not parsed.version:
        raise Unreadable(f"{url}: no RSS, Atom or JSON feed")
    return [_xml_entry(entry, url) for entry in parsed.entries]


def _xml_entry(entry: Any, base: str) -> Entry:
    stated = str(entry.get("link") or "").strip()
    link = web_address(urljoin(base, stated)) if stated else ""
    contents = [str(part.get("value") or "") for part in entry.get("content", ())]
    markup = max([*contents, str(entry.get("summary") or "")], key=len)
    stamp = entry.get("published_parsed") or entry.get("updated_parsed")
    title, words = line(plain_text(str(entry.get("title") or ""))), plain_text(markup)
    return Entry(_key(str(entry.get("id") or ""), link, title, words), link, title, words, _moment(stamp))


def _moment(stamp: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(stamp), UTC) if stamp else None
    except (ValueError, OverflowError, OSError):
        return None


def _json_entries(text: str, url: str) -> list[Entry]:
    try:
        names = set(msgspec.json.decode(text, type=dict[str, msgspec.Raw]))
        if "articles" in names:
            return article_list(text, url)
        feed = msgspec.json.decode(text, type=JsonFeed)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unreadable(f"{url}: no JSON feed: {error}") from error
    if not feed.version.startswith("https://jsonfeed.org/"):
        raise Unreadable(f"{url}: JSON, but no JSON feed")
    return [_json_entry(item, url) for item in feed.items]


def _json_entry(item: JsonItem, base: str) -> Entry:
    link = web_address(urljoin(base, item.url)) if item.url else ""
    words = item.content_text.strip() or plain_text(item.content_html) or item.summary.strip()
    title = line(item.title)
    try:
        published = parse_date(item.date_published, base) if item.date_published else None
    except ArticleError:
        published = None
    return Entry(_key(str(item.id), link, title, words), link, title, words, published)


def _key(stated: str, link: str, title: str, words: str) -> str:
    """Return the entry's own id, else its address, else a hash of its words."""
    own = stated.strip() or link
    return own[:500] or hashlib.sha256(f"{title}\x1f{words}".encode("utf-8", "replace")).hexdigest()
