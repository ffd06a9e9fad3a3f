"""robots.txt: asked once a day for each host, obeyed for feeds and pages (RFC 9309)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from producers.decode import decode
from producers.fetch import Fetcher, Refusal
from straitwatch.errors import FetchError, Unreadable

MAX_ROBOTS = 512_000
KEPT_SECONDS = 86_400.0
RETRY_SECONDS = 600.0


@dataclass(frozen=True)
class _Rules:
    """The rules of a host, or None where it cannot be asked, and until when they hold."""

    rules: Protego | None
    until: float


class Robots:
    """Remembers the rules of every host for a day; a host that cannot be asked is left alone for ten minutes."""

    def __init__(self, fetcher: Fetcher, monotonic: Callable[[], float]) -> None:
        self._fetcher = fetcher
        self._monotonic = monotonic
        self._known: dict[str, _Rules] = {}
        self._lock = threading.Lock()

    def check(self, url: str) -> None:
        """Pass if the host lets us fetch the page.

        Raises:
            FetchError: robots.txt forbids it, or it lies where nothing is fetched (`retry` False); or it cannot be had
                now (`retry` True).
        """
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            known = self._known.get(host)
        if known is None or known.until < self._monotonic():
            known = self._ask(host, parts.netloc)
            with self._lock:
                self._known[host] = known
        if known.rules is None:
            raise FetchError(f"{host}/robots.txt cannot be had, so nothing of it is fetched now", retry=True)
        if not known.rules.can_fetch(url, self._fetcher.rules.agent):
            raise FetchError(f"{url}: robots.txt of {parts.netloc} forbids it", retry=False)

    def _ask(self, host: str, netloc: str) -> _Rules:
        now = self._monotonic()
        try:
            answer = self._fetcher.get(f"{host}/robots.txt", MAX_ROBOTS)
            rules = Protego.parse(decode(answer.data, host, answer.charset or "utf-8"))
        except Refusal as error:
            if error.retry:
                return _Rules(None, now + RETRY_SECONDS)
            rules = Protego.parse("")
        except Unreadable:
            rules = Protego.parse("")
        except FetchError as error:
            if not error.retry:
                raise
            return _Rules(None, now + RETRY_SECONDS)
        delay = rules.crawl_delay(self._fetcher.rules.agent)
        if delay:
            self._fetcher.keep_apart(netloc, float(delay))
        return _Rules(rules, now + KEPT_SECONDS)
