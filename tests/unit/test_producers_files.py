"""Files, folders and standard input give drafts; what is wrong gives a reason and the rest goes on."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.gold import read_marked
from producers.draft import Draft, Refused, Stated, article, parse_date
from producers.files import MAX_ROW, files, read, read_stream
from producers.replay import bundled
from producers.send import Sender
from straitwatch.article import MAX_TEXT
from straitwatch.clock import ManualClock
from straitwatch.errors import ArticleError, Unreadable
from tests.unit.producing import Kept, same

NOW = datetime(2024, 5, 20, 3, 0, tzinfo=UTC)
RECORD = {"text": "The ministry protested.", "title": "Protest", "outlet": "Lantern", "published": "2024-05-17"}


def stream(data: bytes, form: str = "") -> list[Draft | Refused]:
    return list(read_stream(io.BytesIO(data), "input", form))


def test_a_folder_is_read_with_all_below_it_in_order_and_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.jsonl", "a/d.html", "notes.md", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = [p.relative_to(tmp_path).as_posix() for p in files([tmp_path]) if isinstance(p, Path)]
    assert found == ["a/c.jsonl", "a/d.html", "b.txt"]


def test_a_missing_path_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    reasons = [r.reason for r in files([tmp_path / "none.txt", tmp_path]) if isinstance(r, Refused)]
    assert reasons[0] == "no such file or folder"
    assert reasons[1].startswith("holds no file ending in .txt")


def test_a_short_first_line_that_stands_alone_is_the_title() -> None:
    assert stream(b"Talks resume\n\nThe two sides met.") == [Draft("input", "The two sides met.", title="Talks resume")]
    assert stream(b"The two sides met.\n\nThey ate.") == [Draft("input", "The two sides met.\n\nThey ate.")]


def test_corpus_mark_up_loses_its_marks_and_keeps_its_words() -> None:
    paths = sorted(bundled().rglob("*.txt"))
    assert len(paths) > 100
    for path in paths:
        gold, (draft,) = read_marked(path), read(path)
        assert isinstance(draft, Draft)
        assert (draft.text, draft.title, draft.outlet) == (gold.text, gold.title, gold.outlet)
        assert (draft.published, draft.language) == (gold.published, gold.language)


@pytest.mark.parametrize("name", ["published", "date"])
def test_json_gives_every_field(name: str) -> None:
    record = {
        "text": "T.",
        "title": "H",
        "outlet": "O",
        name: "2024-05-17",
        "url": "https://example.org/1",
        "lang": "en",
    }
    draft = Draft("input", "T.", "H", "O", datetime(2024, 5, 17, tzinfo=UTC), "https://example.org/1", "en")
    assert stream(json.dumps(record).encode(), "json") == [draft]
    assert stream(json.dumps(record, indent=1).encode()) == [draft]


def test_a_list_of_records_is_read_one_by_one() -> None:
    found = stream(json.dumps([RECORD, {"title": "no text"}, RECORD]).encode())
    assert [type(f) for f in found] == [Draft, Refused, Draft]
    assert found[1] == Refused("input, record 2", "not an article record: Object missing required field `text`")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"text": 5}', "Expected `str`, got `int` - at `$.text`"),
        (b'{"text": ["a"]}', "Expected `str`, got `array`"),
        (b'{"headline": "x"}', "missing required field `text`"),
        (b'["a", "b"]', "Expected `object`, got `str`"),
        (b"[1, 2", "no JSON"),
        (b'{"text": "a", "published": "soon"}', "'soon' is no date"),
        (b'{"text": "a", "published": "0001-01-01"}', "before 1900"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_json_of_the_wrong_shape_names_the_field(data: bytes, reason: str) -> None:
    refused = stream(data, "json")
    assert refused
    assert all(isinstance(r, Refused) and reason in r.reason for r in refused)


def test_lines_are_read_one_by_one_and_a_bad_one_stops_nothing() -> None:
    rows = [json.dumps(RECORD).encode(), b"{broken", b"", b"x" * (MAX_ROW + 5), json.dumps(RECORD).encode()]
    found = stream(b"\r\n".join(rows), "rows")
    assert [type(f) for f in found] == [Draft, Refused, Refused, Draft]
    assert [f.where for f in found] == ["input, line 1", "input, line 2", "input, line 4", "input, line 5"]


def test_lines_are_told_from_one_record_on_standard_input() -> None:
    row = json.dumps(RECORD).encode()
    assert len(stream(row + b"\n" + row)) == 2
    assert len(stream(row)) == 1


def test_lines_are_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
            row = json.dumps(RECORD).encode() + b"\n"
            size = len(buffer) // len(row)
            buffer[: size * len(row)] = row * size
            return size * len(row)

    endless = read_stream(io.BufferedReader(Endless(), 65_536), "input", "rows")
    assert sum(isinstance(next(endless), Draft) for _ in range(2_000)) == 2_000


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("form", ["", "text", "html", "json"])
def test_nothing_in_it_is_refused(data: bytes, form: str) -> None:
    kept = Kept()
    tally = Sender(kept, ManualClock(NOW), "files", same).send(stream(data, form))
    assert (tally.sent, tally.refused) == (0, 1)
    assert (
        "empty" in tally.reasons[0].reason
        or "no text" in tally.reasons[0].reason
        or "no JSON" in tally.reasons[0].reason
    )


def test_what_the_user_states_wins_and_fills() -> None:
    stated = Stated(outlet="Lantern", published=NOW)
    made = article(stated.over(Draft("a", "The ministry of the navy spoke.", outlet="x")), NOW, "files")
    assert (made.outlet, made.published, made.language, made.dated) == ("Lantern", NOW, "en", "stated")


def test_a_date_in_the_future_is_not_believed() -> None:
    made = article(Draft("a", "Text.", published=datetime(2031, 1, 1, tzinfo=UTC)), NOW, "files")
    assert (made.published, made.dated) == (NOW, "received")


def test_no_text_and_too_much_text_are_refused() -> None:
    with pytest.raises(Unreadable, match="a: holds no text"):
        article(Draft("a", " \x00 "), NOW, "files")
    with pytest.raises(Unreadable, match="the limit of an article is 200,000"):
        article(Draft("a", "x" * (MAX_TEXT + 1)), NOW, "files")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "data:text/html,x", "//x.org"]
)
def test_only_web_addresses_are_kept(url: str) -> None:
    assert article(Draft("a", "Text.", url=url), NOW, "files").url == ""


@pytest.mark.parametrize(
    ("stated", "utc"),
    [
        ("2024-05-17", "2024-05-17T00:00:00+00:00"),
        ("2024-05-17T08:00+09:00", "2024-05-16T23:00:00+00:00"),
        ("2024-05-17T08:00:00Z", "2024-05-17T08:00:00+00:00"),
        ("Fri, 17 May 2024 08:00:00 +0800", "2024-05-17T00:00:00+00:00"),
        ("2024-05-17 08:00 JST", "2024-05-16T23:00:00+00:00"),
    ],
)
def test_dates_are_read_with_their_zones(stated: str, utc: str) -> None:
    assert parse_date(stated, "a").isoformat() == utc


@pytest.mark.parametrize("stated", ["yesterday", "17/05/2024", "2024-13-01", "", "9999999999999"])
def test_words_that_are_no_date_are_refused(stated: str) -> None:
    with pytest.raises(ArticleError, match="a: "):
        parse_date(stated, "a")


def test_articles_are_published_in_batches_and_refusals_counted() -> None:
    kept, seen = Kept(), []
    drafts: list[Draft | Refused] = [Draft(str(i), f"Text {i}.") for i in range(250)]
    drafts[7] = Refused("7", "broken")
    tally = Sender(kept, ManualClock(NOW), "files", same).send(drafts, seen.append)
    assert (tally.sent, tally.refused, [len(b) for b in kept.batches]) == (249, 1, [100, 100, 49])
    assert seen == [101, 201, 250]
