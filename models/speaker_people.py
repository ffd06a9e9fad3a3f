"""Persons and bodies of one article: their fullest names, and the titles that stand beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME = re.compile(r"(?<!\w)[A-Z][\w'’.-]*(?: (?:(?:de|van|von|bin|al|der) )?[A-Z][\w'’-]*\.?)*")
HONORIFIC = re.compile(
    r"^(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Lord|Lady|President|Premier|Prime Minister|Minister|Chairman|"
    r"Chairwoman|Governor|Mayor|Gen|General|Lt-Gen(?:eral)?|Maj-Gen(?:eral)?|Brig-Gen(?:eral)?|Lieutenant General|"
    r"Maj|Major General|Col|Colonel|Senior Colonel|Captain|Capt|Admiral|Vice Admiral|Rear Admiral|"
    r"Commodore|Commander|Ambassador|Secretary|Senator|Speaker|Councilor|Councillor|"
    r"Commissioner|Director|Spokesman|Spokeswoman|Spokesperson|Vice|Deputy|Legislator|Representative|"
    r"Emperor|Foreign|Defen[cs]e|Chief|Cabinet|State|Lieutenant|Then|Former)\.? ",
)
PARTICLE = frozenset(
    {
        "The",
        "A",
        "An",
        "In",
        "On",
        "At",
        "But",
        "And",
        "He",
        "She",
        "It",
        "They",
        "This",
        "That",
        "His",
        "Her",
        "One",
        "Some",
        "For",
        "As",
        "Mr",
        "Mrs",
        "Ms",
    }
)


@dataclass(frozen=True)
class Mention:
    """A place where a name stands, with the words before it in its sentence and the apposition after it."""

    start: int
    before: str
    after: str


def person_in(phrase: str) -> str:
    """Return the personal name at the end of a phrase, without titles; empty if there is none.

    >>> person_in("Foreign Ministry spokesman Luo Jiawen"), person_in("Mr Kan"), person_in("the ministry")
    ('Luo Jiawen', 'Kan', '')
    """
    phrase = re.split(r",| of | at | from |\(", phrase)[0].strip()
    runs = [m[0] for m in NAME.finditer(phrase)]
    if not runs or not phrase.endswith(runs[-1]):
        return ""
    name = runs[-1]
    while HONORIFIC.match(name):
        name = HONORIFIC.sub("", name, count=1)
    words = [w for w in name.split() if w not in PARTICLE]
    return re.sub(r"['’]s?$", "", " ".join(words))


def key_words(name: str) -> tuple[str, ...]:
    """Return the words by which a name may be taken up again: its first and its last."""
    words = [w for w in name.split() if len(w) > 1]
    return tuple(dict.fromkeys((words[-1], words[0]))) if words else ()


def mentions(text: str, name: str) -> Iterator[Mention]:
    """Yield each place of a full name with what stands beside it: up to 12 words before, and the apposition after."""
    for found in re.finditer(rf"(?<!\w){re.escape(name)}(?![\w-])", text):
        lead = text[max(0, found.start() - 110) : found.start()]
        lead = re.split(r"[.!?;:”\"\n“]\s|[\n“”]|(?<=[\w)]), (?!$)", lead)[-1]
        tail = text[found.end() : found.end() + 120]
        appositive = re.match(
            r"\s?(?:\([^)]*\))?, (?!and\b|but\b|he\b|she\b|it\b|told\b|said\b|who\b)(?P<a>[^,.;\n]{3,100})", tail
        )
        who = re.match(r"\s?, (?P<a>who [^,.;\n]{3,100})", tail)
        of = re.match(
            r"\s(?:\([^)]*\) )?(?P<a>(?:of|at|from|with) (?:the |an? )?(?:[\w’'-]+ )?(?:(?:of|for|and|the|"
            r"in|on|[A-Z][\w’'-]*)[ ,.;]?)+)",
            tail,
        )
        is_ = re.match(r"\s(?:is|was|as|becomes|became) (?P<a>[^,.;\n]{3,80})", tail)
        after = appositive or who or of or is_
        yield Mention(found.start(), lead.strip(" ,"), after["a"] if after else "")


def fullest(text: str, name: str, until: int | None = None) -> str:
    """Return the longest name in the text that a short one stands for; the name itself if there is none.

    >>> fullest("Luo Jiawen met Aso Taro. Luo spoke.", "Luo")
    'Luo Jiawen'
    """
    if not name:
        return name
    found = re.findall(
        rf"(?<![\w-])(?:[A-Z][\w’'-]+ ){{0,3}}{re.escape(name)}(?: [A-Z][\w-]+){{0,2}}(?![\w-])", text[:until]
    )
    longest = name
    for candidate in found:
        clean = candidate
        while HONORIFIC.match(clean):
            clean = HONORIFIC.sub("", clean, count=1)
        words = clean.split()
        while words and (words[0] in PARTICLE or words[0].endswith(("'s", "’s"))):
            words = words[1:]
        clean = " ".join(words)
        if len(clean.split()) <= 4 and len(clean) > len(longest) and name in clean.split():
            longest = clean
            break
    return longest
