"""What every view shares: who looks, the zone, the palette, and the moment."""

import time
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import permalink, queries
from dashboard.access import COOKIE, LOCAL, User, guarded, session_key, user_of
from dashboard.blocks import note
from dashboard.controls import one_of
from dashboard.style import sheet
from dashboard.texts import text
from dashboard.theme import Palette, palette
from dashboard.when import ZONES, zone
from straitwatch.settings import settings


@dataclass(frozen=True)
class Page:
    """The circumstances a view is drawn under; `now` is UTC, rounded down to the refresh."""

    user: User
    colours: Palette
    zone_name: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The zone that times are shown in."""
        return zone(self.zone_name)


def current_user() -> User:
    """Return who looks; ends the run where a password is set and the session is none of ours."""
    config = settings()
    if not guarded(config):
        return LOCAL
    user = user_of(st.context.cookies.get(COOKIE, ""), session_key(config.state), time.time())
    if user is None:
        st.error(text("access.needed"))
        st.stop()
    return user


def open_page(title: str, intro: str = "") -> Page:
    """Draw the head of a view and return its circumstances."""
    user = current_user()
    colours = palette(st.context.theme.type)
    st.html(sheet(colours))
    head, switch = st.columns([5, 2], vertical_alignment="bottom")
    with head:
        st.title(title, anchor=False)
    with switch, st.container(horizontal=True, horizontal_alignment="right"):
        chosen = permalink.linked(
            permalink.choice("tz", list(ZONES), "UTC"),
            lambda key: one_of(text("zone.label"), list(ZONES), key),
        )
    if intro:
        st.caption(intro)
    if queries.status().sample:
        st.html(note(text("sample.both") if queries.status().real else text("sample.only")))
    return Page(user, colours, chosen, queries.tick())
