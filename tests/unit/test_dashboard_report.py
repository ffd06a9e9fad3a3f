"""The report: both forms hold the numbers, and no word of an article becomes markup."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.queries import Reading
from dashboard.report import Report, Section, as_html
from dashboard.report_chart import Line, drawing
from dashboard.report_pdf import as_pdf
from dashboard.when import zone

START = datetime(2024, 5, 1, tzinfo=UTC)
NAN = float("nan")
HOSTILE = '<script>alert(1)</script> "quoted" & 日本語 𝒳'


def line(values: list[float]) -> Line:
    times = [START + timedelta(hours=3 * i) for i in range(len(values))]
    return Line(times, values, [v - 1 for v in values], [v + 1 for v in values], [0.5] * len(values))


def report(values: list[float]) -> Report:
    end = Reading("Tokyo-Beijing", 2.0, 1.0, 3.0, 3.0, 1.0, 0.5, 1.25, "", False, False, 0.3)
    row = {
        "contribution": 1.5, "published": START, "speaker": "Beijing", "target": "Tokyo", "label": "hostile",
        "outlet": HOSTILE, "url": "javascript:alert(1)", "text": HOSTILE,
        "gloss": HOSTILE,
    }  # fmt: skip
    section = Section("Tokyo – Beijing", line(values), end, 1.75, 4.5, [row])
    return Report(START, START + timedelta(days=1), zone("JST"), [section], [("Store", HOSTILE)], sample=True)


def test_html_holds_the_numbers_and_no_script() -> None:
    page = as_html(report([1.0, 2.0, 3.0])).decode()
    for number in ("2.0", "1.8", "4.5", "0.5", "1.2"):
        assert f"<td>{number}</td>" in page
    assert "<script" not in page
    assert "javascript:" not in page
    assert "are invented" in page
    assert "Gloss: &lt;" in page
    assert "2024-05-01 09:00" in page, "times of the zone"


def test_pdf_is_one_page_and_the_same_each_time() -> None:
    made = as_pdf(report([1.0, 2.0, 3.0]))
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page[^s]", made)) == 1
    assert as_pdf(report([1.0, 2.0, 3.0])) == made
    assert b"javascript" not in made


@pytest.mark.parametrize(("values", "runs"), [([1.0, 2.0, NAN, 3.0, 4.0], 2), ([1.0, 2.0, 3.0], 1), ([NAN, NAN], 0)])
def test_gaps_stay_gaps(values: list[float], runs: int) -> None:
    kinds = [type(shape).__name__ for shape in drawing(line(values), zone("UTC")).contents]
    assert kinds.count("Polygon") == runs
