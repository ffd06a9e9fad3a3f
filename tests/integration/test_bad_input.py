"""Every kind of bad input is refused or mended by name, and the good input beside it is sent: `docs/bad-input.md`."""

import gzip
import json
import re
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from producers.draft import Refused
from producers.entries import entries
from producers.fetch import MAX_HOPS, Fetcher
from producers.files import files, read
from producers.inflate import body
from producers.outlets import Fetching
from producers.send import Sender
from straitwatch.article import Article
from straitwatch.clock import ManualClock, monotonic
from straitwatch.errors import FetchError, NewerVersion, RecordError, Unreadable
from straitwatch.memory_bus import MemoryBus
from straitwatch.topics import ARTICLES
from straitwatch.wire import decode, encode
from tests.integration.loopback import Reply, Site, serve

NOW = datetime(2024, 5, 20, 3, 0, tzinfo=UTC)
GOOD = "Dredging begins\n\nThe harbour board said on Monday that the berth would be dredged."
JAPANESE = "港湾局は月曜日、第三岸壁の浚渫工事を台風の季節の前に始めると明らかにした。\n\n漁協は延期を求めた。"
MEGABYTES = 1_000_000


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


@pytest.fixture
def web() -> Iterator[Fetcher]:
    rules = Fetching(pause_seconds=0, timeout_seconds=0.3, private=True)
    with Fetcher(rules, ManualClock(NOW), monotonic, lambda _: None) as fetcher:
        yield fetcher


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    """Check that no more memory than this was held at any time, in bytes."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def send(folder: Path, name: str, data: bytes) -> tuple[list[Article], list[Refused]]:
    """Send a folder that holds the bad file and a good one after it."""
    (folder / name).write_bytes(data)
    (folder / "zz-good.txt").write_text(GOOD, encoding="utf-8")
    bus = MemoryBus()
    bus.ensure_topics()
    sender = Sender(bus, ManualClock(NOW), "files", lambda one: one)
    found = (d for path in files([folder]) for d in ([path] if isinstance(path, Refused) else read(path)))
    tally = sender.send(found)
    articles = [decode(ARTICLES, record.value) for record in bus.read(ARTICLES)]
    assert [a.title for a in articles].count("Dredging begins") == 1
    return [a for a in articles if a.title != "Dredging begins"], tally.reasons


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("empty.html", b"", "empty"),
        ("empty.json", b"  \n", "empty"),
        ("empty.jsonl", b"", "empty"),
        ("bom.txt", b"\xef\xbb\xbf\r\n", "holds no text"),
        ("large.html", b"<p>" + b"x" * 50 * MEGABYTES, "larger than 5 MB"),
        ("large.txt", b"x" * 50 * MEGABYTES, "larger than 20 MB"),
        ("long.txt", b"word " * 100_000, "the limit of an article is 200,000"),
        ("no-text.html", b"<html><body><img src='a.png'><script>x = 'y'</script></body></html>", "without an article"),
        ("picture.txt", bytes(range(256)) * 4000, "binary|charset"),
        ("nul.txt", b"\0" * 9000, "binary"),
        ("shape.json", b'{"headline": "x", "body": ["y"]}', "missing required field `text`"),
        ("type.json", b'{"text": {"en": "y"}}', r"Expected `str`, got `object` - at `\$.text`"),
        ("broken.json", b'{"text": "y"', "no JSON"),
        ("deep.json", b'{"text":' + b"[" * 50_000, "no JSON|Expected"),
        ("number.jsonl", b"5", "not an article record"),
        ("date.json", b'{"text": "y", "date": "31 Foo 2024"}', "is no date"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value and len(value) < 15 else "",
)
def test_a_file_that_holds_no_article_is_refused_by_name(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    articles, refused = send(tmp_path, name, data)
    assert articles == []
    assert [r.where.startswith(str(tmp_path / name)) for r in refused] == [True]
    assert re.search(reason, refused[0].reason)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"])
def test_text_of_other_charsets_is_read(tmp_path: Path, charset: str) -> None:
    (article,), refused = send(tmp_path, "a.txt", JAPANESE.encode(charset))
    assert (article.text, article.language, refused) == (JAPANESE, "ja", [])


@pytest.mark.parametrize(("charset", "language"), [("gb18030", "zh-Hans"), ("big5hkscs", "zh-Hant")])
def test_chinese_of_both_scripts_is_read(tmp_path: Path, charset: str, language: str) -> None:
    simplified = "港务局周一表示，第三泊位将在台风季节之前完成疏浚。渔会则认为，应当推迟到休渔期结束以后。"
    traditional = "港務局週一表示，第三泊位將在颱風季節之前完成疏濬。漁會則認為，應當推遲到休漁期結束以後。"
    text = simplified if language == "zh-Hans" else traditional
    (article,), _ = send(tmp_path, "a.txt", text.encode(charset))
    assert (article.text, article.language) == (text, language)


def test_broken_characters_nul_bytes_and_windows_line_ends_cost_only_themselves(tmp_path: Path) -> None:
    data = JAPANESE.replace("\n", "\r\n").encode()
    (article,), refused = send(tmp_path, "a.txt", data[:30] + b"\xff\xfe" + data[30:60] + b"\0" + data[60:])
    assert article.text.replace("\ufffd", "") == JAPANESE
    assert refused == []


def test_lone_surrogates_in_json_neither_stop_nor_spoil(tmp_path: Path) -> None:
    rows = [b'{"text": "One \\ud800 berth was dredged.", "title": "Odd"}', b'{"text": "Two berths."}']
    articles, refused = send(tmp_path, "a.jsonl", b"\n".join(rows))
    assert [len(articles) + len(refused), articles[-1].text] == [2, "Two berths."]
    assert all("\ud800" not in a.text for a in articles)


def test_a_future_date_is_kept_out_of_the_record(tmp_path: Path) -> None:
    record = {"text": "The berth was dredged.", "title": "Later", "published": "2031-01-01"}
    (article,), refused = send(tmp_path, "a.json", json.dumps(record).encode())
    assert (article.published, article.dated, refused) == (NOW, "received", [])


def test_a_record_of_a_newer_version_is_told_from_a_broken_one() -> None:
    article = Article("T", "Text.", "Lantern", NOW, NOW)
    data = encode(ARTICLES, article)
    with pytest.raises(NewerVersion, match="upgrade Straitwatch"):
        decode(ARTICLES, data.replace(b'"version":1', b'"version":9'))
    with pytest.raises(RecordError, match="no record of articles"):
        decode(ARTICLES, data[:-9])


def test_a_page_that_says_it_has_50_megabytes_is_not_read(site: Site, web: Fetcher) -> None:
    site.pages["/"] = lambda _: (200, {"content-length": str(50 * MEGABYTES)}, b"x")
    with pytest.raises(Unreadable, match="larger than 5 MB"):
        web.get(site.address + "/", 5 * MEGABYTES)


def test_a_page_that_grows_to_50_megabytes_is_left_at_the_limit(site: Site, web: Fetcher) -> None:
    site.put("/", b"x" * 50 * MEGABYTES)
    site.pages["/"] = _without_length(site.pages["/"]({})[2])
    with memory_below(40 * MEGABYTES), pytest.raises(Unreadable, match="larger than 5 MB"):
        web.get(site.address + "/", 5 * MEGABYTES)


def _without_length(data: bytes) -> Callable[[dict[str, str]], Reply]:
    chunked = b"".join(
        b"%x\r\n%s\r\n" % (len(c), c) for c in (data[i : i + 65_536] for i in range(0, len(data), 65_536))
    )
    reply: Reply = (200, {"transfer-encoding": "chunked", "content-length": ""}, chunked + b"0\r\n\r\n")
    return lambda _: reply


@pytest.mark.parametrize("packed", ["gzip", "deflate"])
def test_a_bomb_of_packed_zeros_is_left_at_the_limit(site: Site, web: Fetcher, packed: str) -> None:
    zeros = b"\0" * 200 * MEGABYTES
    site.put("/", gzip.compress(zeros, 1) if packed == "gzip" else zlib.compress(zeros, 1), content_encoding=packed)
    del zeros
    with memory_below(40 * MEGABYTES), pytest.raises(Unreadable, match="larger than 5 MB"):
        web.get(site.address + "/", 5 * MEGABYTES)


@pytest.mark.parametrize("packed", ["br", "gzip, gzip", "zstd"])
def test_a_packing_that_was_not_asked_for_is_refused(site: Site, web: Fetcher, packed: str) -> None:
    site.put("/", b"x" * 99, content_encoding=packed)
    with pytest.raises(Unreadable, match="not asked for"):
        web.get(site.address + "/", MEGABYTES)


def test_damaged_packing_is_refused(site: Site, web: Fetcher) -> None:
    site.put("/", b"this is no gzip", content_encoding="gzip")
    with pytest.raises(Unreadable, match="damaged"):
        web.get(site.address + "/", MEGABYTES)


def test_a_feed_that_redirects_for_ever_is_given_up(site: Site, web: Fetcher) -> None:
    site.pages["/"] = lambda _: (302, {"location": "/"}, b"")
    with pytest.raises(FetchError, match="redirects more than 5 times") as caught:
        web.get(site.address + "/", MEGABYTES)
    assert not caught.value.retry
    assert site.count("/") == MAX_HOPS + 1


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://example.org/", "http://user:word@example.org/", "gopher://x"]
)
def test_a_redirect_out_of_the_web_is_refused(site: Site, web: Fetcher, to: str) -> None:
    site.pages["/"] = lambda _: (302, {"location": to}, b"")
    with pytest.raises(FetchError, match=r"only http and https|user name"):
        web.get(site.address + "/", MEGABYTES)


def test_a_feed_that_does_not_answer_is_tried_again_and_given_up(site: Site, web: Fetcher) -> None:
    site.pages["/"] = lambda _: (200, {"x": str(site.released.wait(10))}, b"")
    with pytest.raises(FetchError, match=r"no answer in 0\.3 s") as caught:
        web.get(site.address + "/", MEGABYTES)
    assert caught.value.retry
    assert site.count("/") == 3


def test_a_server_that_sends_byte_by_byte_is_left_when_time_is_up() -> None:
    left = iter([False] * 5 + [True])
    with pytest.raises(FetchError, match="took too long"):
        body((b"x" for _ in range(10**9)), "", MEGABYTES, "http://slow.example", lambda: next(left))


def test_a_closed_port_says_so(web: Fetcher) -> None:
    with pytest.raises(FetchError, match="Connect") as caught:
        web.get("http://127.0.0.1:9/", MEGABYTES)
    assert caught.value.retry


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [f'<!ENTITY l0 "lol">{LAUGHS}', '<!ENTITY x SYSTEM "file:///etc/passwd">', '<!ENTITY % p SYSTEM "http://x/">'],
)
def test_a_feed_with_entities_is_refused(declared: str, charset: str) -> None:
    feed = '<rss version="2.0"><channel><title>&l9;</title></channel></rss>'
    xml = f'<?xml version="1.0"?><!DOCTYPE rss [{declared}]>{feed}'
    with pytest.raises(Unreadable, match="declares XML entities"):
        entries(xml.encode(charset), "http://x/", {})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>Not found</body></html>",
        b"/etc/passwd",
        b"{}",
        b'{"version": "9", "items": []}',
        b"{" * 9999,
        b"\0" * 99,
    ],
)
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^http://x/: "):
        entries(data, "http://x/", {"content-type": "text/html"})


def test_a_feed_cut_off_in_the_middle_gives_what_was_whole() -> None:
    whole = "<item><guid>1</guid><title>A</title><description>Words.</description></item>"
    xml = f'<rss version="2.0"><channel>{whole}<item><gu'
    assert [(e.title, e.words) for e in entries(xml.encode(), "http://x/", {})] == [("A", "Words.")]
