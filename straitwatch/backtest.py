"""Back-test: what a rule would have done over stored history, by the very code that runs live."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, select

from straitwatch import facts
from straitwatch.actor import CAPITALS
from straitwatch.alert import ACTIVE, evaluate, initial
from straitwatch.detectors.window import DAY, midnight, tick_floor
from straitwatch.engine import reading
from straitwatch.errors import RuleError
from straitwatch.evidence import top_statements
from straitwatch.ledger import Ledger, needs_neutral, read_ledger
from straitwatch.rules import Rule, checked
from straitwatch.schema import statements
from straitwatch.store import Store
from straitwatch.topics import Transition


@dataclass(frozen=True)
class Firing:
    """One alert: from its transition to firing until it was over (None: it still lasts).

    `reason`, `numbers` and `evidence` (ids of the top statements) are those of its beginning.
    """

    subject: str
    start: datetime
    end: datetime | None
    reason: str
    numbers: dict[str, float]
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Backtest:
    """What a rule would have done in [since, until).

    `firings` are in order of time. `days` counts the UTC days that began or saw an alert, by subject. `no_data` is the
    share of the period, by subject, in which nothing could be said, and `no_data_reasons` the reasons there were.
    """

    rule: Rule
    since: datetime
    until: datetime
    transitions: tuple[Transition, ...]
    firings: tuple[Firing, ...]
    days: dict[str, int]
    no_data: dict[str, float]
    no_data_reasons: tuple[str, ...]


def backtest(store: Store, rule: Rule, since: datetime, until: datetime, actors: Sequence[str] = CAPITALS) -> Backtest:
    """Run a rule over the store from `since` on, as if it had been made then; the rule need not be stored.

    Raises:
        RuleError: the rule is wrong, or the period ends before it begins.
        StoreError: the store cannot be read.
    """
    rule, engine = checked(rule, actors), store.engine
    with reading(engine) as connection:
        half_life_days = facts.read(connection)["half_life_days"]
    since, until = tick_floor(since), tick_floor(until)
    if since >= until:
        raise RuleError(f"the back-test ends on {until:%Y-%m-%d %H:%M}, before it begins on {since:%Y-%m-%d %H:%M}")
    start = midnight(since) - rule.detector.lookback(half_life_days)
    ledger = read_ledger(engine, start, until, neutral=needs_neutral(rule))
    made = replay(ledger, rule, since, half_life_days, actors)
    return summary(rule, since, until, attach(engine, ledger, rule, made, half_life_days))


def replay(
    ledger: Ledger, rule: Rule, since: datetime, half_life_days: float, actors: Sequence[str]
) -> tuple[Transition, ...]:
    """Return the transitions of all subjects of a rule over a ledger, in order of time, without evidence."""
    found: list[Transition] = []
    for subject in rule.subjects(actors):
        window = ledger.window(rule, subject, half_life_days)
        found += evaluate(rule, initial(rule, subject, since), window)[1]
    return tuple(sorted(found, key=lambda t: t.at))


def attach(
    engine: Engine, ledger: Ledger, rule: Rule, made: tuple[Transition, ...], half_life_days: float
) -> tuple[Transition, ...]:
    """Return the transitions with the ids of their top statements, and marked where those are samples."""
    tops = [top_statements(ledger, rule, transition, half_life_days) for transition in made]
    numbers = {number for top in tops for number in top}
    ids: dict[int, str] = {}
    wanted = sorted(numbers)
    with reading(engine) as connection:
        for first in range(0, len(wanted), 500):
            part = wanted[first : first + 500]
            rows = connection.execute(select(statements.c.number, statements.c.id).where(statements.c.number.in_(part)))
            ids |= {row.number: row.id for row in rows}
    invented = set(ledger.statement[ledger.sample].tolist())
    return tuple(
        replace(one, evidence=tuple(ids[n] for n in top if n in ids), sample=any(n in invented for n in top))
        for one, top in zip(made, tops, strict=True)
    )


def firings(made: tuple[Transition, ...]) -> tuple[Firing, ...]:
    """Return the alerts in transitions that are in order of time."""
    found: list[Firing] = []
    running: dict[str, int] = {}
    for one in made:
        active = one.after in ACTIVE or (one.after == "error" and one.subject in running)
        if active and one.subject not in running and one.after == "firing":
            running[one.subject] = len(found)
            found.append(Firing(one.subject, one.at, None, one.reason, one.numbers or {}, one.evidence))
        elif not active and one.subject in running:
            place = running.pop(one.subject)
            found[place] = replace(found[place], end=one.at)
    return tuple(found)


def summary(rule: Rule, since: datetime, until: datetime, made: tuple[Transition, ...]) -> Backtest:
    """Return a back-test of the transitions of a period."""
    alerts = firings(made)
    days: dict[str, set[datetime]] = {}
    for alert in alerts:
        day, seen = midnight(alert.start), days.setdefault(alert.subject, set())
        while day < (alert.end or until):
            seen.add(day)
            day += DAY
    blind: dict[str, timedelta] = {}
    went: dict[str, datetime] = {}
    for one in made:
        if one.after == "no data":
            went[one.subject] = one.at
        elif one.before == "no data" and one.subject in went:
            blind[one.subject] = blind.get(one.subject, timedelta(0)) + (one.at - went.pop(one.subject))
    for subject, at in went.items():
        blind[subject] = blind.get(subject, timedelta(0)) + (until - at)
    length = max(until - since, timedelta(minutes=1))
    return Backtest(
        rule=rule,
        since=since,
        until=until,
        transitions=made,
        firings=alerts,
        days={subject: len(seen) for subject, seen in days.items()},
        no_data={subject: lost / length for subject, lost in blind.items()},
        no_data_reasons=tuple(dict.fromkeys(one.reason for one in made if one.after == "no data")),
    )
