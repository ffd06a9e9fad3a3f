"""HTML -> draft: the article text by trafilatura; title, date, outlet, address, language from the page's metadata."""

import logging
import re
from datetime import datetime

import trafilatura
from lxml import etree, html

from producers.decode import decode
from producers.draft import Draft, parse_date
from straitwatch.errors import ArticleError, Unreadable

MAX_PAGE = 5_000_000
"""Largest page, in bytes after decompression."""

SHORTEST = 40
"""A page with fewer characters of text has no article in it."""

CHARSET = re.compile(
    rb"""<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w:.-]{2,30})""", re.IGNORECASE
)
DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished']/@datetime",
    "//meta[@name='pubdate' or @name='publishdate' or @name='date' or @name='DC.date.issued']/@content",
    "//article//time[@pubdate or @class='published']/@datetime",
    "//header//time/@datetime",
)
LIBRARY_ERRORS = (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, AssertionError)
"""What parsing libraries raise on input that their authors did not think of."""

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-\w{2,8})*")
LINKED_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def page(data: bytes, where: str, *, url: str = "", charset: str = "") -> Draft:
    """Read a page. `charset` is what the server declares; `url` is where it came from, if from the web.

    Raises:
        Unreadable: it is larger than `MAX_PAGE`, no text in a known charset, or has no article in it.
    """
    if len(data) > MAX_PAGE:
        raise Unreadable(f"{where}: larger than {MAX_PAGE // 1_000_000} MB")
    if not data.strip():
        raise Unreadable(f"{where}: empty")
    text = decode(data, where, charset or declared_charset(data))
    tree = _tree(text, where)
    language = str(next(iter(tree.xpath("/html/@lang")), ""))
    published = _date(tree, text, where)
    found = _extracted(tree, url or None, where)
    words = (found.get("text") or "").strip()
    if len(words) < SHORTEST:
        raise Unreadable(f"{where}: a page without an article in it")
    return Draft(
        where,
        re.sub(r"\n+", "\n\n", words),
        title=found.get("title") or "",
        outlet=found.get("sitename") or found.get("hostname") or "",
        published=published or _day(found.get("date"), where),
        url=url or found.get("url") or "",
        language=found.get("language") or (language if LANGUAGE.fullmatch(language) else ""),
    )


def plain_text(markup: str) -> str:
    """Return the words of a piece of HTML, one paragraph a block; script, style and tags go.

    >>> plain_text("<p>One &amp; <b>two</b></p><p>Three</p>")
    'One & two\\n\\nThree'
    """
    if not markup.strip():
        return ""
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for node in root.xpath(".//script | .//style | .//noscript | .//iframe"):
        node.drop_tree()
    for node in root.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        node.tail = "\n\n" + (node.tail or "")
    rows = (re.sub(r"\s+", " ", row).strip() for row in str(root.text_content()).split("\n\n"))
    return "\n\n".join(row for row in rows if row)


def declared_charset(data: bytes) -> str:
    """Return the charset that a page names in its first 4,096 bytes, or nothing."""
    found = CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def _tree(text: str, where: str) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"{where}: no HTML that can be read: {error}") from error
    return tree


def _extracted(tree: html.HtmlElement, url: str | None, where: str) -> dict[str, str | None]:
    """Return what trafilatura finds in a page, nothing if it finds no text."""
    try:
        document = trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            include_tables=False,
            favor_precision=True,
            date_extraction_params={"extensive_search": False, "original_date": True, "url": url},
            with_metadata=True,
        )
        return dict(document.as_dict()) if document else {}
    except LIBRARY_ERRORS as error:
        raise Unreadable(f"{where}: no article can be taken out: {type(error).__name__}: {error}") from error


def _date(tree: html.HtmlElement, text: str, where: str) -> datetime | None:
    """Return the time of publication to the minute, where the page states it in one of the usual places."""
    stated = [str(value) for path in DATES for value in tree.xpath(path)[:1]]
    linked = LINKED_DATE.search(text)
    for value in [*stated[:1], *([linked[1]] if linked else []), *stated[1:]]:
        moment = _day(value, where)
        if moment:
            return moment
    return None


def _day(stated: str | None, where: str) -> datetime | None:
    """Return what a page states as its date; words that are no date count as none, as pages hold many."""
    try:
        return parse_date(stated, where) if stated else None
    except ArticleError:
        return None
