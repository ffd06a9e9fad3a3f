"""Blocks of HTML about alerts, every word escaped."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard.blocks import QUOTE, glossed, label_tag, passage_link
from dashboard.markup import escape, link, shorten
from dashboard.texts import text
from dashboard.theme import Palette
from dashboard.when import age, stamp
from straitwatch.alert_values import StandingAlert
from straitwatch.notice import Quoted
from straitwatch.topics import Transition


def subject_words(subject: str) -> str:
    """Return a subject as people read it.

    >>> subject_words("Tokyo-Beijing"), subject_words("Tokyo>Beijing"), subject_words("feed")
    ('Tokyo – Beijing', 'Tokyo → Beijing', 'the feed')
    """
    if subject == "feed":
        return text("alert.feed")
    return subject.replace("-", " – ").replace(">", " → ")


def state_tag(state: str, severity: str, colours: Palette) -> str:
    """Return a state with its colour: an active alert in that of its severity."""
    active = {"critical": colours.labels["hostile"], "warning": colours.labels["critical"]}
    colour = active.get(severity, colours.cooperation) if state in {"firing", "recovering"} else colours.muted
    return f'<span class="sw-label" style="color:{colour}">{escape(text(f"state.{state}"))}</span>'


def alert_card(
    alert: StandingAlert, opening: Transition | None, colours: Palette, zone: ZoneInfo, now: datetime
) -> str:
    """Return an active alert: what, since when, and why; `opening` is the transition that began it."""
    began = alert.opened or alert.since
    facts = [text("alert.since", at=stamp(began, zone), age=age(began, now)), text(f"severity.{alert.severity}")]
    if alert.acknowledged:
        seen = alert.acknowledged
        facts.append(text("alert.seen", author=seen.author, at=stamp(seen.at, zone)))
    if alert.silenced:
        facts.append(text("alert.silenced", until=stamp(alert.silenced, zone)))
    if alert.sample:
        facts.append(text("alert.sample"))
    shown = "".join(f"<span>{escape(f)}</span>" for f in facts)
    remark = f'<p class="sw-quiet">{escape(alert.acknowledged.note)}</p>' if alert.acknowledged else ""
    reasons = dict.fromkeys([*([opening.reason] if opening else []), alert.reason])
    why = "".join(f"<p>{escape(words)}</p>" for words in reasons if words)
    return (
        f'<div class="sw-card"><h3>{escape(alert.rule_name)}: {escape(subject_words(alert.subject))}&ensp;'
        f"{state_tag(alert.state, alert.severity, colours)}</h3>"
        f'<div class="sw-line">{shown}</div>{why}{remark}</div>'
    )


def quoted_rows(quotes: Sequence[Quoted], evidence: Sequence[str], colours: Palette, zone: ZoneInfo) -> str:
    """Return the statements behind a transition; each leads to its article where its id is known."""
    names = evidence if len(quotes) == len(evidence) else [""] * len(quotes)
    rows = (_quoted(quote, name, colours, zone) for quote, name in zip(quotes, names, strict=True))
    return f'<div class="sw-rows" role="list">{"".join(rows)}</div>'


def _quoted(quote: Quoted, name: str, colours: Palette, zone: ZoneInfo) -> str:
    notes = [link(quote.url, quote.outlet)]
    if name:
        notes.append(passage_link({"statement_id": name}, text("row.passage")))
    return (
        f'<div class="sw-row" role="listitem"><span class="when">{stamp(quote.published, zone)}</span>'
        f'<span class="who"><span>{escape(quote.speaker)} → {escape(quote.target)}</span>'
        f"{label_tag(quote.label, quote.confidence, colours)}</span>"
        f'<div class="said"><p>{escape(shorten(quote.text, QUOTE))}</p>{glossed(quote.gloss)}'
        f'<div class="foot">{" · ".join(notes)}</div></div></div>'
    )
