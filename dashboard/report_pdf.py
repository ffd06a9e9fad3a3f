"""The report as PDF: real text and vector charts; Japanese and Chinese words in the fonts that PDF readers bring."""

import io
from collections.abc import Iterable

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from dashboard.markup import escape, shorten, web_address
from dashboard.report import HEAD, QUOTE, Report, Section, statement_line
from dashboard.report_chart import drawing
from dashboard.texts import text
from dashboard.theme import LIGHT

WIDE = "HeiseiKakuGo-W5"
_INK, _MUTED = HexColor(LIGHT.ink), HexColor(LIGHT.muted)
_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=14, leading=18, textColor=_INK)
_HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=10, leading=13, spaceBefore=5, textColor=_INK)
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8, leading=10, textColor=_INK)
_NUMBER = ParagraphStyle("number", parent=_BODY, alignment=TA_RIGHT)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=7, leading=9, textColor=_MUTED)


def as_pdf(report: Report) -> bytes:
    """Return the report as a PDF of A4 pages."""
    pdfmetrics.registerFont(UnicodeCIDFont(WIDE))
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=14 * mm, rightMargin=14 * mm, topMargin=11 * mm, bottomMargin=10 * mm,
        title=report.title, author="Straitwatch", invariant=1,
    )  # fmt: skip
    parts: list[Flowable] = [Paragraph(_words(report.title), _TITLE)]
    if report.sample:
        parts.append(Paragraph(_words(text("sample.report")), _HEAD))
    parts += [Paragraph(_words(report.unit), _SMALL), Spacer(1, 4), _numbers(report)]
    parts += [_section(section, report) for section in report.sections]
    parts += [Paragraph(_words(text("report.again")), _HEAD), Paragraph(_words(text("report.method")), _SMALL)]
    parts += [Paragraph(_words(f"{name}: {value}"), _SMALL) for name, value in report.facts]
    document.build(parts)
    return out.getvalue()


def _numbers(report: Report) -> Table:
    cells = [[text(f"report.{name}") for name in HEAD], *(s.numbers() for s in report.sections)]
    styles = [_BODY, *[_NUMBER] * (len(HEAD) - 1)]
    rows = [[Paragraph(_words(c), s) for c, s in zip(row, styles, strict=True)] for row in cells]
    table = Table(rows, colWidths=[50 * mm] + [26 * mm] * 5)
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(LIGHT.line))]))
    return table


def _section(section: Section, report: Report) -> KeepTogether:
    rows: list[Flowable] = [Paragraph(_words(section.title), _HEAD), drawing(section.line, report.zone)]
    for row in section.statements:
        address = web_address(str(row["url"]))
        outlet = _words(str(row["outlet"]))
        source = f'<link href="{escape(address)}" color="{LIGHT.cooperation}">{outlet}</link>' if address else outlet
        rows.append(Paragraph(f"{_words(statement_line(row, report.zone))}, {source}", _SMALL))
        rows.append(Paragraph(_words(shorten(str(row["text"]), QUOTE)), _BODY))
        if row["gloss"]:
            rows.append(Paragraph(_words(text("row.gloss", gloss=shorten(str(row["gloss"]), QUOTE))), _SMALL))
    return KeepTogether(rows)


def _words(words: str) -> str:
    """Escaped words; those that Helvetica cannot show are set in the wide font."""
    return "".join(_run(run, wide) for run, wide in _runs(words.replace("→", ">").replace("−", "-")))


def _run(run: str, wide: bool) -> str:
    return f'<font name="{WIDE}">{escape(run)}</font>' if wide else escape(run)


def _runs(words: str) -> Iterable[tuple[str, bool]]:
    start = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or _wide(words[place]) != _wide(words[start]):
            yield words[start:place], _wide(words[start])
            start = place


def _wide(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return True
    return False
