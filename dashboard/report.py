"""A report of a period: the numbers, the weightiest lines, and how to get the same numbers again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape as escape_html
from zoneinfo import ZoneInfo

from reportlab.graphics import renderSVG

from dashboard.blocks import glossed
from dashboard.figures import plain_number, signed
from dashboard.markup import escape, link, shorten
from dashboard.queries import Reading, Row
from dashboard.report_chart import Line, drawing
from dashboard.texts import text
from dashboard.theme import LIGHT
from dashboard.when import stamp

QUOTE = 170
"""Longest quotation in a report, in characters."""


@dataclass(frozen=True)
class Section:
    """One dyad: its line, its state at the end, mean and highest value of the period, and its weightiest lines."""

    title: str
    line: Line
    reading: Reading
    mean: float
    highest: float
    statements: Sequence[Row]

    def numbers(self) -> list[str]:
        """Return the row of the table of numbers; its names are `HEAD`."""
        end = self.reading
        values = (end.tension, self.mean, self.highest, end.baseline, end.z)
        return [self.title, *(plain_number(v) for v in values)]


HEAD = ("dyad", "end", "mean", "highest", "baseline", "z")


@dataclass(frozen=True)
class Report:
    """What a report holds; `facts` are (name, value) pairs that let a reader make the same numbers again."""

    since: datetime
    until: datetime
    zone: ZoneInfo
    sections: Sequence[Section]
    facts: Sequence[tuple[str, str]]
    sample: bool

    @property
    def unit(self) -> str:
        """What the numbers are, and whose times."""
        return text("report.unit", zone=self.zone.key)

    @property
    def title(self) -> str:
        """The title with the period."""
        return text("report.title", since=stamp(self.since, self.zone), until=stamp(self.until, self.zone))


def statement_line(row: Row, zone: ZoneInfo) -> str:
    """Return what stands before a quotation: contribution, time, direction, label."""
    name = row["label"]
    label, weight = text(f"label.{name}"), signed(float(row["contribution"]), 2)
    return f"{weight}  {stamp(row['published'], zone)}  {row['speaker']} → {row['target']}, {label}"


def as_html(report: Report) -> bytes:
    """Return the report as one HTML file without scripts; charts are vectors, every word of an article is escaped."""
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in s.numbers()) + "</tr>" for s in report.sections)
    columns = "".join(f"<th>{escape(text(f'report.{name}'))}</th>" for name in HEAD)
    facts = "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in report.facts)
    sample = f'<p class="sample">{escape(text("sample.report"))}</p>' if report.sample else ""
    body = (
        f"<h1>{escape(report.title)}</h1>{sample}<p><small>{escape(report.unit)}</small></p><table><tr>{columns}</tr>{rows}</table>"
        f"{''.join(_section(s, report.zone) for s in report.sections)}"
        f"<h2>{escape(text('report.again'))}</h2><p>{escape(text('report.method'))}</p><dl>{facts}</dl>"
    )
    colours = {"ink": LIGHT.ink, "line": LIGHT.line, "muted": LIGHT.muted}
    return _PAGE.format(title=escape_html(report.title), body=body, **colours).encode()


def _section(section: Section, zone: ZoneInfo) -> str:
    quotes = "".join(
        f"<li><small>{escape(statement_line(r, zone))}, {link(str(r['url']), str(r['outlet']))}</small><br>"
        f"{escape(shorten(str(r['text']), QUOTE))}{glossed(str(r['gloss']), QUOTE)}</li>"
        for r in section.statements
    )
    chart = renderSVG.drawToString(drawing(section.line, zone))
    svg = chart[chart.index("<svg") :]
    return f"<section><h2>{escape(section.title)}</h2>{svg}<ol>{quotes}</ol></section>"


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body {{ font: 15px/1.45 "Source Sans 3", "Noto Sans", "Noto Sans CJK JP", sans-serif; color: {ink}; max-width: 52rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }}
h1 {{ font-size: 1.4rem }} h2 {{ font-size: 1.1rem; margin: 1.2rem 0 .3rem }} small, .gloss {{ color: {muted} }}
.gloss {{ font-size: .85rem; margin: 0 }}
table {{ border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }}
th, td {{ border-bottom: 1px solid {line}; padding: .3rem .6rem .3rem 0; text-align: right }}
th:first-child, td:first-child {{ text-align: left }} svg {{ width: 100%; height: auto }}
dl {{ display: grid; grid-template-columns: auto 1fr; gap: .1rem 1rem }} dd {{ margin: 0 }}
.sample {{ border-left: 3px solid #B84A00; padding-left: .6rem; font-weight: 600 }}
@media print {{ body {{ margin: 0; font-size: 11px }} section {{ break-inside: avoid }} }}
</style><body>{body}</body></html>"""
