"""Persons and bodies of one article: their fullest names, and the titles that stand beside them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NAME = re.compile(r"(?<!\w)(?:[A-Z]\.|[A-Z][\w'’-]*)(?: (?:(?:de|van|von|bin|al|der) )?(?:[A-Z]\.|[A-Z][\w'’-]*))*")
APPOSITION = re.compile(
    r"\s?(?:\([^)]*\))?, (?P<a>(?:an? |the |its |his |her |their |[A-Z]|chief|head|director|deputy|vice|spokes|"
    r"governor|president|chair|secretary|\d)[^,.;\n]{3,100})"
)
"""A title or age after a name, between commas."""

VERB = re.compile(r"\b(?:(?!retired|called|named|red\b)[a-z]\w+ed|said|says|told|met|saw|with|and|but|that|when|as) ")
"""Ends of what stands before a title and does not belong to it."""

TITLE = re.compile(
    r"(?:^|(?<=\s)|(?<=-))(?:Mr|Mrs|Ms|Dr|Prof|Professor|Sir|Lord|Lady|President|Premier|Minister|Chairman|"
    r"Chairwoman|Chair|"
    r"Governor|Mayor|Gen|General|Colonel|Col|Captain|Capt|Admiral|Commodore|Commander|Ambassador|Secretary|Senator|"
    r"Speaker|Councilor|Councillor|Commissioner|Director|Spokesman|Spokeswoman|Spokesperson|Legislator|Lawmaker|"
    r"Representative|Emperor|Magistrate|Lieutenant|Major|Envoy|Deputy|Official|Then|Former|Vice|President-elect|"
    r"Passenger|Leader|Head|Chief|Reporter|Governor-general)\.? "
)

OPENERS = (
    "A According After Although An And Another As Asked At Because Before Both But By Despite During Each "
    "Even Every Few Following For From He Her His How I If In It Its Last Many Most Mr Mrs Ms My No Not "
    "Now Of Oh On Once One Only Our Over She Since So Some Still Such That The Their There They This "
    "Though To Under Unlike Until We What When Where While Who Why With Within Yes Yet You Your"
)
DEFINITE = re.compile(r"\b(?:[Tt]he|[Aa]n?|of|at|in|from) $")
"""What stands before a run of capitalised words that is no person."""

PARTICLE = frozenset(OPENERS.split())
"""Capitalised words that are no part of a name."""


NAMED_FOR = re.compile(
    r"\b(?:Ministry|Department|Commission|Council|Agency|Administration|Bureau|Committee|Office|Cent(?:er|re)|Institute|"
    r"[Mm]inister|[Ss]ecretary) (?:of|for|on) (?:[\w’'-]+,? )*and $"
)
"""Words of a body's name before the last of them: "Ministry of Health and" Welfare."""


@dataclass(frozen=True)
class Mention:
    """A place where a name stands, with the words before it in its sentence and the apposition after it."""

    start: int
    before: str
    after: str


def persons_in(phrase: str) -> list[str]:
    """Return what may be the personal name in a phrase, without titles, the likeliest first.

    >>> persons_in("Foreign Ministry spokesman Luo Jiawen"), persons_in("Mr Kan"), persons_in("the ministry")
    (['Luo Jiawen'], ['Kan'], [])
    >>> persons_in("the deputy head of Taiwan's Fisheries Agency, Ho Yung-sheng")
    ['Ho Yung-sheng']
    >>> persons_in("a spokesman for the Ministry of Agriculture and Rural Affairs")
    []
    """
    found: list[str] = []
    for part in re.split(r", | who |\(", phrase):
        whole = part.strip(" ,")
        for cut in (re.split(r" of | at | from | in ", whole)[0], whole):
            runs = list(NAME.finditer(cut))
            lead = cut[: runs[-1].start()] if runs else ""
            body = runs and NAMED_FOR.search(phrase[: phrase.rfind(runs[-1][0])])
            if runs and runs[-1].end() == len(cut) and not DEFINITE.search(lead) and not body:
                found.append(untitled(runs[-1][0]))
    names = [name for name in dict.fromkeys(found) if name]
    return sorted(names, key=lambda name: " " not in name)


def person_in(phrase: str) -> str:
    """Return the likeliest personal name in a phrase; empty if there is none.

    >>> person_in("Its spokesman, Colonel Wen Chaoyang,")
    'Wen Chaoyang'
    """
    return next(iter(persons_in(phrase)), "")


def untitled(name: str) -> str:
    """Return a run of capitalised words without the titles before the name and particles around it."""
    words = TITLE.split(re.split(r"['’]s? ", name)[-1])[-1].split()
    while words and (words[0] in PARTICLE or words[0].endswith(("'s", "’s"))):
        words = words[1:]
    return re.sub(r"['’]s?$", "", " ".join(words))


def mentions(text: str, name: str) -> Iterator[Mention]:
    """Yield each place of a full name with what stands beside it: up to 12 words before, and the apposition after."""
    for found in re.finditer(rf"(?<!\w){re.escape(name)}(?![\w-])", text):
        lead = text[max(0, found.start() - 110) : found.start()]
        lead = re.split(r"[.!?;:”\"\n“]\s|[\n“”]|(?<=[\w)]), (?!$)", lead)[-1]
        tail = text[found.end() : found.end() + 120]
        appositive = APPOSITION.match(tail)
        who = re.match(r"\s?, (?P<a>who [^,.;\n]{3,100})", tail)
        of = re.match(r"\s(?:\([^)]*\) )?(?P<a>(?:of|at|from|with) [^,.;\n]{3,70})", tail)
        is_ = re.match(r"\s(?:is|was|as|becomes|became) (?P<a>[^,.;\n]{3,80})", tail)
        after = appositive or who or of or is_
        said = VERB.split(after["a"])[0] if after else ""
        before = " ".join(VERB.split(lead)[-1].strip(" ,").split()[-8:])
        yield Mention(found.start(), before, said.strip())


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
        clean = untitled(candidate)
        if len(clean.split()) <= 4 and len(clean) > len(longest) and name in clean.split():
            longest = clean
            break
    return longest
