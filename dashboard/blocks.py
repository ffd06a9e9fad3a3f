"""Blocks of HTML, every word of an article escaped: the state of the line, now-cards, lists of statements."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from dashboard.figures import plain_number, signed
from dashboard.markup import escape, link, shorten
from dashboard.queries import Reading, Row
from dashboard.texts import text
from dashboard.theme import Palette
from dashboard.when import age, stamp

_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")

QUOTE = 260
"""Longest quotation in a list, in characters; the whole one is on the statement's own page."""
MOVER = 170
"""Longest quotation in a card."""


def label_tag(label: str, confidence: float, colours: Palette) -> str:
    """Return a label with its colour and confidence."""
    colour = colours.labels.get(label, colours.muted)
    words = text(f"label.{label}") if label in colours.labels else label
    fill = colours.fills.get(label, colours.muted)
    return f'<span class="sw-label" style="color:{colour};--c:{fill}">{escape(words)} {confidence:.2f}</span>'


def pair(row: Mapping[str, Any]) -> str:
    """Return "speaker → target", or the speaker alone where nobody is spoken about."""
    speaker, target = escape(str(row["speaker"])), escape(str(row["target"]))
    return f"{speaker} → {target}" if target else speaker


def passage_link(row: Mapping[str, Any], words: str) -> str:
    """Return a link to the statement in its article, on this site."""
    query = urlencode({"statement": str(row["statement_id"])})
    return f'<a href="/statements?{escape(query)}" target="_self">{escape(words)}</a>'


def statement_rows(rows: Iterable[Row], colours: Palette, zone: ZoneInfo, *, weighted: bool = False) -> str:
    """Return a list of statements, the targets of one statement together.

    `weighted` rows start with their contribution to the index and are not put together.
    """
    groups: dict[object, list[Row]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(number if weighted else row["statement_id"], []).append(row)
    items = "".join(_row(group, colours, zone, weighted) for group in groups.values())
    return f'<div class="sw-rows" role="list">{items}</div>'


def _row(group: Sequence[Row], colours: Palette, zone: ZoneInfo, weighted: bool) -> str:
    row = group[0]
    weight = f'<span class="num">{signed(float(row["contribution"]), 2)}</span>' if weighted else ""
    judged = "".join(
        f"<span>{pair(r)}</span>{label_tag(str(r['label']), float(r['confidence']), colours)}"
        for r in group
        if r["target"]
    )
    copies = int(row.get("copies") or 1)
    notes = [escape(str(row["source_name"]))] if row.get("source_name") else []
    notes.append(link(str(row["url"]), str(row["outlet"])))
    notes.append(passage_link(row, text("row.passage")))
    if copies > 1:
        notes.append(escape(text("row.copies", n=copies)))
    if any(r.get("corrected") for r in group):
        notes.append(escape(text("row.corrected")))
    return (
        f'<div class="sw-row{" weighted" if weighted else ""}" role="listitem">{weight}'
        f'<span class="when">{stamp(row["published"], zone)}</span>'
        f'<span class="who">{judged or pair(row)}</span>'
        f'<div class="said"><p>{escape(shorten(str(row["text"]), QUOTE))}</p>{glossed(str(row["gloss"]))}'
        f'<div class="foot">{" · ".join(notes)}</div></div></div>'
    )


def glossed(gloss: str, most: int = QUOTE) -> str:
    """Return the line that puts a statement into English word by word; nothing where there is none."""
    return f'<p class="gloss">{escape(text("row.gloss", gloss=shorten(gloss, most)))}</p>' if gloss else ""


def now_card(reading: Reading, mover: Row | None, colours: Palette, now: datetime) -> str:
    """Return the card of a dyad: value, change over 24 hours, baseline and z, and the sentence that moved it most."""
    title = escape(reading.subject.replace("-", " – ").replace(">", " → "))
    if reading.gap:
        return (
            f'<div class="sw-card"><h3>{title}</h3><div class="sw-now"><span class="value">–</span></div>'
            f'<p class="sw-quiet">{escape(text("card.gap"))}</p></div>'
        )
    turn = "flat" if reading.change is None or abs(reading.change) < 0.05 else "up" if reading.change > 0 else "down"
    arrow = {"up": "▲", "down": "▼", "flat": ""}[turn]
    facts = [
        (text("chart.confrontation"), plain_number(reading.confrontation)),
        (text("chart.cooperation"), plain_number(-reading.cooperation)),
        (text("card.band"), text("card.band_ends", low=plain_number(reading.low), high=plain_number(reading.high))),
        (text("card.baseline"), plain_number(reading.baseline)),
        ("z", _z(reading)),
    ]
    few = f'<p class="sw-quiet">{escape(text("card.few"))}</p>' if reading.few else ""
    return (
        f'<div class="sw-card"><h3>{title}</h3><div class="sw-now">'
        f'<span class="value">{plain_number(reading.tension)}</span>'
        f'<span class="change sw-{turn}">{arrow} {escape(text("card.change", change=signed(reading.change)))}</span>'
        f"</div>{facts_list(facts)}{few}{_mover(mover, colours, now)}</div>"
    )


def _z(reading: Reading) -> str:
    number = plain_number(reading.z)
    return f"{number} ({text('z.' + reading.note)})" if reading.note else number


def _mover(row: Row | None, colours: Palette, now: datetime) -> str:
    if row is None:
        return f'<div class="sw-mover sw-quiet">{escape(text("card.no_mover"))}</div>'
    return (
        f'<div class="sw-mover"><span class="head">{escape(text("card.mover"))} '
        f"{signed(float(row['contribution']))}</span><br>{escape(shorten(str(row['text']), MOVER))}<br>"
        f"{glossed(str(row['gloss']), MOVER)}"
        f"{label_tag(str(row['label']), float(row['confidence']), colours)} "
        f'<span class="sw-quiet">{pair(row)} · {link(str(row["url"]), str(row["outlet"]))} · '
        f'{passage_link(row, text("row.passage"))} · <span class="whole">'
        f"{escape(text('ago', age=age(row['published'], now)))}</span></span></div>"
    )


def chart_key(colours: Palette, *, split: bool) -> str:
    """Return what the lines, areas and marks of the charts mean."""
    shown = [
        ("rule", colours.ink, "tension"),
        ("area", colours.conflict_soft, "confrontation"),
        ("area", colours.cooperation_soft, "cooperation"),
        ("area", colours.band, "band"),
        ("dots", colours.baseline, "baseline"),
    ]
    items = [
        *(
            f'<i class="{kind}" style="--c:{colour}"></i>{escape(text(f"chart.{name}"))}'
            for kind, colour, name in ([] if split else shown)
        ),
        f'<i class="area" style="--c:{colours.gap}"></i>{escape(text("chart.gap"))}',
        f'<span style="color:{colours.conflict}">▼</span> {escape(text("chart.mark.alert"))}',
        f'<span style="color:{colours.muted}">◆</span> {escape(text("chart.mark.outlets"))}',
    ]
    return f'<div class="sw-key">{"".join(f"<span>{i}</span>" for i in items)}</div>'


def facts_line(facts: Sequence[tuple[str, str, bool]]) -> str:
    """Return one line of facts: (name, value, whether it is bad)."""
    parts = (
        f"<span>{escape(name)} <b{' class=bad' if bad else ''}>{escape(value)}</b></span>" for name, value, bad in facts
    )
    return f'<div class="sw-line" role="status">{"".join(parts)}</div>'


def facts_list(facts: Sequence[tuple[str, str]]) -> str:
    """Return names and values in two columns."""
    listed = "".join(f"<span>{escape(name)}</span><b>{escape(value)}</b>" for name, value in facts)
    return f'<div class="sw-facts">{listed}</div>'


def bars(shares: Sequence[tuple[str, float, str]]) -> str:
    """Return shares of one as bars with their numbers: (name, share, colour); the largest stands out."""
    largest = max((share for _, share, _ in shares), default=0.0)
    rows = "".join(
        f"<span{' class=top' if share == largest else ''}>{escape(name)}</span>"
        f'<i style="--c:{colour};--w:{100 * share:.1f}%"></i><b>{share:.2f}</b>'
        for name, share, colour in shares
    )
    return f'<div class="sw-bars">{rows}</div>'


def note(words: str) -> str:
    """Return a remark that stands out."""
    return f'<div class="sw-note">{escape(words)}</div>'


def table(head: Sequence[str], body: Iterable[Sequence[str]], numeric: frozenset[int] = frozenset()) -> str:
    """Return a small table of plain words; the columns in `numeric` are set right.

    On a phone a table of more than three columns of words becomes a list, each value beside the name of its column.
    """
    mark = {i: ' class="n"' if i in numeric else "" for i in range(len(head))}
    named = [f'{mark[i]} data-head="{escape(words)}"' for i, words in enumerate(head)]
    first = "".join(f"<th{mark[i]}>{escape(words)}</th>" for i, words in enumerate(head))
    rest = "".join(
        "<tr>" + "".join(f"<td{named[i]}>{_cell(words)}</td>" for i, words in enumerate(row)) + "</tr>" for row in body
    )
    folds = " folds" if len(head) - len(numeric) > 3 else ""
    return (
        f'<div class="sw-scroll"><table class="sw-table{folds}"><thead><tr>{first}</tr></thead><tbody>{rest}</tbody>'
        "</table></div>"
    )


def _cell(words: str) -> str:
    """A value of a table; a time stays on one line."""
    return f'<span class="whole">{escape(words)}</span>' if _TIME.fullmatch(words) else escape(words)
