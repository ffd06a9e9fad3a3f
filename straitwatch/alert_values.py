"""Values that the alert store gives to pages and commands."""

from dataclasses import dataclass
from datetime import datetime

from straitwatch.alert import State
from straitwatch.rules import Severity
from straitwatch.topics import Transition


@dataclass(frozen=True)
class Acknowledgement:
    """Who took note of an alert, and when."""

    author: str
    note: str
    at: datetime


@dataclass(frozen=True)
class StandingAlert:
    """Where a rule stands for one subject, with the words and numbers of the transition that brought it there.

    `tick` is the time up to which it was evaluated. `episode` names the alert while it is active (firing or
    recovering), to acknowledge it; `opened` is when it began to fire, `evidence` ids of the top statements of that
    moment. `silenced` is the end of the silence that mutes it now, if any; `latest` is what the detector says now.
    """

    rule_id: str
    rule_name: str
    severity: Severity
    subject: str
    state: State
    since: datetime
    tick: datetime
    reason: str
    numbers: dict[str, float]
    evidence: tuple[str, ...]
    episode: str
    opened: datetime | None
    acknowledged: Acknowledgement | None
    silenced: datetime | None
    sample: bool
    latest: str = ""


@dataclass(frozen=True)
class HistoryEntry:
    """A stored transition; `withdrawn` ones were undone by statements that came late, were corrected or tagged anew."""

    transition: Transition
    severity: Severity
    recorded: datetime
    withdrawn: bool
    acknowledged: Acknowledgement | None


@dataclass(frozen=True)
class DeliveryEntry:
    """A notification to one contact point: waiting, sending, sent, dead, cooled, muted or acknowledged; and why."""

    transition_id: str
    rule_id: str
    subject: str
    contact: str
    kind: str
    state: str
    created: datetime
    sent: datetime | None
    attempts: int
    note: str
    message: str
