"""Sentence borders of an article, found by sentencex, kept whole inside quotation marks."""

import re

from sentencex import get_sentence_boundaries

from straitwatch.statement import Span

CJK = re.compile(r"[぀-ヿ㐀-鿿]")
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


def sentences(text: str, language: str = "") -> list[Span]:
    """Return the sentences without the white space around them; paragraphs always end one.

    >>> text = "Japan objects. “We will not yield. Never,” she said.\\n\\nIt rained."
    >>> [s.of(text) for s in sentences(text)]
    ['Japan objects.', '“We will not yield. Never,” she said.', 'It rained.']
    """
    found = []
    for boundary in get_sentence_boundaries(language or script_of(text), text):
        start, end = boundary["start_index"], boundary["end_index"]
        for line in re.finditer(r"[^\n]+", text[start:end]):
            words = line[0].strip()
            if words:
                lead = start + line.start() + len(line[0]) - len(line[0].lstrip())
                found.append(Span(lead, lead + len(words)))
    return found
