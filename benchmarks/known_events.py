"""Known events: what the default rules would have done over a store of real articles, and whether it was right.

Run: python benchmarks/known_events.py STORE_URL OUT.md [--notes NOTES.md] [--event SUBJECT FIRST LAST NAME]…

The report names date, outlet, address, speaker, target and label of the statements, never their words.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from straitwatch.actor import CAPITALS
from straitwatch.backtest import Backtest, Firing, backtest
from straitwatch.engine import reading
from straitwatch.moment import from_us
from straitwatch.quotes import quotes
from straitwatch.rule_file import default_rules
from straitwatch.rules import FEED
from straitwatch.schema import articles, stances
from straitwatch.store import Store
from straitwatch.subject import dyads

DAY = timedelta(days=1)
CRISIS = ("Tokyo-Beijing", "2010-09-20", "2010-11-30", "the trawler crisis of September 2010")
WITHIN = 3 * DAY


@dataclass(frozen=True)
class Event:
    """A known escalation: an alert on `subject` from the first article to the last day is right."""

    subject: str
    first: datetime
    last: datetime
    name: str

    @classmethod
    def of(cls, parts: Sequence[str]) -> "Event":
        """Read an event from its four parts."""
        subject, first, last, name = parts
        return cls(
            subject,
            datetime.fromisoformat(first).replace(tzinfo=UTC),
            datetime.fromisoformat(last).replace(tzinfo=UTC),
            name,
        )


def months(since: datetime, until: datetime) -> list[str]:
    """Return the months of a period, as 2010-09."""
    found, at = [], since
    while at < until:
        found.append(at.strftime("%Y-%m"))
        at = (at.replace(day=1) + 32 * DAY).replace(day=1)
    return found


def touched(firing: Firing, until: datetime) -> set[str]:
    """Return the months in which an alert was firing."""
    return set(months(firing.start.replace(day=1), firing.end or until))


def verdict(firing: Firing, events: Sequence[Event]) -> str:
    """Return what a firing belongs to."""
    for event in events:
        if firing.subject == event.subject and event.first <= firing.start <= event.last + DAY:
            return event.name
    return "no known event"


def report(store: Store, results: Sequence[Backtest], events: Sequence[Event]) -> str:
    """Return the report as Markdown."""
    with reading(store.engine) as connection:
        number = connection.scalar(select(func.count()).select_from(articles)) or 0
        rows = connection.execute(
            select(stances.c.label, func.count()).where(stances.c.counted, stances.c.target != "").group_by("label")
        ).all()
        models = [row[0] for row in connection.execute(select(stances.c.model).where(stances.c.model != "").distinct())]
    first, last = results[0].since, results[0].until
    lines = [
        "# Known events",
        "",
        f"The default rules, back-tested over {number} real articles from {first:%Y-%m-%d} to {last:%Y-%m-%d} "
        f"(stance model {', '.join(sorted(models))}). Counted stances: "
        + ", ".join(f"{count} {label}" for label, count in sorted(map(tuple, rows)))
        + ".",
        "",
        "Made by `benchmarks/known_events.py`. The articles are not part of the project; of their statements only",
        "date, outlet, address, speaker, target and label are given.",
        "",
    ]
    lines += summary(results, events)
    for result in results:
        lines += ["", f"## {result.rule.name} (`{result.rule.id}`)", ""]
        if not result.firings:
            lines.append("It never fired.")
        if result.rule.subjects(CAPITALS) == (FEED,):
            lines.append(f"It fired {len(result.firings)} times: the store holds {number} articles in all, with gaps.")
            continue
        lines += [line for firing in result.firings for line in described(store, result, firing, events)]
        for subject, share in sorted(result.no_data.items()):
            reasons = "; ".join(result.no_data_reasons)
            lines.append(f"- {subject}: nothing could be said in {100 * share:.0f} % of the period ({reasons})")
    return "\n".join(lines) + "\n"


def summary(results: Sequence[Backtest], events: Sequence[Event]) -> list[str]:
    """Return the two measures: delay at the known events, quiet months of each dyad."""
    subjects = dyads(CAPITALS)
    alerts = [firing for result in results for firing in result.firings if firing.subject in subjects]
    since, until = results[0].since, results[0].until
    lines = ["| known event | first article | first alert | within 3 days |", "|---|---|---|---|"]
    for event in events:
        mine = sorted(f.start for f in alerts if f.subject == event.subject and event.first <= f.start <= event.last)
        after = f"{mine[0]:%Y-%m-%d %H:%M}" if mine else "none"
        hit = "yes" if mine and mine[0] - event.first <= WITHIN else "no"
        lines.append(f"| {event.name} | {event.first:%Y-%m-%d} | {after} | {hit} |")
    lines += ["", "| dyad | other months | months with an alert | quiet | at least 9 of 10 |", "|---|---|---|---|---|"]
    for subject in subjects:
        known = {m for e in events if e.subject == subject for m in months(e.first.replace(day=1), e.last + DAY)}
        other = [month for month in months(since, until) if month not in known]
        loud = {month for f in alerts if f.subject == subject for month in touched(f, until)} & set(other)
        quiet = 1 - len(loud) / len(other)
        row = (subject, len(other), len(loud), f"{100 * quiet:.0f} %", "yes" if quiet >= 0.9 else "no")
        lines.append("| " + " | ".join(map(str, row)) + " |")
    return lines


def described(store: Store, result: Backtest, firing: Firing, events: Sequence[Event]) -> list[str]:
    """Return the lines on one firing."""
    opened = [t for t in result.transitions if t.after == "firing" and t.at == firing.start]
    opened = [t for t in opened if t.subject == firing.subject]
    end = f"{firing.end:%Y-%m-%d}" if firing.end else "the end"
    lines = [
        f"- **{firing.start:%Y-%m-%d %H:%M}** to {end}, {firing.subject}: {firing.reason}. "
        f"Belongs to: {verdict(firing, events)}."
    ]
    with reading(store.engine) as connection:
        written = quotes(connection, opened)
    lines += [
        f"  - {quote.published:%Y-%m-%d} {quote.outlet}, {quote.speaker} > {quote.target}, {quote.label} "
        f"{quote.confidence:.2f}, <{quote.url}>"
        for quote in written[opened[0].id]
    ]
    return lines


def main() -> None:
    """Run the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store")
    parser.add_argument("out", type=Path)
    parser.add_argument("--event", nargs=4, action="append", metavar=("SUBJECT", "FIRST", "LAST", "NAME"))
    parser.add_argument("--notes", type=Path, help="Markdown that is put at the end")
    asked = parser.parse_args()
    events = [Event.of(parts) for parts in (asked.event or [CRISIS])]
    with Store.open(asked.store) as store:
        with reading(store.engine) as connection:
            low, high = connection.execute(select(func.min(articles.c.published), func.max(articles.c.published))).one()
        since, until = from_us(low), from_us(high) + DAY
        rules = default_rules(CAPITALS).rules
        results = [backtest(store, rule, since, until) for rule in rules]
        text = report(store, results, events)
        if asked.notes:
            text += "\n" + asked.notes.read_text(encoding="utf-8")
        asked.out.write_text(text, encoding="utf-8")
    print(asked.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
