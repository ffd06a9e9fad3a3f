"""Feeds are followed over real HTTP: new entries once, politely, across restarts and broken brokers."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from producers.feed_memory import FeedMemory
from producers.feeds import MAX_TRIES, Follower
from producers.fetch import Fetcher
from producers.outlets import Feed, Fetching
from producers.robots import Robots
from producers.send import Sender
from straitwatch.article import Article, Outlet
from straitwatch.clock import ManualClock, monotonic
from straitwatch.errors import BrokerError
from straitwatch.feed_state import FeedState, feed_states
from straitwatch.memory_bus import MemoryBus
from straitwatch.topics import ARTICLES
from straitwatch.wire import decode
from tests.integration.loopback import Reply, Site, serve

NOW = datetime(2024, 5, 20, 3, 0, tzinfo=UTC)
RSS = "application/rss+xml"


@pytest.fixture
def site() -> Iterator[Site]:
    with serve() as running:
        yield running


def story(name: str) -> str:
    body = "".join(
        f"<p>The harbour board said on Monday that berth {n} of {name} would be dredged before the season began.</p>"
        for n in range(1, 6)
    )
    page = f"<article><h1>{name}</h1>{body}</article>"
    return f'<html lang="en"><head><title>{name}</title></head><body>{page}</body></html>'


def rss(site: Site, *names: str, more: str = "") -> str:
    items = "".join(
        f"<item><guid>{name}</guid><title>{name} news</title><link>{site.address}/{name}</link>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=1))}</pubDate>"
        f"<description>Summary of &lt;b&gt;{name}&lt;/b&gt; in a few words.</description></item>"
        for name in names
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Lantern</title>{items}{more}</channel></rss>'


class Line:
    """A follower of one site's feeds with its memory in a folder; `poll` makes one step as a new process would."""

    def __init__(self, site: Site, folder: Path, *paths: str, pages: bool = True, **fetching: object) -> None:
        self.site, self.folder, self.bus, self.clock = site, folder, MemoryBus(), ManualClock(NOW)
        self.bus.ensure_topics()
        self.rules = Fetching(**({"pause_seconds": 0, "timeout_seconds": 0.5, "private": True} | fetching))
        outlet = Outlet("Lantern", language="en")
        self.feeds = [Feed(site.address + path, outlet, 15, pages) for path in paths]
        self.slept: list[float] = []

    def poll(self, *, all_now: bool = True) -> int:
        with FeedMemory(self.folder) as memory, Fetcher(self.rules, self.clock, monotonic, self.slept.append) as web:
            sender = Sender(self.bus, self.clock, "feeds", lambda one: one)
            robots = Robots(web, monotonic)
            follower = Follower(self.feeds, memory, web, robots.check, sender, self.clock, self.rules.budget_seconds)
            return follower.step(all_now=all_now)

    @property
    def articles(self) -> list[Article]:
        return sorted((decode(ARTICLES, r.value) for r in self.bus.read(ARTICLES)), key=lambda a: a.url)

    @property
    def state(self) -> FeedState:
        return feed_states(self.folder)[0]


def test_new_entries_are_sent_once_with_the_text_of_their_pages(site: Site, tmp_path: Path) -> None:
    line = Line(site, tmp_path, "/rss")
    site.put("/rss", rss(site, "Wajima", "Suao"), RSS)
    for name in ("Wajima", "Suao", "Hirado"):
        site.put(f"/{name}", story(name))
    assert line.poll() == 1
    line.poll()
    assert [a.url for a in line.articles] == [f"{site.address}/{name}" for name in ("Suao", "Wajima")]
    first = line.articles[0]
    assert first.text.count("berth") == 5
    assert (first.title, first.outlet, first.language) == ("Suao news", "Lantern", "en")
    assert (first.published, first.origin) == (NOW - timedelta(hours=1), "feeds")
    site.put("/rss", rss(site, "Hirado", "Wajima", "Suao"), RSS)
    line.poll()
    assert len(line.articles) == 3
    assert site.count("/Wajima") == 1
    assert (line.state.sent, line.state.last_success, line.state.last_error) == (3, NOW, "")


def test_a_feed_that_did_not_change_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    line = Line(site, tmp_path, "/rss")
    body = rss(site, "Wajima").encode()

    def feed(headers: dict[str, str]) -> Reply:
        if headers.get("if-none-match") == '"v1"' and headers.get("if-modified-since") == "yesterday":
            return 304, {}, b""
        return 200, {"content-type": RSS, "etag": '"v1"', "last-modified": "yesterday"}, body

    site.pages["/rss"] = feed
    site.put("/Wajima", story("Wajima"))
    for _ in range(3):
        line.poll()
    assert [h.get("if-none-match") for path, h in site.asked if path == "/rss"] == [None, '"v1"', '"v1"']
    assert len(line.articles) == 1


def test_an_article_that_was_not_acknowledged_is_sent_by_the_next_poll(site: Site, tmp_path: Path) -> None:
    line = Line(site, tmp_path, "/rss")
    site.put("/rss", rss(site, "Wajima"), RSS, etag='"v1"')
    site.put("/Wajima", story("Wajima"))
    line.bus.down = True
    with pytest.raises(BrokerError):
        line.poll()
    line.bus.down = False
    line.poll()
    assert [a.title for a in line.articles] == ["Wajima news"]


@pytest.mark.parametrize("status", [403, 404, 410, 451])
def test_a_page_that_is_refused_leaves_the_feeds_own_words_marked(site: Site, tmp_path: Path, status: int) -> None:
    line = Line(site, tmp_path, "/rss")
    site.put("/rss", rss(site, "Wajima"), RSS)
    site.pages["/Wajima"] = lambda _: (status, {}, b"no")
    line.poll()
    assert [(a.text, a.origin) for a in line.articles] == [("Summary of Wajima in a few words.", "feeds:summary")]
    assert (line.state.sent, line.state.summaries) == (1, 1)


def test_a_page_that_cannot_be_had_now_is_tried_again_and_then_summed_up(site: Site, tmp_path: Path) -> None:
    line = Line(site, tmp_path, "/rss")
    body = rss(site, "Wajima", "Suao").encode()
    unchanged: Reply = (304, {}, b"")
    fields = {"content-type": RSS, "etag": '"v1"'}
    site.pages["/rss"] = lambda asked: unchanged if "if-none-match" in asked else (200, fields, body)
    site.put("/Suao", story("Suao"))
    site.pages["/Wajima"] = lambda _: (503, {}, b"")
    for poll in range(1, MAX_TRIES):
        line.poll()
        assert len(line.articles) == 1, poll
    line.poll()
    assert sorted(a.origin for a in line.articles) == ["feeds", "feeds:summary"]
    line.poll()
    assert site.asked[-1][1]["if-none-match"] == '"v1"'


def test_robots_txt_is_obeyed_for_pages_and_for_feeds(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /Wajima\nDisallow: /closed", "text/plain")
    site.put("/rss", rss(site, "Wajima"), RSS)
    site.put("/closed", rss(site, "Suao"), RSS)
    site.put("/Wajima", story("Wajima"))
    line = Line(site, tmp_path, "/rss", "/closed")
    line.poll()
    assert (site.count("/Wajima"), site.count("/closed"), site.count("/robots.txt")) == (0, 0, 1)
    assert [a.origin for a in line.articles] == ["feeds:summary"]
    closed = next(s for s in feed_states(tmp_path) if s.url.endswith("/closed"))
    assert "robots.txt" in closed.last_error


def test_robots_txt_is_obeyed_where_a_page_redirects_to(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private", "text/plain")
    site.put("/rss", rss(site, "Wajima"), RSS)
    site.pages["/Wajima"] = lambda _: (302, {"location": "/private"}, b"")
    line = Line(site, tmp_path, "/rss")
    line.poll()
    assert (site.count("/Wajima"), site.count("/private")) == (1, 0)
    assert [a.origin for a in line.articles] == ["feeds:summary"]


def test_a_host_whose_robots_txt_fails_is_left_alone(site: Site, tmp_path: Path) -> None:
    site.pages["/robots.txt"] = lambda _: (500, {}, b"")
    site.put("/rss", rss(site, "Wajima"), RSS)
    line = Line(site, tmp_path, "/rss")
    line.poll()
    assert site.count("/rss") == 0
    assert "robots.txt cannot be had" in line.state.last_error


def test_failed_polls_back_off_and_success_ends_it(site: Site, tmp_path: Path) -> None:
    line = Line(site, tmp_path, "/rss")
    site.pages["/rss"] = lambda _: (500, {}, b"")
    waits = []
    for _ in range(4):
        line.poll()
        assert line.state.next_poll
        waits.append((line.state.next_poll - NOW).total_seconds() / 60)
    assert [round(w / 15 / 2**n, 1) for n, w in enumerate(waits)] == pytest.approx([1.0] * 4, abs=0.11)
    assert line.state.failures == 4
    assert "500" in line.state.last_error
    site.put("/rss", rss(site), RSS)
    line.poll()
    assert (line.state.failures, line.state.last_error) == (0, "")


def test_what_is_not_due_is_not_polled(site: Site, tmp_path: Path) -> None:
    line = Line(site, tmp_path, "/rss")
    site.put("/rss", rss(site), RSS)
    assert line.poll(all_now=False) == 1
    line.clock.now = NOW + timedelta(minutes=13)
    assert line.poll(all_now=False) == 0
    line.clock.now = NOW + timedelta(minutes=17)
    assert line.poll(all_now=False) == 1


def test_retry_after_is_waited_for(site: Site, tmp_path: Path) -> None:
    replies = iter([(429, {"retry-after": "7"}, b""), (200, {"content-type": RSS}, rss(site).encode())])
    site.pages["/rss"] = lambda _: next(replies)
    line = Line(site, tmp_path, "/rss")
    line.poll()
    assert 7.0 in line.slept
    site.pages["/rss"] = lambda _: (429, {"retry-after": "7200"}, b"")
    line.poll()
    assert line.state.next_poll
    assert line.state.next_poll - NOW > timedelta(minutes=105)


def test_a_pause_is_kept_between_requests_to_one_host(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 9", "text/plain")
    site.put("/rss", rss(site, "Wajima"), RSS)
    site.put("/Wajima", story("Wajima"))
    line = Line(site, tmp_path, "/rss", pause_seconds=3)
    line.poll()
    assert [round(s) for s in line.slept] == [3, 12]


def test_an_atom_feed_a_packed_one_and_a_json_feed_are_read(site: Site, tmp_path: Path) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>L</title><id>l</id><updated>2024-05-19T00:00:00Z</updated>'
        '<entry><id>a1</id><title>Atom</title><link href="Suao"/><updated>2024-05-19T08:00:00+08:00</updated>'
        "<content type='html'>&lt;p&gt;All of the text.&lt;/p&gt;</content></entry></feed>"
    )
    items = [
        {"id": 5, "url": f"{site.address}/j", "title": "Json", "content_html": "<p>Words.</p>", "date_published": "x"}
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "L", "items": items}
    site.put("/atom", gzip.compress(atom.encode()), "application/atom+xml", content_encoding="gzip")
    site.put("/json", json.dumps(feed), "application/feed+json")
    line = Line(site, tmp_path, "/atom", "/json", pages=False)
    line.poll()
    atom_article, json_article = line.articles
    assert (atom_article.url, atom_article.text) == (f"{site.address}/Suao", "All of the text.")
    assert atom_article.published == datetime(2024, 5, 19, tzinfo=UTC)
    assert (json_article.text, json_article.published, json_article.dated) == ("Words.", NOW, "received")


def test_a_list_of_articles_of_many_outlets_gives_each_its_own(site: Site, tmp_path: Path) -> None:
    found = [
        {"url": f"{site.address}/{name}", "title": name, "seendate": "20240520T013000Z", "domain": "lantern.example"}
        for name in ("Suao", "Wajima", "Hirado")
    ]
    site.put("/list", json.dumps({"articles": found}), "application/json")
    named = story("Wajima").replace("<title>", '<meta property="og:site_name" content="Wajima Ledger"><title>')
    site.put("/Wajima", named)
    site.put("/Suao", story("Suao"))
    line = Line(site, tmp_path, "/list")
    line.poll()
    host = site.address.removeprefix("http://")
    assert [(a.title, a.outlet) for a in line.articles] == [("Suao", host), ("Wajima", "Wajima Ledger")]
    assert line.articles[1].published == datetime(2024, 5, 20, 1, 30, tzinfo=UTC)
    assert (line.state.sent, line.state.refused) == (2, 1)


@pytest.mark.parametrize(("charset", "name"), [("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"), ("Big5", "big5hkscs")])
def test_feeds_and_pages_in_old_charsets_are_read(site: Site, tmp_path: Path, charset: str, name: str) -> None:
    words = (
        "港務局表示第三泊位將在颱風季節之前完成疏濬"
        if name.startswith("big5")
        else "港湾局は第三岸壁の浚渫を始めると明らかにした"
    )
    items = f"<item><guid>1</guid><title>{words}</title><description>{words}</description></item>"
    xml = f'<?xml version="1.0" encoding="{charset}"?><rss version="2.0"><channel>{items}</channel></rss>'
    site.put("/rss", xml.encode(name), "text/xml")
    line = Line(site, tmp_path, "/rss")
    line.poll()
    assert [(a.title, a.text) for a in line.articles] == [(words, words)]


def test_by_default_no_private_address_is_fetched_directly_or_by_redirect(site: Site, tmp_path: Path) -> None:
    site.put("/rss", rss(site, "Wajima"), RSS)
    line = Line(site, tmp_path, "/rss", private=False)
    line.poll()
    assert site.asked == []
    assert "private network" in line.state.last_error


def test_two_hosts_are_polled_and_one_that_hangs_does_not_lose_the_other(site: Site, tmp_path: Path) -> None:
    with serve() as other:
        other.pages["/rss"] = lambda _: (200, {"x": str(other.released.wait(5))}, b"")
        site.put("/rss", rss(site, "Wajima"), RSS)
        site.put("/Wajima", story("Wajima"))
        line = Line(site, tmp_path, "/rss")
        line.feeds.append(Feed(other.address + "/rss", Outlet("Hanging"), 15, pages=True))
        line.poll()
        states = {s.outlet: s for s in feed_states(tmp_path)}
    assert len(line.articles) == 1
    assert "no answer in 0.5 s" in states["Hanging"].last_error
    assert states["Lantern"].last_error == ""
