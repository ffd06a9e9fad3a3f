"""One statement: its passage, how it was judged, the copies of its story, and the analyst's label."""

import streamlit as st

from dashboard import queries
from dashboard.blocks import bars, facts_list, glossed, label_tag, note, table
from dashboard.edits import attempt_and_show
from dashboard.highlight import passage
from dashboard.markup import escape, link
from dashboard.page import Page
from dashboard.texts import text
from dashboard.when import stamp
from straitwatch.article import Article
from straitwatch.stance import LABELS, TONES, Stance
from straitwatch.statement import Statement
from straitwatch.store_values import Correction

AROUND = 900
"""Characters of the article shown on each side of the statement before the whole one is asked for."""


def show(statement_id: str, page: Page) -> None:
    """Draw a statement in its article."""
    st.button(text("detail.back"), on_click=_back, key="back")
    tagging = queries.article(queries.article_of(statement_id))
    own = next((s for s in tagging.statements if s.id == statement_id), None) if tagging else None
    if tagging is None or own is None:
        st.warning(text("detail.gone"))
        return
    left, right = st.columns([2, 1], gap="large")
    with left:
        _head(tagging.article, page)
        whole = st.toggle(text("detail.whole"), key="whole")
        st.html(_legend())
        st.html(passage(tagging.article, tagging.statements, statement_id, None if whole else AROUND))
    with right:
        _judged(own, page)
        _copies(tagging.article, page)


def _back() -> None:
    st.query_params.pop("statement", None)


def _head(article: Article, page: Page) -> None:
    dated = "" if article.dated == "stated" else f" ({text('detail.received')})"
    onward = link(article.url, text("detail.page")) if article.url else ""
    st.html(
        f'<div class="sw-card"><h3>{escape(article.title)}</h3><div class="sw-line"><span>'
        f"{escape(article.outlet)}</span><span>{stamp(article.published, page.zone)} {escape(page.zone_name)}"
        f"{escape(dated)}</span><span>{onward}</span></div></div>"
    )
    if article.sample:
        st.html(note(text("sample.article")))


def _legend() -> str:
    marks = "".join(
        f'<span class="sw-article" style="font-size:inherit;line-height:inherit"><mark class="{role}">'
        f"{escape(text(f'role.{role}'))}</mark></span>"
        for role in ("source", "cue", "content")
    )
    return f'<div class="sw-key">{marks}</div>'


def _judged(statement: Statement, page: Page) -> None:
    st.html(
        facts_list(
            [
                (text("detail.source"), statement.source_name or "–"),
                (text("detail.speaker"), f"{statement.speaker} ({statement.speaker_confidence:.2f})"),
                (text("detail.kind"), text(f"kind.{statement.kind}")),
            ]
        )
        + glossed(statement.gloss, len(statement.gloss))
    )
    held = {c.target: c for c in reversed(queries.store().corrections(statement.id, undone=False))}
    for stance in statement.stances:
        with st.container(border=True, key=f"stance_{stance.target}"):
            _stance(statement, stance, held.get(stance.target), page)
    if not statement.stances:
        st.caption(text("detail.no_stance"))


def _stance(statement: Statement, stance: Stance, held: Correction | None, page: Page) -> None:
    label = held.label if held else stance.shown
    st.html(
        f"<div><b>{escape(statement.speaker)} → {escape(stance.target)}</b>&ensp;"
        f"{label_tag(label, 1.0 if held else stance.confidence, page.colours)}</div>"
    )
    fills = page.colours.fills
    shares = [(text(f"label.{n}"), p, fills[n]) for n, p in zip(LABELS, stance.probabilities, strict=True)]
    tones = [(text(f"tone.{n}"), p, page.colours.muted) for n, p in zip(TONES, stance.sentiment, strict=True)]
    st.html(bars(shares))
    with st.expander(text("detail.more")):
        st.caption(text("detail.tone"))
        st.html(bars(tones))
        st.caption(text("detail.model"))
        st.code(stance.model, language=None)
    if held:
        st.text(text("detail.corrected", author=held.author, at=stamp(held.at, page.zone), before=held.before))
        if held.note:
            st.text(held.note)
    if page.user.edits:
        _relabel(statement, stance, held, page)


def _relabel(statement: Statement, stance: Stance, held: Correction | None, page: Page) -> None:
    with st.form(f"relabel_{stance.target}", border=False):
        now = held.label if held else stance.label
        label = st.selectbox(
            text("detail.relabel"), LABELS, index=LABELS.index(now), format_func=lambda v: text(f"label.{v}")
        )
        remark = st.text_input(text("detail.note"), max_chars=300)
        if st.form_submit_button(text("detail.save")):
            attempt_and_show(
                page, lambda: queries.store().correct(statement.id, stance.target, label, page.user.name, remark)
            )
    if held and st.button(text("detail.undo"), key=f"undo_{stance.target}"):
        attempt_and_show(page, lambda: queries.store().undo(held.id, page.user.name))


def _copies(article: Article, page: Page) -> None:
    frame = queries.copies(article.story_id)
    if len(frame) < 2:
        return
    st.subheader(text("detail.copies", n=len(frame)), anchor=False)
    st.html(
        table(
            [text("detail.outlet"), text("detail.published"), text("detail.title")],
            [(r["outlet"], stamp(r["published"], page.zone), r["title"]) for r in queries.rows(frame)],
        )
    )
