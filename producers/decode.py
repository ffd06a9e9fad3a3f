"""Bytes -> text: byte-order marks, declared and guessed charsets, control characters."""

import codecs
import re

from charset_normalizer import from_bytes

from straitwatch.errors import Unreadable

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "big5": "big5hkscs", "iso-8859-1": "cp1252"}
"""Charsets that pages declare -> the larger one that they are written in."""

SAMPLE = 200_000
"""Bytes a charset is guessed from."""

BROKEN_SHARE = 0.02
"""Up to this share of characters of UTF-8 text may be broken; they become U+FFFD."""

BINARY_SHARE = 0.1
"""Above this share of NUL bytes it is no text."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def decode(data: bytes, where: str, declared: str = "") -> str:
    """Return the text of `data`, with Unix line ends and without control characters.

    A byte-order mark decides, then strict UTF-8, then the `declared` charset, then UTF-8 with a few broken
    characters, then a guess. `where` names the file or address in messages.

    Raises:
        Unreadable: the bytes are no text in any charset.
    """
    text = _marked(data)
    if text is None and b"\0" in data[:SAMPLE] and data.count(b"\0") > len(data) * BINARY_SHARE:
        raise Unreadable(f"{where}: binary data, not text")
    if text is None and b"\x1b$" in data[:SAMPLE]:
        text = _strict(data, "iso2022_jp_ext")
    if text is None:
        text = _strict(data, "utf-8")
    if text is None and declared:
        text = _strict(data, WIDER.get(declared.lower(), declared))
    if text is None:
        text = _mended(data)
    if text is None:
        best = from_bytes(data[:SAMPLE]).best()
        text = data.decode(best.encoding, "replace") if best else None
    if text is None or text.count("\ufffd") > max(3, len(text) * BROKEN_SHARE):
        raise Unreadable(f"{where}: no text in a known charset; save it as UTF-8")
    return tidy(text)


def tidy(text: str) -> str:
    """Return the text with Unix line ends and without control characters, lone surrogates and marks.

    >>> tidy("a\\x00b\\r\\nc")
    'ab\\nc'
    """
    return CONTROL.sub("", LINE_ENDS.sub("\n", text))


def _marked(data: bytes) -> str | None:
    for mark, charset in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(charset, "replace")
    return None


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return None


def _mended(data: bytes) -> str | None:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(c > "\x7f" for c in text) - broken
    return text if broken <= max(3, len(text) * BROKEN_SHARE) and whole >= broken * 5 else None
