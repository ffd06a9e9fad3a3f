"""Fetching over HTTP: addresses checked at every hop, a pause for every host, limits of time and size, retries."""

import random
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

import httpx

from producers.addresses import check_peer, check_url
from producers.inflate import body
from producers.outlets import Fetching
from straitwatch.clock import Clock
from straitwatch.errors import FetchError, Unreadable

MAX_HOPS = 5
TRIES = 3
TOTAL_SECONDS = 60.0
"""Longest time for one response, so that a server that sends byte by byte does not hold a poll up."""

MAX_PAUSE = 30.0
"""Longest pause that robots.txt or Retry-After may ask for within a poll, in seconds."""


@dataclass(frozen=True)
class Answer:
    """What a server answered: `status` 200 or 304, where it was in the end, headers in lower case, the body."""

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def charset(self) -> str:
        """The charset that the content type names, or nothing."""
        return (
            httpx.Response(200, headers={"content-type": self.headers.get("content-type", "")}).charset_encoding or ""
        )


class Refusal(FetchError):
    """The server answered with an error status; `after` is how long it asks to wait, in seconds, 0 if it does not."""

    def __init__(self, message: str, status: int, *, retry: bool, after: float = 0.0) -> None:
        super().__init__(message, retry=retry)
        self.status = status
        self.after = after


class Fetcher(AbstractContextManager["Fetcher"]):
    """Fetches for several threads. `sleep`, `monotonic` and `clock` are passed in."""

    def __init__(
        self,
        rules: Fetching,
        clock: Clock,
        monotonic: Callable[[], float],
        sleep: Callable[[float], object],
        draw: random.Random | None = None,
    ) -> None:
        self.rules = rules
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._draw = draw or random.Random()
        self._lock = threading.Lock()
        self._next: dict[str, float] = {}
        self._pauses: dict[str, float] = {}
        self._client = httpx.Client(
            headers={"user-agent": rules.agent, "accept-encoding": "gzip, deflate"},
            timeout=rules.timeout_seconds,
            follow_redirects=False,
            trust_env=False,
            proxy=rules.proxy or None,
            limits=httpx.Limits(max_connections=32, max_keepalive_connections=16),
        )

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._client.close()

    def get(
        self,
        url: str,
        limit: int,
        headers: Mapping[str, str] | None = None,
        allowed: Callable[[str], None] | None = None,
    ) -> Answer:
        """Fetch a page of at most `limit` bytes, trying again after errors that may pass.

        `allowed` is asked about the address and about every one it redirects to; it raises FetchError to refuse.

        Raises:
            FetchError: it cannot be had; `retry` says whether a later poll may.
            Unreadable: it is too large or damaged.
        """
        for attempt in range(TRIES):
            try:
                return self._follow(url, limit, headers or {}, allowed)
            except FetchError as error:
                wait = max(2.0**attempt * self._draw.uniform(0.5, 1.0), getattr(error, "after", 0.0))
                if not error.retry or attempt == TRIES - 1 or wait > MAX_PAUSE:
                    raise
                self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    def keep_apart(self, host: str, seconds: float) -> None:
        """Hold requests to a host at least so far apart, up to `MAX_PAUSE`, as its robots.txt asks."""
        with self._lock:
            self._pauses[host] = min(seconds, MAX_PAUSE)

    def _follow(
        self, url: str, limit: int, headers: Mapping[str, str], allowed: Callable[[str], None] | None
    ) -> Answer:
        at = url
        for _ in range(MAX_HOPS + 1):
            check_url(at, private=self.rules.private, resolve=not self.rules.proxy)
            if allowed is not None:
                allowed(at)
            self._wait(urlsplit(at).netloc)
            found = self._request(at, limit, headers)
            if isinstance(found, Answer):
                return found
            at = urljoin(at, found)
        raise FetchError(f"{url}: redirects more than {MAX_HOPS} times", retry=False)

    def _request(self, url: str, limit: int, headers: Mapping[str, str]) -> Answer | str:
        """Make one request; return the answer, or where it redirects to."""
        end = self._monotonic() + TOTAL_SECONDS
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as response:
                self._check_peer(response)
                if response.is_redirect and response.headers.get("location"):
                    return str(response.headers["location"])
                self._check_status(response, url)
                if int(response.headers.get("content-length", "0") or 0) > limit:
                    raise Unreadable(f"{url}: larger than {limit / 1_000_000:g} MB")
                packed = response.headers.get("content-encoding", "")
                data = body(response.iter_raw(), packed, limit, url, lambda: self._monotonic() > end)
                return Answer(url, response.status_code, {k.lower(): v for k, v in response.headers.items()}, data)
        except httpx.TimeoutException as error:
            raise FetchError(f"{url}: no answer in {self.rules.timeout_seconds:g} s", retry=True) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            raise FetchError(
                f"{url}: {type(error).__name__}: {error}", retry=isinstance(error, httpx.NetworkError)
            ) from error

    def _check_peer(self, response: httpx.Response) -> None:
        """Judge the address that was really spoken to, as a name may resolve differently a second time."""
        stream = response.extensions.get("network_stream")
        peer = stream.get_extra_info("server_addr") if stream is not None else None
        if peer and not self.rules.private and not self.rules.proxy:
            check_peer(str(peer[0]), response.url.host)

    def _check_status(self, response: httpx.Response, url: str) -> None:
        status = response.status_code
        if status in (200, 203, 304):
            return
        retry = status in (408, 425, 429) or status >= 500
        raise Refusal(f"{url}: the server answered {status}", status, retry=retry, after=self._after(response))

    def _after(self, response: httpx.Response) -> float:
        stated = response.headers.get("retry-after", "").strip()
        if stated.isdigit():
            return min(float(stated), 86_400.0)
        try:
            return max(0.0, (parsedate_to_datetime(stated) - self._clock()).total_seconds())
        except (ValueError, TypeError):
            return 0.0

    def _wait(self, host: str) -> None:
        with self._lock:
            now = self._monotonic()
            at = max(now, self._next.get(host, 0.0))
            self._next[host] = at + max(self.rules.pause_seconds, self._pauses.get(host, 0.0))
        if at > now:
            self._sleep(at - now)
