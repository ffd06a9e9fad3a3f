"""The form of an alert rule, with what the rule would have done over the stored history before it is saved."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import streamlit as st

from dashboard import alert_queries, queries
from dashboard.alert_blocks import subject_words
from dashboard.blocks import note, table
from dashboard.charts import tension_figure
from dashboard.edits import attempt_and_show
from dashboard.page import Page
from dashboard.plot import plot
from dashboard.texts import text
from dashboard.traces import Mark, Scene
from dashboard.when import stamp, step_for
from straitwatch.backtest import Backtest
from straitwatch.errors import StraitwatchError
from straitwatch.rules import FEED, Rule, plain, read_rule

PREVIEW = timedelta(days=90)
MOST = 30
"""Alerts that the preview lists, the newest."""
SAVED = "rule.saved"
KINDS = ("spike", "level", "shift", "statement", "feed-silence")
_SEVERITIES = ("info", "warning", "critical")


def draw(page: Page) -> None:
    """Draw the choice of a rule, its form, what can be done with it, and its preview."""
    rules = {rule.id: rule for rule in alert_queries.rules()}
    if SAVED in st.session_state:
        st.session_state["rule.chosen"] = st.session_state.pop(SAVED)
    chosen = st.selectbox(
        text("rule.choose"), ["", *rules], key="rule.chosen",
        format_func=lambda name: rules[name].name if name else text("rule.new"),
    )  # fmt: skip
    before = rules.get(chosen)
    value = _form(plain(before) if before else {}, chosen)
    st.subheader(text("preview.title"), anchor=False)
    until = page.now.replace(minute=0, second=0)
    try:
        rule = read_rule(value, queries.actor_names())
        result = alert_queries.preview(rule, until - PREVIEW, until)
    except StraitwatchError as error:
        st.html(note(str(error)))
        return
    st.markdown(text("preview.count", n=len(result.firings), days=sum(result.days.values())))
    with st.container(horizontal=True):
        if st.button(text("rule.save"), type="primary", key="rule.save", disabled=not page.user.edits):
            attempt_and_show(page, lambda: _save(rule, before, page))
        if before:
            _existing(before, page)
    _preview(result, page)


def _save(rule: Rule, before: Rule | None, page: Page) -> None:
    saved = alert_queries.alert_store().save_rule(rule, page.user.name, new=before is None)
    st.session_state[SAVED] = saved.id


def _existing(rule: Rule, page: Page) -> None:
    words = text("rule.resume") if rule.paused else text("rule.pause")
    if st.button(words, key="rule.pause", disabled=not page.user.edits):
        attempt_and_show(
            page,
            lambda: alert_queries.alert_store().pause_rule(rule.id, page.user.name, paused=not rule.paused),
        )
    with st.popover(text("rule.delete"), disabled=not page.user.edits):
        st.caption(text("rule.delete_sure"))
        if st.button(text("rule.delete_yes"), key="rule.delete"):
            attempt_and_show(page, lambda: alert_queries.alert_store().delete_rule(rule.id, page.user.name))


def _form(before: dict[str, Any], chosen: str) -> dict[str, Any]:
    """Draw the fields; return the rule as plain data."""
    match, detector = before.get("match", {}), before.get("detector", {"kind": "spike"})

    def key(name: str) -> str:
        return f"rule.{chosen}.{name}"

    one, two, three = st.columns(3)
    name = one.text_input(text("rule.name"), value=before.get("name", ""), max_chars=200, key=key("name"))
    kind = two.selectbox(
        text("rule.kind"), KINDS, index=KINDS.index(detector["kind"]), key=key("kind"),
        format_func=lambda k: text(f"detector.{k}"),
    )  # fmt: skip
    severity = three.selectbox(
        text("rule.severity"), _SEVERITIES, index=_SEVERITIES.index(before.get("severity", "warning")),
        key=key("severity"), format_func=lambda s: text(f"severity.{s}"),
    )  # fmt: skip
    st.caption(text(f"detector.{kind}.help"))
    kept = detector if detector["kind"] == kind else {}
    options = kept | {"kind": kind} | _options(kind, kept, key)
    if (options.get("recover") or 0.0) > options.get("above", 0.0):
        options.pop("recover", None)
    with st.expander(text("rule.match")):
        one, two = st.columns(2)
        found: dict[str, Any] = {
            "dyads": one.multiselect(
                text("rule.dyads"), queries.watched_dyads(), default=match.get("dyads", []), key=key("dyads"),
                format_func=subject_words,
            ),
            "directions": two.multiselect(
                text("rule.directions"), queries.watched_directions(), default=match.get("directions", []),
                key=key("directions"), format_func=subject_words,
            ),
            "speakers": one.multiselect(
                text("filter.speaker"), queries.actor_names(), default=match.get("speakers", []), key=key("speakers")
            ),
            "outlets": two.multiselect(
                text("filter.outlet"), _outlets(match.get("outlets", [])), default=match.get("outlets", []),
                key=key("outlets"),
            ),
        }  # fmt: skip
        found["min_confidence"] = one.slider(
            text("filter.confidence"), 0.0, 1.0, float(match.get("min_confidence", 0.0)), 0.05, key=key("confidence")
        )
        hours = {
            field: two.number_input(
                text(f"rule.{field}"), 0.0, 8760.0, float(before.get(field, usual)), 1.0, key=key(field)
            )
            for field, usual in (("for_hours", 0.0), ("recover_hours", 24.0))
        }
        remark = st.text_area(text("rule.note"), value=before.get("note", ""), max_chars=2000, key=key("note"))
    return {
        **{k: before[k] for k in ("id", "paused", "notify_no_data") if k in before},
        "name": name.strip() or text("rule.unnamed"), "detector": options, "match": found,
        "severity": severity, "note": remark, **hours,
    }  # fmt: skip


def _outlets(chosen: list[str]) -> list[str]:
    known: list[str] = queries.outlets()["outlet"].tolist()
    return [*known, *(o for o in chosen if o not in known)]


def _options(kind: str, before: dict[str, Any], key: Callable[[str], str]) -> dict[str, Any]:
    """Draw the options of a detector."""
    one, two, three = st.columns(3)

    def number(place: Any, name: str, usual: float, low: float, high: float, step: float) -> float:
        value = float(before.get(name, usual))
        return float(place.number_input(text(f"option.{name}"), low, high, value, step, key=key(f"{kind}.{name}")))

    def pick(place: Any, name: str, options: list[str]) -> str:
        at = options.index(before.get(name, options[0]))
        return str(
            place.selectbox(
                text(f"option.{name}"), options, index=at, key=key(f"{kind}.{name}"),
                format_func=lambda o: text(f"option.{name}.{o}"),
            )
        )  # fmt: skip

    if kind == "spike":
        return {
            "false_alarms": number(one, "false_alarms", 1.0, 0.02, 10.0, 0.1),
            "measure": pick(two, "measure", ["confrontation", "cooperation", "volume"]),
            "statistic": pick(three, "statistic", ["nb-cusum", "robust-z"]),
        }
    if kind == "level":
        return {"of": pick(one, "of", ["tension", "z"]), "above": number(two, "above", 30.0, -1000.0, 1000.0, 1.0)}
    if kind == "shift":
        return {
            "percent": number(one, "percent", 100.0, 1.0, 10_000.0, 5.0),
            "hours": int(number(two, "hours", 24.0, 1.0, 1440.0, 1.0)),
            "floor": number(three, "floor", 10.0, 0.1, 1000.0, 1.0),
            "direction": pick(one, "direction", ["up", "down"]),
        }
    if kind == "statement":
        return {"hostile": number(one, "hostile", 0.9, 0.01, 1.0, 0.01)}
    return {
        "hours": number(one, "hours", 12.0, 0.5, 720.0, 1.0),
        "times": number(two, "times", 0.0, 0.0, 1000.0, 1.0),
    }


def _preview(result: Backtest, page: Page) -> None:
    for subject in result.rule.subjects(queries.actor_names()):
        if subject != FEED:
            _chart(subject, result, page)
    if result.firings:
        head = [text(f"history.{name}") for name in ("at", "until", "subject", "why")]
        st.html(table(head, _rows(result, page)))
    if len(result.firings) > MOST:
        st.caption(text("preview.more", n=len(result.firings) - MOST))
    if result.no_data_reasons:
        st.html(note(text("preview.no_data", why="; ".join(result.no_data_reasons))))


def _rows(result: Backtest, page: Page) -> list[list[str]]:
    return [
        [
            stamp(f.start, page.zone),
            stamp(f.end, page.zone) if f.end else text("history.lasting"),
            subject_words(f.subject),
            f.reason,
        ]
        for f in reversed(result.firings[-MOST:])
    ]


def _chart(subject: str, result: Backtest, page: Page) -> None:
    own = [f for f in result.firings if f.subject == subject]
    scene = Scene(
        colours=page.colours,
        zone=page.zone,
        window=(result.since, result.until),
        marks=[Mark(f.start, f.reason) for f in own],
        spans=[(f.start, f.end or result.until) for f in own],
        revision=subject,
    )
    frame = queries.series(subject, result.since, result.until, step_for(PREVIEW))
    st.caption(subject_words(subject))
    alt = text("preview.alt", subject=subject_words(subject), n=len(own))
    plot(tension_figure(frame, scene), f"preview_{subject}", alt)
