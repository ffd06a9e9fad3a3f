"""Every view opens, empty and full, in Streamlit's own test harness; no browser, no broker."""

import io
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pandas as pd
import pytest
import streamlit as st
from sample_taggings import one, taggings
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from consumers.watch import Watch
from dashboard import line, queries
from dashboard import page as page_module
from dashboard.access import LOCAL, User
from dashboard.figures import plain_number
from dashboard.texts import ENGLISH
from dashboard.theme import LIGHT
from dashboard.views import VIEWS, compare
from dashboard.when import CUSTOM, window, zone
from straitwatch.alert_store import AlertStore
from straitwatch.cli import build
from straitwatch.detectors.level import Level
from straitwatch.memory_bus import MemoryBus
from straitwatch.rules import read_rule
from straitwatch.settings import settings
from straitwatch.store import Store
from straitwatch.store_values import StatementFilter

HOSTILE = '<img src=x onerror="alert(1)"> **bold** [go](javascript:alert(1)) $x^2$ :red[no]'


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store that the page reads, and a bus in memory in place of Kafka."""
    bus = MemoryBus()
    bus.ensure_topics()
    monkeypatch.setenv("STRAITWATCH_STATE", str(tmp_path))
    monkeypatch.setattr(line, "KafkaBus", lambda _: bus)
    _forget()
    opened = Store.open(settings().store_url)
    yield opened
    line.watch().close()
    queries.store().close()
    opened.close()
    _forget()


@pytest.fixture
def full(store: Store) -> Store:
    """A store with a few articles and one hostile in every field."""
    now = datetime.now(UTC)
    store.record(taggings(now, days=20, count=6))
    store.record([one(HOSTILE, now - timedelta(minutes=2), title=HOSTILE, outlet=HOSTILE, source=HOSTILE, url=HOSTILE)])
    return store


def _forget() -> None:
    settings.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()


def view(name: str, **query: str) -> AppTest:
    page = AppTest.from_string(f"from dashboard.views import {name}\n{name}.show()", default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception, page.exception
    return page


def words(page: AppTest) -> str:
    return "\n".join(str(block.proto.body) for block in page.get("html"))


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_view_opens_on_an_empty_store(store: Store, name: str) -> None:
    assert view(name).title[0].value == ENGLISH[f"nav.{name}"]


@pytest.mark.parametrize("name", list(VIEWS))
def test_every_view_opens_on_a_full_store(full: Store, name: str) -> None:
    page = view(name)
    assert "invented" in words(page), "sample data are marked on every view"


def test_the_navigation_opens_the_live_view(full: Store) -> None:
    page = AppTest.from_file("../../dashboard/app.py", default_timeout=60).run()
    assert not page.exception
    assert page.title[0].value == "Live"


def test_an_empty_store_shows_what_to_do(store: Store) -> None:
    assert "straitwatch up --sample" in words(view("live"))


def test_words_of_articles_are_never_markup(full: Store) -> None:
    for name in VIEWS:
        page = view(name)
        assert "<img" not in words(page), name
        for kind in ("markdown", "caption", "subheader", "title", "header", "error", "warning", "info", "success"):
            for element in getattr(page, kind):
                assert "**bold**" not in element.value, (name, kind)


def test_ranges_come_from_the_address(full: Store) -> None:
    page = view("live", range="7d", tz="JST", lines="directions", paused="1")
    assert page.session_state["kept.range"] == "7d"
    assert page.toggle[0].value is True
    assert "Paused at" in words(page)
    assert "JST" in words(page)


def test_nonsense_in_the_address_is_passed_over(full: Store) -> None:
    page = view("live", range="soon", tz="<b>", point="nowhere", dates="x..y")
    assert page.session_state["kept.range"] == "30d"
    listing = view("statements", label="grumpy", sure="7", days="2020-02-02..2010-01-01", order="sideways")
    assert listing.multiselect[2].value == []


def test_a_point_in_the_address_opens_the_statements_behind_it(full: Store) -> None:
    stamp = int(datetime.now(UTC).timestamp())
    page = view("live", point=f"Tokyo-Beijing@{stamp}")
    assert any("is the sum over" in c.value for c in page.caption)


def test_the_card_names_what_moved_the_index_most(full: Store) -> None:
    now = queries.tick()
    found = queries.mover("Tokyo-Beijing", now)
    made = full.contributions("Tokyo-Beijing", now, None).frame
    recent = made[made["published"] >= now - queries.DAY].iloc[0]
    assert found is not None
    for name in ("statement_id", "target", "label", "confidence", "text", "outlet", "published"):
        assert found[name] == recent[name], name
    assert found["contribution"] == pytest.approx(recent["contribution"], rel=1e-12)
    assert queries.mover("Tokyo-Beijing", now - timedelta(days=400)) is None


def test_the_search_narrows_the_list(full: Store) -> None:
    everything = view("statements").subheader[0].value
    page = view("statements", q="onerror")
    assert page.subheader[0].value == "1 found" != everything


def test_a_search_for_common_words_is_counted_so_far(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNTED", 1)
    words = " ".join(full.statements(limit=20)["text"]).split()
    common = next(w for w in words if w.isalpha() and full.count(StatementFilter(text=w)) > 1)
    assert view("statements", q=common).subheader[0].value == "More than 1 found"
    assert view("statements").subheader[0].value == f"{full.count():,} found"


def test_relabelling_and_undoing(full: Store) -> None:
    row = full.statements(limit=1).iloc[0]
    page = view("statements", statement=row.statement_id)
    page.selectbox[0].set_value("cooperative")
    next(b for b in page.button if b.label == "Save label").click()
    page.run()
    assert not page.exception
    (held,) = full.corrections(row.statement_id)
    assert (held.label, held.author) == ("cooperative", "local")
    next(b for b in page.button if b.label == "Undo").click()
    page.run()
    assert full.corrections(row.statement_id, undone=False) == []


def test_a_statement_that_is_gone_says_so(full: Store) -> None:
    assert view("statements", statement="0" * 32).warning


def test_a_custom_range_shows_an_archive(store: Store) -> None:
    store.record(taggings(datetime(2010, 9, 30, tzinfo=UTC), days=30, count=5, sample=False))
    page = view("live", range="custom", dates="2010-09-01..2010-09-30")
    assert "2010-09" in words(page)
    assert "invented" not in words(page)


def test_a_rule_is_previewed_and_saved(full: Store) -> None:
    page = view("alerts", tab="rules")
    assert any("It would have fired" in m.value for m in page.markdown)
    page.text_input(key="rule..name").set_value("My burst").run()
    page.button(key="rule.save").click().run()
    assert not page.exception
    assert [rule.name for rule in AlertStore(full).rules()] == ["My burst"]
    assert full.audit_log(1)[0].author == "local"


def test_a_rule_edited_on_the_page_keeps_the_options_the_page_does_not_show(full: Store) -> None:
    rules = AlertStore(full)
    wanted = {"name": "High", "detector": {"kind": "level", "above": 30.0, "recover": 5.0}, "notify_no_data": True}
    before = rules.save_rule(read_rule(wanted, rules.actors), "Mori")
    page = view("alerts", tab="rules")
    page.selectbox(key="rule.chosen").set_value(before.id).run()
    page.number_input(key=f"rule.{before.id}.level.above").set_value(40.0).run()
    page.button(key="rule.save").click().run()
    assert not page.exception
    assert rules.rule(before.id) == msgspec.structs.replace(before, detector=Level(40.0, recover=5.0))


def test_an_alert_is_shown_acknowledged_and_silenced(full: Store) -> None:
    rules, bus = AlertStore(full), MemoryBus()
    bus.ensure_topics()
    wanted = {"name": "Any hostile line", "detector": {"kind": "statement", "hostile": 0.5}}
    rules.save_rule(read_rule(wanted, rules.actors), "Mori")
    now = datetime.now(UTC)
    full.record([one("We will answer with force.", now - timedelta(minutes=m), title=str(m)) for m in (1, 12, 25)])
    Watch(full, bus, rules.actors).step()
    page = view("alerts")
    assert "Any hostile line" in words(page)
    next(b for b in page.button if b.key.startswith("ack.")).click().run()
    next(b for b in page.button if b.key.startswith("mute.")).click().run()
    assert not page.exception
    assert "acknowledged by local" in words(page)
    assert len(rules.silences()) == 1
    assert "silenced until" in words(page)


def test_viewers_change_nothing(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_module, "current_user", lambda: User("Guest", "viewer"))
    row = full.statements(limit=1).iloc[0]
    detail = view("statements", statement=row.statement_id)
    assert not [b for b in detail.button if b.label in {"Save label", "Undo"}]
    rules = view("alerts", tab="rules")
    assert rules.button(key="rule.save").disabled
    shown = "\n".join(c.value for c in rules.caption)
    assert "only editors" in shown
    for tab in ("silences", "contacts"):
        assert not view("alerts", tab=tab).button


def test_the_numbers_of_a_report_come_out_of_its_own_command_again(full: Store) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    days = ((now - timedelta(days=12)).date(), (now - timedelta(days=2)).date())
    page = page_module.Page(LOCAL, LIGHT, "JST", now)
    report = compare.made(window(CUSTOM, now, days, zone("JST")), page)
    command = dict(report.facts)[ENGLISH["report.command"]]
    answer = CliRunner().invoke(build(), shlex.split(command)[1:])
    assert answer.exit_code == 0, answer.output
    rows = pd.read_csv(io.StringIO(answer.stdout[answer.stdout.index("time,subject") :]))
    assert len(report.sections) == 3
    for section in report.sections:
        own = rows[(rows["subject"] == section.reading.subject) & ~rows["gap"]]
        again = [own["tension"].iloc[-1], own["tension"].mean(), own["tension"].max(), own["baseline"].iloc[-1]]
        assert section.numbers()[1:5] == [plain_number(value) for value in again]
