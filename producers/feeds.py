"""Follows feeds: polls what is due, fetches the pages of new entries, publishes, and only then notes them as done."""

import logging
import queue
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from producers.draft import Draft, article
from producers.entries import MAX_FEED, entries
from producers.entry import Entry
from producers.extract import MAX_PAGE, page
from producers.feed_memory import FeedMemory, Known
from producers.fetch import Answer
from producers.outlets import Feed
from producers.send import Sender
from straitwatch.clock import Clock
from straitwatch.errors import ArticleError, FetchError

log = logging.getLogger(__name__)

HOSTS_AT_ONCE = 8
MAX_TRIES = 3
"""After so many polls without its page an entry is sent with the feed's own words."""

MAX_NEW = 100
"""New entries handled in one poll of a feed; the rest waits for the next."""

JITTER = 0.1
"""Largest share by which an interval is made longer or shorter."""

MAX_BACK_OFF = timedelta(hours=6)


class Web(Protocol):
    """What polling needs of `fetch.Fetcher`."""

    def get(
        self,
        url: str,
        limit: int,
        headers: Mapping[str, str] | None = None,
        allowed: Callable[[str], None] | None = None,
    ) -> Answer:
        """Fetch one address, if `allowed` lets it and those it redirects to pass."""
        ...


@dataclass(frozen=True)
class Found:
    """A new entry: a draft of it, or none where its page could not be had now or it has no text at all."""

    feed: Feed
    key: str
    draft: Draft | None
    summary: bool = False
    again: bool = False


@dataclass(frozen=True)
class Polled:
    """The end of a poll. `whole` tells that nothing is left for the next one, so that validators may be kept."""

    feed: Feed
    etag: str = ""
    modified: str = ""
    listed: tuple[str, ...] = ()
    whole: bool = True
    error: str = ""
    after: float = 0.0


class Follower:
    """Polls feeds, several hosts at once, and sends what is new from the thread that calls it.

    `budget` is the longest that one host is read in a step, in seconds. Once `stop` is set a step ends after the
    pages it is at.
    """

    def __init__(
        self,
        feeds: Iterable[Feed],
        memory: FeedMemory,
        web: Web,
        allowed: Callable[[str], None],
        sender: Sender,
        clock: Clock,
        budget: float,
        stop: threading.Event | None = None,
        draw: random.Random | None = None,
    ) -> None:
        self.feeds = {feed.url: feed for feed in feeds}
        self._memory = memory
        self._web = web
        self._allowed = allowed
        self._sender = sender
        self._clock = clock
        self._budget = timedelta(seconds=budget)
        self._draw = draw or random.Random()
        self._stop = stop or threading.Event()
        self._broken = threading.Event()
        memory.follow((feed.url, feed.outlet.name) for feed in self.feeds.values())

    def wait(self) -> float:
        """Return the seconds until the next feed is due, 0 if one is."""
        return max(0.0, min(self._memory.next_polls().values()) - self._clock().timestamp())

    def step(self, *, all_now: bool = False) -> int:
        """Poll every feed that is due, or all of them; return how many were polled.

        Raises:
            BrokerError: an article was not acknowledged; it and what follows is sent again by the next step.
        """
        self._broken.clear()
        now = self._clock().timestamp()
        due = [self.feeds[url] for url, at in self._memory.next_polls().items() if all_now or at <= now]
        hosts: dict[str, list[tuple[Feed, Known]]] = defaultdict(list)
        for feed in due:
            hosts[urlsplit(feed.url).netloc].append((feed, self._memory.known(feed.url)))
        found: queue.SimpleQueue[Found | Polled] = queue.SimpleQueue()
        with ThreadPoolExecutor(HOSTS_AT_ONCE, "feeds") as pool:
            jobs = [pool.submit(self._read_host, group, found.put) for group in hosts.values()]
            try:
                self._take_in(found, jobs, len(due))
            except BaseException:
                self._broken.set()
                raise
        return len(due)

    def _take_in(self, found: "queue.SimpleQueue[Found | Polled]", jobs: list[Future[None]], polls: int) -> None:
        while polls:
            try:
                one = found.get(timeout=0.5)
            except queue.Empty:
                for job in jobs:
                    if job.done():
                        job.result()
                continue
            if isinstance(one, Found):
                self._send(one)
            else:
                self._end(one)
                polls -= 1

    def _send(self, found: Found) -> None:
        now, url = self._clock(), found.feed.url
        if found.again:
            self._memory.entry_tried(url, found.key, now)
            return
        sent = False
        if found.draft is not None:
            origin = f"{self._sender.origin}:summary" if found.summary else self._sender.origin
            try:
                made = article(found.draft, now, origin)
            except ArticleError as error:
                log.warning("%s", error)
            else:
                self._sender.publish([made])
                sent = True
        self._memory.entry_done(url, found.key, now, sent=sent, summary=found.summary)

    def _end(self, poll: Polled) -> None:
        feed, now = poll.feed, self._clock()
        interval = timedelta(minutes=feed.interval_minutes)
        if poll.error:
            failures = self._memory.known(feed.url).failures
            wait = max(min(interval * 2 ** min(failures, 12), MAX_BACK_OFF), timedelta(seconds=poll.after))
            self._memory.failed(feed.url, now, now + self._jittered(wait), poll.error)
            log.warning("%s: %s", feed.outlet.name, poll.error)
            return
        kept = (poll.etag, poll.modified) if poll.whole else ("", "")
        following = now + self._jittered(interval)
        self._memory.polled(feed.url, now, following, etag=kept[0], modified=kept[1], listed=poll.listed)
        log.info("%s: %s polled, %d entries", feed.outlet.name, feed.url, len(poll.listed))

    def _jittered(self, wait: timedelta) -> timedelta:
        return wait * self._draw.uniform(1 - JITTER, 1 + JITTER)

    def _read_host(self, group: list[tuple[Feed, Known]], put: Callable[[Found | Polled], None]) -> None:
        end = self._clock() + self._budget
        for feed, known in group:
            try:
                put(self._read_feed(feed, known, put, lambda: self._late(end)))
            except ArticleError as error:
                put(Polled(feed, error=str(error), after=getattr(error, "after", 0.0)))

    def _late(self, end: datetime) -> bool:
        return self._stop.is_set() or self._broken.is_set() or self._clock() > end

    def _read_feed(
        self, feed: Feed, known: Known, put: Callable[[Found | Polled], None], late: Callable[[], bool]
    ) -> Polled:
        asked = {"if-none-match": known.etag, "if-modified-since": known.modified}
        answer = self._web.get(
            feed.url, MAX_FEED, {name: value for name, value in asked.items() if value}, self._allowed
        )
        if answer.status == 304:
            return Polled(feed, known.etag, known.modified, tuple(known.done))
        listed = entries(answer.data, answer.url, answer.headers)
        new = [entry for entry in listed if entry.key not in known.done]
        whole = len(new) <= MAX_NEW
        for entry in reversed(new[:MAX_NEW] if whole else new[-MAX_NEW:]):
            if late():
                whole = False
                break
            found = self._read_entry(feed, entry, known.tries.get(entry.key, 0))
            whole = whole and not found.again
            put(found)
        validators = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        return Polled(feed, *validators, tuple(entry.key for entry in listed), whole)

    def _read_entry(self, feed: Feed, entry: Entry, tries: int) -> Found:
        own = Draft(
            entry.url or feed.url,
            entry.words,
            title=entry.title,
            outlet=entry.outlet or feed.outlet.name,
            published=entry.published,
            url=entry.url,
            language=feed.outlet.language if feed.outlet.language != "und" else "",
        )
        if entry.url and feed.pages:
            try:
                answer = self._web.get(entry.url, MAX_PAGE, allowed=self._allowed)
                kind = answer.headers.get("content-type", "text/html").split(";")[0].strip().lower()
                if "html" in kind:
                    read = page(answer.data, entry.url, url=entry.url, charset=answer.charset)
                    return Found(feed, entry.key, _merged(own, read, named=bool(entry.outlet)))
                log.info("%s is %s, not a page", entry.url, kind)
            except FetchError as error:
                if error.retry and tries + 1 < MAX_TRIES:
                    return Found(feed, entry.key, None, again=True)
                log.info("the feed's own words are taken: %s", error)
            except ArticleError as error:
                log.info("the feed's own words are taken: %s", error)
        return Found(feed, entry.key, own if own.text else None, summary=True)


def _merged(own: Draft, read: Draft, *, named: bool) -> Draft:
    """Put the text of the page under what the feed says; what the feed leaves out the page fills.

    A page from a list of many outlets (`named` by it with a bare domain) is called as it calls itself.
    """
    return replace(
        own,
        text=read.text,
        title=own.title or read.title,
        outlet=(read.outlet or own.outlet) if named else own.outlet,
        published=own.published or read.published,
        language=own.language or read.language,
    )
