"""Language of a text, by its script and commonest words."""

import re

SAMPLE = 4_000
HAN = re.compile(r"[\u4e00-\u9fff]")
KANA = re.compile(r"[\u3041-\u30ff]")
HANGUL = re.compile(r"[\uac00-\ud7a3]")
LETTER = re.compile(r"[^\W\d_]")
ENGLISH = re.compile(r"\b(?:the|of|and|to|in|a|is|that|said|for|on|it|with|as|was|by|at|be|has|from|he|not)\b")


def guess_language(text: str) -> str:
    """Return the BCP 47 tag of a text: `ja`, `ko`, `zh-Hans`, `zh-Hant`, `en`, or `und` where none is plain.

    >>> guess_language("The ministry said on Monday that it had protested to the embassy.")
    'en'
    >>> guess_language("外交部发言人对此表示强烈不满"), guess_language("外交部發言人對此表示強烈不滿")
    ('zh-Hans', 'zh-Hant')
    """
    sample = text[:SAMPLE]
    letters = len(LETTER.findall(sample))
    han, kana, hangul = (len(script.findall(sample)) for script in (HAN, KANA, HANGUL))
    if not letters:
        return "und"
    if hangul > letters * 0.3:
        return "ko"
    if kana + han > letters * 0.3:
        return "ja" if kana > (kana + han) * 0.05 else _chinese(sample)
    words = len(re.findall(r"[a-z]+", sample.lower()))
    return "en" if len(ENGLISH.findall(sample.lower())) >= words * 0.12 > 0 else "und"


def _chinese(sample: str) -> str:
    han = HAN.findall(sample)
    simplified = sum(_lacks(c, "big5") for c in han)
    traditional = sum(_lacks(c, "gb2312") for c in han)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _lacks(character: str, charset: str) -> bool:
    try:
        character.encode(charset)
    except UnicodeEncodeError:
        return True
    return False
