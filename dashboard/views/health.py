"""Health: is the line running, where does it wait, what went wrong."""

from datetime import timedelta

import streamlit as st

from dashboard import charts, line, queries, tallies
from dashboard.blocks import facts_line, note, table
from dashboard.edits import attempt
from dashboard.figures import plain_number
from dashboard.markup import shorten
from dashboard.page import Page, open_page
from dashboard.pipeline import facts
from dashboard.plot import plot
from dashboard.texts import text
from dashboard.when import age, stamp
from straitwatch.feed_state import FeedState, feed_states
from straitwatch.settings import settings

ARRIVALS = timedelta(days=2)
SHARE = timedelta(days=7)
SHOWN_LETTERS = 20
SHOWN_EDITS = 20
DETAIL = 160
"""Letters of an edit's detail that are shown; the store keeps it whole."""


def show() -> None:
    """Draw the view."""
    page = open_page(text("nav.health"))
    st.fragment(_health, run_every=queries.TICK)(page)
    _letters(page)
    _audit(page)


def _health(page: Page) -> None:
    now = queries.tick()
    st.html(facts_line(facts(now)))
    left, right = st.columns(2, gap="medium")
    with left, st.container(border=True, key="health_arrivals"):
        st.subheader(text("health.arrivals"), anchor=False)
        frame = tallies.arrivals(now.replace(minute=0, second=0) - ARRIVALS, now)
        figure = charts.counts_figure(frame, page.colours, page.zone)
        plot(figure, "arrivals", text("health.arrivals_alt", n=int(frame["count"].sum())), bar=False)
        middle, high, timed = tallies.model_seconds()
        st.caption(
            text("health.seconds", middle=plain_number(middle, 2), high=plain_number(high, 2), n=timed)
            if timed
            else text("health.no_seconds")
        )
    with right, st.container(border=True, key="health_lag"):
        st.subheader(text("health.lag"), anchor=False)
        _lag(page)
    with left, st.container(border=True, key="health_outlets"):
        st.subheader(text("health.outlets"), anchor=False)
        shares = tallies.outlet_share(now.replace(minute=0, second=0) - SHARE, now)
        if shares:
            names, counts = zip(*shares, strict=True)
            plot(charts.bars_figure(names, counts, page.colours), "outlets", text("health.outlets"), bar=False)
        else:
            st.caption(text("health.no_articles"))
    with st.container(border=True, key="health_feeds"):
        st.subheader(text("health.feeds"), anchor=False)
        _feeds(page)


def _lag(page: Page) -> None:
    kafka = line.watch().latest
    if kafka.error:
        st.html(note(kafka.error))
        return
    if kafka.at is None:
        st.caption(text("health.asking"))
        return
    rows = [
        [group, lag.topic, str(lag.partition), f"{lag.committed:,}", f"{lag.end:,}", f"{lag.behind:,}"]
        for group, lag in kafka.lags
    ]
    head = ["worker", "topic", "partition", "committed", "end", "behind"]
    st.html(table([text(f"lag.{h}") for h in head], rows, frozenset({2, 3, 4, 5})))
    st.caption(text("health.asked", at=stamp(kafka.at, page.zone, seconds=True)))


def _feeds(page: Page) -> None:
    feeds = feed_states(settings().state)
    if not feeds:
        st.caption(text("health.no_feeds"))
        return
    head = ["outlet", "success", "next", "sent", "failures", "error"]
    st.html(table([text(f"feed.{h}") for h in head], [_feed(f, page) for f in feeds], frozenset({3, 4})))


def _feed(feed: FeedState, page: Page) -> list[str]:
    success = text("ago", age=age(feed.last_success, page.now)) if feed.last_success else "–"
    upcoming = stamp(feed.next_poll, page.zone) if feed.next_poll else "–"
    return [feed.outlet, success, upcoming, f"{feed.sent:,}", str(feed.failures), feed.last_error]


def _letters(page: Page) -> None:
    st.subheader(text("health.letters"), anchor=False)
    kafka = line.watch().latest
    if not kafka.letters:
        st.caption(
            text("health.unknown_letters" if kafka.error else "health.no_letters" if kafka.at else "health.asking")
        )
        return
    rows = [
        [
            str(one.number),
            stamp(one.letter.failed, page.zone),
            f"{one.letter.topic}/{one.letter.partition}/{one.letter.offset}",
            one.letter.error,
            str(one.letter.attempts),
            text("letter.waits") if one.waiting else text("letter.sent"),
        ]
        for one in reversed(kafka.letters[-SHOWN_LETTERS:])
    ]
    head = ["number", "failed", "origin", "error", "attempts", "state"]
    st.html(table([text(f"letter.{h}") for h in head], rows, frozenset({0, 4})))
    if kafka.waiting and page.user.edits and st.button(text("letter.retry", n=kafka.waiting), key="retry"):
        sent: list[int] = []
        if attempt(page, lambda: sent.append(line.retry().sent)):
            queries.store().audit(page.user.name, "dead letters sent again", "articles.dlq", str(sent[0]))
            st.html(note(text("letter.retried", n=sent[0])))


def _audit(page: Page) -> None:
    st.subheader(text("health.audit"), anchor=False)
    entries = queries.store().audit_log(SHOWN_EDITS)
    if not entries:
        st.caption(text("health.no_audit"))
        return
    rows = [[stamp(e.at, page.zone), e.author, e.action, e.subject, shorten(e.detail, DETAIL)] for e in entries]
    head = ["at", "author", "action", "subject", "detail"]
    st.html(table([text(f"audit.{h}") for h in head], rows))
