"""Sentence borders of an article, found by sentencex, kept whole inside quotation marks."""

import re

from sentencex import get_sentence_boundaries

from models.quotes import quotations
from straitwatch.statement import Span

CJK = re.compile(r"[぀-ヿ㐀-鿿]")
FACING = {'"': "“”", "'": "‘’"}
BRACKETS = str.maketrans("()", ",,")
"""The splitter keeps whole what stands in brackets, and takes those of a list, like 1) and (a), for pairs."""

DIGIT = re.compile(r"(?<=[。！？])[0-9]")
"""The splitter sees no border before a digit, in Japanese and Chinese too, where no decimal is written so."""

SPACE = re.compile(r"[^\S\n]")
"""The splitter breaks down at a full stop after a capital letter and a space of more than a byte, "B\\u3000."."""

KANA = re.compile(r"[぀-ヿ]")


def script_of(text: str) -> str:
    """Tell the language by its script: `ja` with kana, `zh` with other Chinese characters, else `en`.

    A few names in Chinese characters inside an English text do not make it Chinese.

    >>> script_of("防衛省は発表した"), script_of("外交部表示"), script_of("Captain Tsai (蔡榮發) said so")
    ('ja', 'zh', 'en')
    """
    head = text[:4000]
    han = len(CJK.findall(head))
    if han * 4 < len(head.replace(" ", "")):
        return "en"
    return "ja" if len(KANA.findall(head)) * 20 > han else "zh"


def facing(text: str, apostrophe: str = "'") -> str:
    """The text with straight quotation marks that face their words, each in its place; the rest are apostrophes.

    >>> facing('"I see. Now," the ministers\\' aide said.', apostrophe="’")
    '“I see. Now,” the ministers’ aide said.'
    """
    characters = list(text.replace("'", apostrophe))
    for q in quotations(text):
        pair = FACING.get(text[q.outer.start])
        if pair:
            characters[q.outer.start] = pair[0]
            if q.closed:
                characters[q.inner.end] = pair[1]
    return "".join(characters)


def _paired(text: str) -> str:
    """The text with signs for the splitter: only quotations that close look paired, no brackets and apostrophes do."""
    characters = list(facing(text, "ʼ").translate(BRACKETS))
    for q in quotations(text):
        if not q.closed:
            characters[q.outer.start] = "`"
    return "".join(characters)


def sentences(text: str, language: str = "") -> list[Span]:
    """Return the sentences without the white space around them; paragraphs always end one.

    >>> text = "Japan objects. “We will not yield. Never,” she said.\\n\\nIt rained."
    >>> [s.of(text) for s in sentences(text)]
    ['Japan objects.', '“We will not yield. Never,” she said.', 'It rained.']
    >>> text = "抗議した。15日に会う。"
    >>> [s.of(text) for s in sentences(text)]
    ['抗議した。', '15日に会う。']
    """
    found = []
    language = language or script_of(text)
    signs = SPACE.sub(" ", _paired(text) if language == "en" else DIGIT.sub("〇", text))
    for boundary in get_sentence_boundaries(language, signs):
        start, end = boundary["start_index"], boundary["end_index"]
        for line in re.finditer(r"[^\n]+", text[start:end]):
            words = line[0].strip()
            if words:
                lead = start + line.start() + len(line[0]) - len(line[0].lstrip())
                found.append(Span(lead, lead + len(words)))
    return found
