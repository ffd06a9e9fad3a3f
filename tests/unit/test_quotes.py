import pytest

from models.quotes import kind_of, quotations
from straitwatch.statement import Span


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ('"We have," he said. "No."', ["We have,", "No."]),
        ("He said “no ‘ifs’ now” twice.", ["no ‘ifs’ now"]),
        ("'It isn't Lee's,' he said of the workers' pay.", ["It isn't Lee's,"]),
        ("‘It’s the voters’ choice,’ Mori said, “today”.", ["It’s the voters’ choice,", "today"]),
        ("外務省は「国民の『命』を守る」と述べた。", ["国民の『命』を守る"]),
        ("商务部说《两岸日报》“不实”。", ["不实"]),
        ("In the '90s and the workers' union", []),
    ],
)
def test_outermost_quotations(text: str, inner: list[str]) -> None:
    assert [q.inner.of(text) for q in quotations(text)] == inner


def test_a_quotation_that_runs_on_gives_a_part_a_paragraph() -> None:
    text = "“We waited.\n\n“Nobody came,” she said."
    found = quotations(text)
    assert [q.inner.of(text) for q in found] == ["We waited.", "Nobody came,"]
    assert [q.closed for q in found] == [False, True]


def test_kinds() -> None:
    text = 'Tokyo said "we object" and left, and "so it ends".'
    found = quotations(text)
    assert kind_of(Span(12, 21), found) == "direct"
    assert kind_of(Span(0, 31), found) == "mixed"
    assert kind_of(Span(0, 5), found) == "indirect"


def test_marks_alone_are_no_quotation() -> None:
    assert quotations('""') == ()
    assert quotations("“") == ()


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        (
            'He said: "We waited. "Nobody came," she added. Then "it rained".',
            ["We waited.", "Nobody came,", "it rained"],
        ),
        ("He said: “We waited. “Nobody came,” she added.", ["We waited.", "Nobody came,"]),
        ('Some lost mark." Then he said: "We object." It rained.', ["We object."]),
        ('The so-called ("old guard") left, "now".', ["old guard", "now"]),
    ],
)
def test_marks_are_paired_in_a_text_that_lost_its_line_breaks(text, inner):
    assert [q.inner.of(text) for q in quotations(text)] == inner
