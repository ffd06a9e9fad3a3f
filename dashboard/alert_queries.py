"""Reads of alerts for the page, cached for all sessions together."""

from datetime import datetime

import streamlit as st

from dashboard.queries import actor_names, store
from straitwatch import outbox_log
from straitwatch.alert_log import AlertLog
from straitwatch.alert_store import AlertStore
from straitwatch.alert_values import DeliveryEntry, HistoryEntry, StandingAlert
from straitwatch.backtest import Backtest, backtest
from straitwatch.contact import Contact
from straitwatch.engine import reading
from straitwatch.notice import Quoted
from straitwatch.quotes import quotes
from straitwatch.rules import Rule
from straitwatch.silence import Silence
from straitwatch.topics import Transition


@st.cache_resource(show_spinner=False)
def alert_store() -> AlertStore:
    """Return what edits and lists rules, contact points and silences."""
    return AlertStore(store(), actor_names())


@st.cache_resource(show_spinner=False)
def _log() -> AlertLog:
    return AlertLog(store())


@st.cache_data(ttl=4, max_entries=4, show_spinner=False)
def standing() -> list[StandingAlert]:
    """Return where every rule stands for every subject, the active alerts first."""
    return _log().standing()


@st.cache_data(ttl=10, max_entries=64, show_spinner=False)
def history(
    since: datetime | None, until: datetime | None, rule_id: str = "", subject: str = "", limit: int = 300
) -> list[HistoryEntry]:
    """Return transitions, newest first."""
    return _log().history(since, until, rule_id, subject, limit)


@st.cache_data(ttl=10, max_entries=4, show_spinner=False)
def rules() -> list[Rule]:
    """Return the rules by name."""
    return alert_store().rules()


@st.cache_data(ttl=10, max_entries=4, show_spinner=False)
def contacts() -> list[Contact]:
    """Return the contact points by name."""
    return alert_store().contacts()


@st.cache_data(ttl=10, max_entries=4, show_spinner=False)
def silences() -> list[Silence]:
    """Return the silences that have not ended."""
    return alert_store().silences()


@st.cache_data(ttl=10, max_entries=4, show_spinner=False)
def deliveries() -> list[DeliveryEntry]:
    """Return what became of the newest notifications."""
    return outbox_log.deliveries(store(), 100)


@st.cache_data(ttl=60, max_entries=128, show_spinner=False)
def quoted(transition: Transition) -> tuple[Quoted, ...]:
    """Return the statements behind a transition."""
    with reading(store().engine) as connection:
        return quotes(connection, [transition])[transition.id]


@st.cache_data(ttl=120, max_entries=16, show_spinner=False)
def preview(rule: Rule, since: datetime, until: datetime) -> Backtest:
    """Return what a rule would have done over the stored history; it need not be stored."""
    return backtest(store(), rule, since, until, actor_names())


def forget() -> None:
    """Drop every cached answer, after an edit."""
    for cached in (standing, history, rules, contacts, silences, deliveries):
        cached.clear()
