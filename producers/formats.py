"""The forms a file may have -> drafts: plain text, corpus mark-up, JSON records."""

import re
from typing import Any

import msgspec

from producers.draft import Draft, parse_date
from straitwatch.errors import ArticleError

HEAD = re.compile(r"\A(?:[a-z]+:[^\n]*\n)+===[ \t]*\n")
RULE = re.compile(r"(?m)^===[ \t]*$")
MARK = re.compile(r"⟦/?\d+⟧")
TITLE = re.compile(r"\A([^\n]{3,200})\n\s*\n")
SENTENCE_END = re.compile(r"[.!。！][\"'”’」』)]*$")


class Record(msgspec.Struct):
    """An article as JSON: the text, and under usual names what is known about it."""

    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    lang: str | None = None


_records = msgspec.json.Decoder(Record)


def plain(text: str, where: str) -> Draft:
    """Read plain text, or corpus mark-up if it begins with a head (`models/data/corpus/FORMAT.md`).

    A short first line that is no sentence and stands alone is the title.
    """
    if HEAD.match(text):
        return _marked_up(text, where)
    text = text.lstrip()
    first = TITLE.match(text)
    if first and not SENTENCE_END.search(first[1].strip()) and text[first.end() :].strip():
        return Draft(where, text[first.end() :], title=first[1])
    return Draft(where, text)


def _marked_up(text: str, where: str) -> Draft:
    head, body = RULE.split(text)[:2]
    fields = dict(row.split(":", 1) for row in head.strip().splitlines())
    known = {name.strip(): value.strip() for name, value in fields.items()}
    return Draft(
        where,
        MARK.sub("", body).strip(),
        title=known.get("title", ""),
        outlet=known.get("outlet", ""),
        published=parse_date(known["date"], where) if known.get("date") else None,
        url=known.get("url", ""),
        language=known.get("lang", ""),
    )


def json_record(data: bytes | str | msgspec.Raw, where: str) -> Draft:
    """Read one JSON object with `text`, and where known `title`, `outlet`, `published` or `date`, `url`, `language`.

    Raises:
        ArticleError: it is no JSON, or a field is missing or of the wrong type; the message names the field.
    """
    try:
        record = _records.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArticleError(f"{where}: {_said(error)}") from error
    stated = record.published or record.date
    return Draft(
        where,
        record.text,
        title=record.title or "",
        outlet=record.outlet or "",
        published=parse_date(stated, where) if stated else None,
        url=record.url or "",
        language=record.language or record.lang or "",
    )


def json_items(data: bytes | str, where: str) -> list[Any]:
    """Return the raw records of a JSON file: the one object, or those of a list.

    Raises:
        ArticleError: it is no JSON, or neither an object nor a list.
    """
    text = data.lstrip()[:1]
    if text not in (b"[", "["):
        return [data]
    try:
        return list(msgspec.json.decode(data, type=list[msgspec.Raw]))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ArticleError(f"{where}: {_said(error)}") from error


def _said(error: Exception) -> str:
    text = str(error)
    if isinstance(error, msgspec.ValidationError):
        return f"not an article record: {text}"
    return f"no JSON: {text}"
