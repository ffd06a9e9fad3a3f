"""outlets.toml: which feeds to follow, and how politely."""

import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from producers.draft import web_address
from straitwatch.article import Outlet
from straitwatch.errors import SettingsError

Minutes = Annotated[float, msgspec.Meta(ge=1, le=10_080)]
Seconds = Annotated[float, msgspec.Meta(ge=0, le=600)]


class Fetching(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How pages are fetched: the table [fetch].

    `agent` is the name sent to servers; put a way to reach you in it. `pause_seconds` lies between two requests to
    one host. `budget_seconds` is the longest that one host is read in one round. `private` allows addresses of
    private networks and of this machine. `proxy` is an http address that all requests go through.
    """

    agent: str = "Straitwatch/0.1"
    interval_minutes: Minutes = 15
    pause_seconds: Seconds = 2
    timeout_seconds: Annotated[float, msgspec.Meta(gt=0, le=120)] = 20
    budget_seconds: Annotated[float, msgspec.Meta(ge=1, le=3_600)] = 180
    private: bool = False
    proxy: str = ""


class OutletEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table [[outlet]]. `pages` off takes the feed's own words and fetches no page."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    feeds: list[str]
    language: str = ""
    interval_minutes: Minutes | None = None
    pages: bool = True


class OutletsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    outlet: list[OutletEntry]
    fetch: Fetching = Fetching()


class Feed(msgspec.Struct, frozen=True):
    """One feed to follow, of one outlet."""

    url: str
    outlet: Outlet
    interval_minutes: float
    pages: bool


def read_outlets(file: Path) -> tuple[Fetching, tuple[Feed, ...]]:
    """Read the feeds to follow.

    Raises:
        SettingsError: the file cannot be read, a field is wrong, or a feed is named twice; the message names it.
    """
    try:
        found = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), OutletsFile)
    except OSError as error:
        raise SettingsError(f"{file}, the list of outlets, cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(f"{file}: {error}") from error
    feeds: dict[str, Feed] = {}
    for entry in found.outlet:
        outlet = Outlet(entry.name, tuple(entry.feeds), entry.language or "und")
        for url in entry.feeds:
            if not web_address(url):
                raise SettingsError(f"{file}: {url!r} of {entry.name} is no http or https address")
            if url in feeds:
                raise SettingsError(f"{file}: {url} is named twice")
            feeds[url] = Feed(url, outlet, entry.interval_minutes or found.fetch.interval_minutes, entry.pages)
    if not feeds:
        raise SettingsError(f"{file}: names no feed")
    return found.fetch, tuple(feeds.values())
