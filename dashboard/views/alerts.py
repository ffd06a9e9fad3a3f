"""Alerts: what fires now and why, what fired before, the rules, who is told, and who is not."""

from datetime import timedelta
from functools import partial

import streamlit as st

from dashboard import alert_queries, permalink, queries, rule_form
from dashboard.alert_blocks import alert_card, quoted_rows, state_tag, subject_words
from dashboard.blocks import note, table
from dashboard.controls import one_of
from dashboard.edits import attempt, attempt_and_show
from dashboard.markup import escape
from dashboard.page import Page, open_page
from dashboard.permalink import linked
from dashboard.texts import text
from dashboard.when import stamp
from straitwatch.alert import ACTIVE
from straitwatch.alert_values import StandingAlert
from straitwatch.contact import Contact, read_contact, redacted
from straitwatch.delivery import send_test
from straitwatch.silence import Silence
from straitwatch.topics import Transition

TABS = ["now", "history", "rules", "silences", "contacts"]
HOURS = {"1": 1, "8": 8, "24": 24, "168": 168}


def show() -> None:
    """Draw the view."""
    page = open_page(text("nav.alerts"))
    tab = linked(
        permalink.choice("tab", TABS, "now"),
        lambda key: one_of(text("alerts.tab"), TABS, key, lambda t: text(f"alerts.{t}")),
    )
    if not page.user.edits:
        st.caption(text("edit.viewer"))
    drawn = {"history": _history, "rules": rule_form.draw, "silences": _silences, "contacts": _contacts}
    if tab == "now":
        st.fragment(_now, run_every=queries.TICK)(page)
    else:
        drawn[tab](page)


def _now(page: Page) -> None:
    alerts = alert_queries.standing()
    active = sorted((a for a in alerts if a.state in ACTIVE), key=lambda a: a.state != "firing")
    if not active:
        st.caption(text("alerts.quiet"))
    for alert in active:
        with st.container(border=True, key=f"alert_{alert.rule_id}_{alert.subject}"):
            opening = _opening(alert)
            st.html(alert_card(alert, opening, page.colours, page.zone, queries.tick()))
            if opening is not None and opening.evidence:
                st.html(quoted_rows(alert_queries.quoted(opening), opening.evidence, page.colours, page.zone))
            _answer(alert, page)
    rest = [a for a in alerts if a.state not in ACTIVE]
    if rest:
        st.subheader(text("alerts.rest"), anchor=False)
        head = [text("history.rule"), text("history.subject"), text("alerts.state"), text("history.since")]
        rows = [
            [a.rule_name, subject_words(a.subject), text(f"state.{a.state}"), stamp(a.since, page.zone)] for a in rest
        ]
        st.html(table([*head, text("history.why")], [[*r, a.reason] for r, a in zip(rows, rest, strict=True)]))
    elif not active:
        st.html(note(text("alerts.none")))


def _opening(alert: StandingAlert) -> Transition | None:
    """The transition that began the alert."""
    known = alert_queries.history(alert.opened, None, alert.rule_id, alert.subject)
    return next((e.transition for e in known if e.transition.id == alert.episode), None)


def _answer(alert: StandingAlert, page: Page) -> None:
    name = f"{alert.rule_id}.{alert.subject}"
    if not page.user.edits:
        return
    with st.container(horizontal=True):
        if not alert.acknowledged:
            with st.popover(text("alerts.acknowledge")):
                remark = st.text_input(text("alerts.remark"), key=f"remark.{name}", max_chars=300)
                if st.button(text("alerts.acknowledge_yes"), key=f"ack.{name}"):
                    store = alert_queries.alert_store()
                    attempt_and_show(page, lambda: store.acknowledge(alert.episode, page.user.name, remark))
        with st.popover(text("alerts.silence")):
            hours = st.selectbox(
                text("silence.hours"), list(HOURS), key=f"hours.{name}", format_func=lambda h: text(f"hours.{h}")
            )
            if st.button(text("alerts.silence_yes"), key=f"mute.{name}"):
                _silence(page, HOURS[hours], (alert.rule_id,), (alert.subject,), text("silence.from_page"))


def _silence(page: Page, hours: int, rules: tuple[str, ...], subjects: tuple[str, ...], reason: str) -> None:
    now = queries.store().clock()
    made = Silence(now, now + timedelta(hours=hours), rules, subjects, (), page.user.name, reason)
    attempt_and_show(page, lambda: alert_queries.alert_store().add_silence(made))


def _history(page: Page) -> None:
    entries = alert_queries.history(None, None)
    if not entries:
        st.caption(text("history.none"))
        return
    for entry in entries[:60]:
        one = entry.transition
        fired = one.after == "firing"
        st.html(
            f'<div class="sw-events"><div class="sw-card"><div class="sw-line"><span>{stamp(one.at, page.zone)}</span>'
            f"<span>{state_tag(one.after, entry.severity, page.colours)}</span>"
            f"<b>{escape(one.rule_name)}</b><span>{escape(subject_words(one.subject))}</span></div>"
            f"<p>{escape(one.reason)}</p></div></div>"
        )
        if fired and one.evidence:
            with st.expander(text("history.evidence", n=len(one.evidence))):
                st.html(quoted_rows(alert_queries.quoted(one), one.evidence, page.colours, page.zone))


def _silences(page: Page) -> None:
    found, names = alert_queries.silences(), {rule.id: rule.name for rule in alert_queries.rules()}
    if not found:
        st.caption(text("silence.none"))
    for silence in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"silence_{silence.id}"):
            what = [
                *(names.get(r, r) for r in silence.rule_ids),
                *map(subject_words, silence.subjects),
                *silence.severities,
            ]
            shown = [
                ", ".join(what) or text("silence.all"),
                text("silence.until", at=stamp(silence.end, page.zone)),
                silence.author,
                silence.reason,
            ]
            st.html('<div class="sw-line">' + "".join(f"<span>{escape(w)}</span>" for w in shown) + "</div>")
            if page.user.edits and st.button(text("silence.end"), key=f"end.{silence.id}"):
                attempt_and_show(page, partial(alert_queries.alert_store().end_silence, silence.id, page.user.name))
    if page.user.edits:
        _new_silence(page)


def _new_silence(page: Page) -> None:
    rules = {rule.id: rule.name for rule in alert_queries.rules()}
    subjects = [*queries.watched_dyads(), *queries.watched_directions()]
    with st.form("silence.new"):
        st.markdown(text("silence.new"))
        chosen = st.multiselect(text("history.rule"), list(rules), format_func=lambda r: rules[r])
        about = st.multiselect(text("history.subject"), subjects, format_func=subject_words)
        hours = st.selectbox(text("silence.hours"), list(HOURS), index=1, format_func=lambda h: text(f"hours.{h}"))
        reason = st.text_input(text("silence.reason"), max_chars=300)
        if st.form_submit_button(text("silence.make")):
            _silence(page, HOURS[hours], tuple(chosen), tuple(about), reason)


def _contacts(page: Page) -> None:
    found = alert_queries.contacts()
    if not found:
        st.caption(text("contact.none"))
    for contact in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"contact_{contact.name}"):
            words = f"<b>{escape(contact.name)}</b><span>{escape(redacted(contact.url))}</span>"
            st.html(f'<div class="sw-line">{words}</div>')
            if page.user.edits:
                _contact_buttons(contact, page)
    if page.user.edits:
        with st.form("contact.new"):
            st.markdown(text("contact.new"))
            name = st.text_input(text("contact.name"), max_chars=200)
            url = st.text_input(text("contact.url"), max_chars=2000, help=text("contact.help"))
            secret = st.text_input(text("contact.secret"), max_chars=200, type="password")
            chart = st.checkbox(text("contact.chart"), value=True)
            if st.form_submit_button(text("contact.save")):
                value = {"name": name.strip(), "url": url.strip(), "secret": secret.strip(), "chart": chart}
                store = alert_queries.alert_store()
                attempt_and_show(page, lambda: store.save_contact(read_contact(value), page.user.name))
    sent = alert_queries.deliveries()
    if sent:
        st.subheader(text("contact.sent"), anchor=False)
        head = ["contact.when", "contact.name", "history.subject", "contact.kind", "alerts.state", "history.why"]
        rows = [
            [stamp(d.created, page.zone), d.contact, subject_words(d.subject), d.kind, d.state, d.note] for d in sent
        ]
        st.html(table([text(h) for h in head], rows))


def _contact_buttons(contact: Contact, page: Page) -> None:
    if st.button(text("contact.test"), key=f"test.{contact.name}"):
        problems: list[str] = []
        store = queries.store()
        if attempt(page, lambda: problems.append(send_test(contact, store.clock(), store=store))):
            st.html(note(problems[0] or text("contact.tested")))
    if st.button(text("contact.delete"), key=f"delete.{contact.name}"):
        attempt_and_show(page, lambda: alert_queries.alert_store().delete_contact(contact.name, page.user.name))
