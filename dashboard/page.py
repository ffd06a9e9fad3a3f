"""What every view shares: who looks, the zone, the palette, and the moment."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import memory, permalink, queries
from dashboard.access import COOKIE, LOCAL, User, by_password, by_provider, session_key, user_of
from dashboard.blocks import note
from dashboard.controls import one_of
from dashboard.gate import SIGN_OUT
from dashboard.markup import escape
from dashboard.oidc import user_of_claims
from dashboard.style import sheet
from dashboard.texts import text
from dashboard.theme import Palette, palette
from dashboard.when import ZONES, zone
from straitwatch.settings import Settings, settings


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
    """Return who looks; ends the run where sign-in is asked for and nobody has signed in."""
    config = settings()
    if by_provider(config):
        return _user_of_provider(config)
    if not by_password(config):
        return LOCAL
    user = user_of(st.context.cookies.get(COOKIE, ""), session_key(config.state), time.time())
    if user is None:
        st.error(text("access.needed"))
        st.stop()
    return user


def _user_of_provider(config: Settings) -> User:
    claims = st.user.to_dict()
    user = user_of_claims(claims, config, time.time()) if claims.get("is_logged_in") else None
    if user is None:
        _ask(claims)
        st.stop()
    return user


def _ask(claims: Mapping[str, object]) -> None:
    st.title(text("access.title"), anchor=False)
    if claims.get("is_logged_in"):
        st.html(note(text("access.unlisted", name=str(claims.get("email") or claims.get("sub") or "?"))))
        st.button(text("access.leave"), on_click=st.logout)
    else:
        st.caption(text("access.provider"))
    st.button(text("access.enter"), type="primary", on_click=st.login)


def _signed_in(user: User) -> None:
    """Say who has signed in, with the way out."""
    with st.popover(user.name):
        st.caption(text(f"access.{user.role}"))
        if by_provider(settings()):
            st.button(text("access.leave"), on_click=st.logout)
        else:
            st.html(f'<a href="{SIGN_OUT}" target="_self">{escape(text("access.leave"))}</a>')


def open_page(title: str, intro: str = "") -> Page:
    """Draw the head of a view and return its circumstances."""
    user = current_user()
    colours = palette(st.context.theme.type)
    st.html(sheet(colours))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title(title, anchor=False, width="content")
        if user != LOCAL:
            _signed_in(user)
        chosen = permalink.linked(
            permalink.choice("tz", list(ZONES), "UTC"),
            lambda key: one_of(text("zone.label"), list(ZONES), key),
            first=memory.remembered(memory.ZONE, ZONES, "UTC"),
        )
        memory.remember(memory.ZONE, chosen)
    if intro:
        st.caption(intro)
    if queries.status().sample:
        st.html(note(text("sample.both") if queries.status().real else text("sample.only")))
    return Page(user, colours, chosen, queries.tick())
