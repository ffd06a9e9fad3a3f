"""A seeded set of invented stories: copies of each other, and different stories on one event that must stay apart.

Every base is an article of the bundled corpus. Its copies are what syndication makes of a text; its siblings report
the same event in other words and repeat some of its sentences word for word, as two reporters at one briefing do.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from producers.draft import Draft
from producers.files import read
from producers.replay import bundled

START = datetime(2024, 5, 1, tzinfo=UTC)
OUTLETS = ("Harbour Wire", "Tamsui Lantern", "Kanto Courier", "North Quay Post", "Island Ledger", "Meridian Echo")
LOCAL = (
    "In {town}, where the ferry runs twice a day, the news was read aloud in the queue for tickets.",
    "Readers in {town} will remember the debate of last spring, when the council voted on the same question.",
    "The {town} chamber of commerce said its members had not been told in advance and would meet on Thursday.",
    "About {number} people from {town} work in the trade that depends on the route, by the union's count.",
    "A professor at the college in {town} called the timing odd but the content familiar.",
    "{town}'s mayor, who is up for election in the autumn, did not return a call.",
    "This newspaper reported in March that the berth at {town} had been closed for {number} days.",
    "For the fishing port of {town}, {number} kilometres down the coast, little changes for now.",
)
FRAMES = (
    "Reporters who had waited since seven were let in at ten and were out again {number} minutes later.",
    "The room at {town} was the small one, and the questions were shorter than the answers.",
    "An official who was present described the mood as dry; another, seated {number} chairs away, called it wet.",
    "Markets in {town} took note and then took lunch.",
    "The exchange was the {number}th of its kind since the new year, going by the ministry's own list.",
    "Analysts at a research house in {town} had expected less and said so.",
    "Outside, a crowd of {number} held banners that the rain had made hard to read.",
    "What follows from it depends on a meeting that neither side has put on its calendar.",
    "In {town} the evening news led with the weather and came to the matter only after it.",
    "It was the first such remark in {number} weeks, and it did not go unnoticed in {town}.",
    "A draft seen in {town} had been longer by {number} lines, according to a person who kept a copy.",
    "The desk officer for {town} had left for the day; the one on duty read from a card.",
)
LOCAL_CJK = (
    "{town}的会议室不大，记者从早上{number}点就在门口等候，散会时已经过了正午。",
    "{town}の会場は小さく、質問よりも答えのほうが短かったと居合わせた{number}人の記者は口をそろえる。",
    "这是今年以来第{number}次类似的表态，{town}方面没有立即作出进一步的说明。",
    "{town}では{number}年ぶりの動きと受け止められ、夕方のニュースは天気のあとにこれを伝えた。",
    "市場對此反應平淡，{town}的交易員說，早在{number}週前就有人料到這一步。",
    "雨のなか、{town}の広場には{number}人ほどが集まり、読めなくなった横断幕を掲げていた。",
)
SHARED = (0.1, 0.25, 0.4)
"""Shares of a sibling that are sentences of the base, at most."""

TOWNS = ("Anping", "Hirado", "Suao", "Wajima", "Xunpu", "Matsue", "Donggang", "Tsushima", "Pingtan", "Yonago")
SWAPS = (
    ("said", "stated"),
    ("told reporters", "told journalists"),
    ("government", "administration"),
    ("spokesman", "spokesperson"),
    ("on Monday", "Monday"),
    ("however", "but"),
    ("about", "around"),
    ("would", "will"),
    ("defence", "defense"),
    ("organisation", "organization"),
    ("programme", "program"),
    ("per cent", "percent"),
    ("had been", "was"),
    ("after", "following"),
    ("because", "as"),
    ("also", "in addition"),
)
FILLERS = ("reportedly", "meanwhile", "apparently", "again", "now", "there", "then", "later")
CJK = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Story:
    """One made article: `cluster` names the text it is a copy of, `kind` how it was made."""

    cluster: str
    kind: str
    draft: Draft


def make(seed: int, bases: int | None = None) -> list[Story]:
    """Return the set of a seed, in a random order of arrival within four days."""
    draw = random.Random(seed)
    paths = sorted(bundled().rglob("*.txt"))
    articles = [d for path in paths for d in read(path) if isinstance(d, Draft)]
    pool = [(d.where, s) for d in articles for s in sentences(d.text)]
    chosen = draw.sample(articles, min(bases or len(articles), len(articles)))
    made = [story for n, base in enumerate(chosen) for story in _family(f"b{n}", base, pool, draw)]
    draw.shuffle(made)
    return made


def _family(name: str, base: Draft, pool: list[tuple[str, str]], draw: random.Random) -> Iterator[Story]:
    at = START + timedelta(hours=draw.uniform(0, 72))
    yield Story(name, "base", _draft(base.text, base.title, base.outlet, at))
    for kind, change in COPIES.items():
        text = change(base.text, draw)
        title = _words_changed(base.title, draw, 0.4)
        yield Story(name, kind, _draft(text, title, draw.choice(OUTLETS), at + timedelta(hours=draw.uniform(0, 24))))
    cjk = _cjk(base.text)
    others = [s for where, s in pool if where != base.where and _cjk(s) == cjk]
    for n, share in enumerate(SHARED):
        text = _sibling(base.text, others, draw, share)
        title = f"{draw.choice(TOWNS)}: {base.title}"
        sibling = _draft(text, title, draw.choice(OUTLETS), at + timedelta(hours=draw.uniform(0, 24)))
        yield Story(f"{name}-sibling{n}", f"sibling {share:.0%}", sibling)


def _draft(text: str, title: str, outlet: str, at: datetime) -> Draft:
    return Draft("made", text, title=title, outlet=outlet, published=at)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs; a text of fewer than four is parted by sentences, for short Chinese and Japanese."""
    found = [p for p in text.split("\n") if p.strip()]
    return found if len(found) > 3 else [s for s in re.split(r"(?<=[。！？.!?])\s*", text) if s.strip()]


def cut(text: str, draw: random.Random) -> str:
    """Cut paragraphs from the end, until 55 to 85 % of the words are left."""
    keep, parts, size = draw.uniform(0.55, 0.85) * len(text), paragraphs(text), 0
    kept = []
    for part in parts:
        kept.append(part)
        size += len(part)
        if size >= keep:
            break
    return "\n\n".join(kept)


def edited(text: str, draw: random.Random) -> str:
    """Change 3 to 8 % of the words."""
    return _words_changed(text, draw, draw.uniform(0.03, 0.08))


def with_local(text: str, draw: random.Random) -> str:
    """Put in local paragraphs, 15 to 40 % of the length."""
    pool = LOCAL_CJK if _cjk(text) else LOCAL
    parts, wanted = paragraphs(text), draw.uniform(0.15, 0.4) * len(text)
    while wanted > 0:
        extra = _filled(draw.choice(pool), draw)
        parts.insert(draw.randint(1, len(parts)), extra)
        wanted -= len(extra)
    return "\n\n".join(parts)


def sentence_dropped(text: str, draw: random.Random) -> str:
    """Drop one sentence or paragraph in seven and join the rest anew."""
    parts = paragraphs(text)
    kept = [p for p in parts if draw.random() > 1 / 7] or parts[:1]
    return "\n\n".join(kept)


def sentences(text: str) -> list[str]:
    """Return the sentences of more than 20 characters, or the text if there is none."""
    return [s for s in re.split(r"(?<=[。！？.!?”」])\s*", text) if len(s) > 20] or [text]


def _sibling(text: str, others: list[str], draw: random.Random, share: float) -> str:
    """Write another story on the event: up to `share` of its length are sentences of the base.

    The rest are frames and single sentences of many other articles, so that it is like none of them.
    """
    drawn = sentences(text)
    draw.shuffle(drawn)
    taken: list[str] = []
    for sentence in drawn:
        if sum(map(len, taken)) + len(sentence) <= share * len(text):
            taken.append(sentence)
    own: list[str] = []
    while sum(map(len, own)) < len(text) - sum(map(len, taken)):
        framed = not _cjk(text) and draw.random() < 0.4
        own.append(_filled(draw.choice(FRAMES), draw) if framed else draw.choice(others))
    parts = own + taken
    draw.shuffle(parts)
    return "\n\n".join(parts)


def _filled(frame: str, draw: random.Random) -> str:
    filled = frame.format(town=draw.choice(TOWNS), number=draw.randint(2, 400))
    return filled if CJK.search(filled) else _words_changed(filled, draw, 0.35)


def _words_changed(text: str, draw: random.Random, share: float) -> str:
    if _cjk(text):
        return "".join(draw.choice("的是了在和也又") if draw.random() < share / 2 else c for c in text)
    for old, new in draw.sample(SWAPS, 6):
        text = text.replace(f" {old} ", f" {new} ")
    words = text.split(" ")
    for at in range(len(words)):
        if draw.random() < share:
            words[at] = draw.choice((f"{words[at]} {draw.choice(FILLERS)}", draw.choice(FILLERS), ""))
    return " ".join(word for word in words if word)


def _cjk(text: str) -> bool:
    return len(CJK.findall(text)) * 3 > len(text)


COPIES: dict[str, Callable[[str, random.Random], str]] = {
    "headline changed": lambda text, _: text,
    "paragraphs cut": cut,
    "light edits": edited,
    "local context": with_local,
    "sentences dropped": sentence_dropped,
    "cut and edited": lambda text, draw: edited(cut(text, draw), draw),
    "cut, local context": lambda text, draw: with_local(cut(text, draw), draw),
    "edited, local context": lambda text, draw: with_local(edited(text, draw), draw),
}
