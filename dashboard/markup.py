"""Words of articles made safe to show: escaped, without controls that hide or turn text, links only to the web."""

import html
import unicodedata
from urllib.parse import urlsplit

_KEPT = frozenset("\n\t\u200c\u200d")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(words: str) -> str:
    """Drop control and format characters (bidirectional overrides, zero-width marks) but line ends and joiners.

    >>> plain("safe\\u202etxt.exe\\x00")
    'safetxt.exe'
    """
    return "".join(c for c in words if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})


def escape(words: str) -> str:
    """Escape words for HTML text, HTML attributes and plotly labels alike.

    >>> escape('<img src=x onerror="go()"> & more')
    '&lt;img src=x onerror=&quot;go()&quot;&gt; &amp; more'
    """
    return html.escape(plain(words), quote=True)


def web_address(url: str) -> str:
    """Return the address if it is one of the web (http or https with a host), else nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address("https:///x")
    ('https://example.org/a', '', '')
    """
    candidate = plain(url).strip()
    try:
        parts = urlsplit(candidate)
    except ValueError:
        return ""
    return candidate if parts.scheme in {"http", "https"} and parts.netloc else ""


def link(url: str, words: str) -> str:
    """Return an HTML link that opens in a new tab, or the bare escaped words where the address is not of the web."""
    address = web_address(url)
    if not address:
        return escape(words)
    return f'<a href="{escape(address)}" target="_blank" rel="noopener noreferrer">{escape(words)}</a>'


def cell(words: str) -> str:
    """Return words for a spreadsheet cell that no spreadsheet reads as a formula.

    >>> cell("=HYPERLINK(1)"), cell("plain")
    ("'=HYPERLINK(1)", 'plain')
    """
    words = plain(words)
    return f"'{words}" if words.startswith(_FORMULA) else words


def shorten(words: str, limit: int) -> str:
    """Return at most `limit` characters, cut at a word where there is one, with an ellipsis.

    >>> shorten("one two three", 9), shorten("short", 9)
    ('one two…', 'short')
    """
    words = " ".join(plain(words).split())
    if len(words) <= limit:
        return words
    head = words[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head).rstrip(" ,;:") + "…"
