"""What the alerts must do on every store: rules, rounds of the watch, the outbox; on SQLite and on PostgreSQL."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from made_taggings import said, tagging

from consumers.notify import Notify
from consumers.watch import Watch
from straitwatch.actor import CAPITALS
from straitwatch.alert_log import AlertLog
from straitwatch.alert_store import AlertStore
from straitwatch.backtest import backtest
from straitwatch.clock import ManualClock
from straitwatch.contact import Contact, Route
from straitwatch.detectors.feed_silence import FeedSilence
from straitwatch.detectors.level import Level
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.errors import BrokerError, RuleError
from straitwatch.lease import Lease
from straitwatch.memory_bus import MemoryBus
from straitwatch.outbox_log import deliveries, retry_dead
from straitwatch.rules import Match, Rule
from straitwatch.silence import Silence
from straitwatch.store import Store
from straitwatch.topics import ALERTS, Tagging, Transition
from straitwatch.wire import decode

NOW = datetime(2024, 3, 20, 12, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOSTILE = Rule("Hostile words", OneStatement(0.8), recover_hours=2, match=Match(dyads=("Tokyo-Beijing",)))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def store(url: str, clock: ManualClock) -> Iterator[Store]:
    with Store.open(url, clock) as opened:
        yield opened


@pytest.fixture
def alerts(store: Store) -> AlertStore:
    return AlertStore(store)


@pytest.fixture
def watch(store: Store, bus: MemoryBus) -> Watch:
    return Watch(store, bus, CAPITALS)


class Hook:
    """A webhook that keeps what it is sent and answers as it is told."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.bodies: list[dict[str, object]] = []
        self.headers: list[Mapping[str, str]] = []

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        if self.status == 0:
            raise httpx.ConnectError("refused")
        self.bodies.append(json.loads(body))
        self.headers.append(headers)
        return self.status

    @property
    def keys(self) -> list[str]:
        return [one["Idempotency-Key"] for one in self.headers]

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(one["kind"], one["subject"]) for body in self.bodies for one in body["alerts"]]  # type: ignore[attr-defined]


def hostile(at: datetime, words: str = "We will respond with force.") -> Tagging:
    return tagging(at, said(words, "Beijing", Tokyo="hostile"), title=f"Words {at.isoformat()}")


def published(bus: MemoryBus) -> list[Transition]:
    return [decode(ALERTS, record.value) for record in bus.read(ALERTS)]


def changes(found: list[Transition]) -> list[tuple[str, str]]:
    return [(one.before, one.after) for one in found]


def test_rules_are_stored_edited_paused_and_deleted(alerts: AlertStore, store: Store) -> None:
    made = alerts.save_rule(HOSTILE, "Ada", new=True)
    assert made.id == "hostile-words"
    assert alerts.rules() == [made]
    with pytest.raises(RuleError, match="already"):
        alerts.save_rule(HOSTILE, "Ada", new=True)
    assert alerts.pause_rule(made.id, "Ada").paused
    alerts.delete_rule(made.id, "Ada")
    assert alerts.rules() == []
    with pytest.raises(RuleError, match="no rule 'hostile-words'"):
        alerts.rule(made.id)
    actions = [entry.action for entry in store.audit_log()]
    assert actions == ["alert rule deleted", "alert rule edited", "alert rule made"]


def test_a_wrong_rule_is_not_stored(alerts: AlertStore) -> None:
    with pytest.raises(RuleError, match=r"match.dyads: 'Tokyo-Oslo' is none of"):
        alerts.save_rule(replace_match(HOSTILE, ("Tokyo-Oslo",)), "Ada")
    assert alerts.rules() == []


def replace_match(rule: Rule, dyads: tuple[str, ...]) -> Rule:
    return Rule(rule.name, rule.detector, match=Match(dyads=dyads), recover_hours=rule.recover_hours)


def test_default_rules_come_once(alerts: AlertStore) -> None:
    alerts.provision(None)
    names = [rule.id for rule in alerts.rules()]
    assert "burst-of-confrontation" in names
    for name in names:
        alerts.delete_rule(name, "Ada")
    alerts.provision(None)
    assert alerts.rules() == []


def test_a_rule_file_is_provisioned_at_every_start(alerts: AlertStore, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(
        "rules: [{name: High, detector: {kind: level, above: 50}}]\n"
        "contacts: [{name: desk, url: 'https://desk.example/hook'}]\nroutes: [{contacts: [desk]}]\n"
    )
    alerts.provision(file)
    alerts.provision(file)
    assert [rule.name for rule in alerts.rules()] == ["High"]
    assert [route.contacts for route in alerts.routes()] == [("desk",)]


def test_a_hostile_statement_fires_with_its_evidence(
    store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus, clock: ManualClock
) -> None:
    alerts.save_rule(HOSTILE, "Ada")
    store.record([hostile(NOW - HOUR)])
    assert watch.step() == 2
    fired, recovering = published(bus)
    assert changes([fired, recovering]) == [("normal", "firing"), ("firing", "recovering")]
    assert fired.at == NOW.replace(minute=10) - HOUR
    found = store.statements().statement_id[0]
    assert fired.evidence == (found,)
    (standing,) = AlertLog(store).standing(active=True)
    assert (standing.state, standing.subject, standing.evidence) == ("recovering", "Tokyo-Beijing", (found,))
    alerts.acknowledge(standing.episode, "Ada", "Seen.")
    (standing,) = AlertLog(store).standing(active=True)
    assert standing.acknowledged is not None
    assert standing.acknowledged.author == "Ada"
    assert watch.step() == 0
    clock.now += 3 * HOUR
    assert watch.step() == 1
    assert AlertLog(store).standing(active=True) == []
    assert len({one.id for one in published(bus)}) == len(published(bus)) == 3


def test_live_rounds_end_in_the_transitions_of_the_back_test(
    store: Store, alerts: AlertStore, watch: Watch, clock: ManualClock
) -> None:
    """Articles that come in late, and out of order, lead to the same history as if they had come in time."""
    rule = alerts.save_rule(HOSTILE, "Ada")
    watch.step()
    begun = NOW
    said_at = [2, 9, 9.5, 20, 31]
    for step in range(40):
        clock.now = begun + step * HOUR
        due = [at for at in said_at if at + (5 if at == 9 else 0) <= step]
        said_at = [at for at in said_at if at not in due]
        store.record([hostile(begun + at * HOUR, f"Words {at}.") for at in reversed(due)])
        watch.step()
    live = [entry.transition for entry in reversed(AlertLog(store).history(since=begun))]
    again = backtest(store, rule, begun, clock.now).transitions
    assert [replace(one, evidence=()) for one in live] == [replace(one, evidence=()) for one in again]
    assert changes(live).count(("normal", "firing")) == 4


def test_a_corrected_statement_withdraws_its_alert(
    store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus, clock: ManualClock
) -> None:
    alerts.save_rule(HOSTILE, "Ada")
    store.record([hostile(NOW - HOUR)])
    watch.step()
    store.correct(store.statements().statement_id[0], "Tokyo", "neutral", "Ada")
    watch.step()
    assert changes(published(bus))[-1] == ("firing", "normal")
    assert published(bus)[-1].reason.startswith("withdrawn")
    assert AlertLog(store).standing(active=True) == []
    shown = AlertLog(store).history(withdrawn=True)
    assert [entry.withdrawn for entry in shown].count(True) == 2


def test_an_edited_rule_ends_its_alert(store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus) -> None:
    rule = alerts.save_rule(HOSTILE, "Ada")
    store.record([hostile(NOW - HOUR)])
    watch.step()
    alerts.pause_rule(rule.id, "Ada")
    watch.step()
    assert published(bus)[-1].reason == "withdrawn: the rule was paused, changed or deleted"
    assert AlertLog(store).standing() == []


def test_one_watch_works_at_a_time(store: Store, alerts: AlertStore, bus: MemoryBus, clock: ManualClock) -> None:
    alerts.save_rule(HOSTILE, "Ada")
    store.record([hostile(NOW - HOUR)])
    first = Lease(store.engine, "watch", clock, holder="elsewhere/1/a")
    second = Lease(store.engine, "watch", clock, holder="elsewhere/2/b")
    assert first.held()
    assert not second.held()
    assert Watch(store, bus, CAPITALS, second).step() == 0
    assert Watch(store, bus, CAPITALS, first).step() == 2
    clock.now += timedelta(seconds=61)
    assert second.held()
    assert not first.held()
    second.release()
    assert first.held()


def test_a_watch_that_died_before_publishing_publishes_later(
    store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus, clock: ManualClock
) -> None:
    alerts.save_rule(HOSTILE, "Ada")
    store.record([hostile(NOW - HOUR)])
    bus.down = True
    with pytest.raises(BrokerError):
        watch.step()
    bus.down = False
    clock.now += timedelta(seconds=61)
    assert Watch(store, bus, CAPITALS).step() == 0
    assert changes(published(bus)) == [("normal", "firing"), ("firing", "recovering")]


def fired(number: int, subject: str = "Tokyo-Beijing", before: str = "normal", after: str = "firing") -> Transition:
    at = NOW + timedelta(seconds=number)
    return Transition(f"{number:032x}", f"rule-{number}", f"Rule {number}", subject, before, after, at, "Because.")


def told_of(store: Store, alerts: AlertStore, hook: Hook, route: Route | None = None) -> Notify:
    alerts.save_contact(Contact("desk", "https://desk.example/hook"), "Ada")
    alerts.save_routes([route or Route(("desk",), group_minutes=1)], "Ada")
    return Notify(store, post=hook)


def test_a_hundred_alerts_are_one_message(store: Store, alerts: AlertStore, clock: ManualClock) -> None:
    hook = Hook()
    notify = told_of(store, alerts, hook)
    notify.handle([fired(number) for number in range(60)])
    notify.handle([fired(number) for number in range(40, 100)])
    assert notify.send() == 0
    clock.now += timedelta(minutes=1)
    assert notify.send() == 1
    assert notify.send() == 0
    assert len(hook.bodies) == 1
    assert len(hook.told) == 100
    assert "and 80 more" in str(hook.bodies[0]["text"])


def test_a_failed_message_is_tried_again_with_the_same_key_until_it_is_dead(
    store: Store, alerts: AlertStore, clock: ManualClock
) -> None:
    hook = Hook(status=503)
    notify = told_of(store, alerts, hook)
    notify.handle([fired(1)])
    for _ in range(12):
        clock.now += 3 * HOUR
        notify.send()
    assert len(hook.keys) == 10
    assert len(set(hook.keys)) == 1
    (entry,) = deliveries(store)
    assert (entry.state, entry.attempts) == ("dead", 10)
    assert "503" in entry.note
    hook.status = 200
    assert retry_dead(store, [entry.message]) == 1
    assert notify.send() == 1
    assert deliveries(store)[0].state == "sent"
    assert len(set(hook.keys)) == 1


def test_the_same_alert_again_within_the_cooldown_is_not_told_unless_it_lasts(
    store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus, clock: ManualClock
) -> None:
    hook = Hook()
    notify = told_of(store, alerts, hook, Route(("desk",), group_minutes=0, cooldown_hours=12))
    alerts.save_rule(HOSTILE, "Ada")
    seen = 0
    for step in range(30):
        clock.now = NOW + step * HOUR
        if step in (1, 6, 22):
            store.record([hostile(clock.now - HOUR / 2, f"Words {step}.")])
        watch.step()
        transitions = published(bus)
        notify.handle(transitions[seen:])
        seen = len(transitions)
        notify.send()
    kinds = [kind for kind, _ in hook.told]
    assert kinds == ["firing", "resolved", "firing", "resolved"]
    assert [entry.state for entry in deliveries(store)].count("cooled") == 1


def test_an_alert_that_turns_out_to_have_begun_earlier_is_told_once(
    store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus, clock: ManualClock
) -> None:
    hook = Hook()
    notify = told_of(store, alerts, hook, Route(("desk",), group_minutes=0, cooldown_hours=1))
    alerts.save_rule(HOSTILE, "Ada")
    seen = 0
    for step in range(12):
        clock.now = NOW + step * HOUR
        if step == 2:
            store.record([hostile(NOW + 1.4 * HOUR, "Said in time.")])
        if step == 3:
            store.record([hostile(NOW + 0.9 * HOUR, "Came in late.")])
        watch.step()
        notify.handle(published(bus)[seen:])
        seen = len(published(bus))
        notify.send()
    assert [kind for kind, _ in hook.told] == ["firing", "resolved"]


def test_an_alert_reopened_by_a_late_article_is_told_again_and_its_end_too(
    store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus, clock: ManualClock
) -> None:
    hook = Hook()
    notify = told_of(store, alerts, hook, Route(("desk",), group_minutes=0, cooldown_hours=0))
    alerts.save_rule(HOSTILE, "Ada")
    seen = 0
    for step in range(14):
        clock.now = NOW + step * HOUR
        if step == 2:
            store.record([hostile(NOW + 1.4 * HOUR, "Said in time.")])
        if step == 5:
            store.record([hostile(NOW + 3 * HOUR, "Came in after the end.")])
        watch.step()
        notify.handle(published(bus)[seen:])
        seen = len(published(bus))
        notify.send()
    assert [kind for kind, _ in hook.told] == ["firing", "resolved", "firing", "resolved"]


def test_a_silence_mutes_and_what_lasts_is_told_at_its_end(
    store: Store, alerts: AlertStore, watch: Watch, bus: MemoryBus, clock: ManualClock
) -> None:
    hook = Hook()
    notify = told_of(store, alerts, hook, Route(("desk",), group_minutes=0))
    alerts.save_rule(Rule("No articles", FeedSilence(2.0), recover_hours=0), "Ada")
    silence = alerts.add_silence(Silence(NOW, NOW + 5 * HOUR, author="Ada", reason="Works on the feed."))
    store.record([hostile(NOW - HOUR)])
    for _ in range(4):
        clock.now += HOUR
        watch.step()
        notify.send()
    notify.handle(published(bus))
    notify.send()
    assert hook.told == []
    clock.now = silence.end
    notify.send()
    assert hook.told == [("firing", "feed")]
    with pytest.raises(RuleError, match="no open silence"):
        alerts.end_silence(silence.id, "Ada")


def test_routes_choose_the_contact_point(store: Store, alerts: AlertStore, clock: ManualClock) -> None:
    hook = Hook()
    for name in ("desk", "ministry"):
        alerts.save_contact(Contact(name, f"https://{name}.example/hook"), "Ada")
    alerts.save_rule(Rule("Rule 2", OneStatement()), "Ada")
    alerts.save_routes([Route(("ministry",), subjects=("Tokyo-Taipei",)), Route(("desk",), rules=("rule-2",))], "Ada")
    Notify(store, post=hook).handle([fired(1, "Tokyo-Taipei"), fired(2), fired(3)])
    assert sorted((one.contact, one.rule_id) for one in deliveries(store)) == [
        ("desk", "rule-2"),
        ("ministry", "rule-1"),
    ]
    with pytest.raises(RuleError, match="a route leads to"):
        alerts.delete_contact("desk", "Ada")
    with pytest.raises(RuleError, match=r"routes\[0\].contacts: there is no contact point 'nobody'"):
        alerts.save_routes([Route(("nobody",))], "Ada")


def test_rules_of_every_kind_run_on_an_empty_store(store: Store, alerts: AlertStore, watch: Watch) -> None:
    alerts.provision(None)
    alerts.save_rule(Rule("High", Level(above=10.0)), "Ada")
    watch.step()
    states = {(s.rule_id, s.state) for s in AlertLog(store).standing()}
    assert states == {
        ("burst-of-confrontation", "no data"),
        ("tension-far-over-its-usual-level", "no data"),
        ("feed-has-gone-silent", "no data"),
        ("high", "no data"),
    }
    assert all(entry.transition.reason for entry in AlertLog(store).history())
