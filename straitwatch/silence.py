"""Silences: muted matchers with an end."""

from dataclasses import dataclass
from datetime import datetime

from straitwatch.topics import Transition


@dataclass(frozen=True)
class Silence:
    """Mutes notifications of what it matches from `start` until `end`; an empty field matches all.

    Transitions are still made and stored. `author` and `reason` say who and why; `id` is 0 until it is stored.
    """

    start: datetime
    end: datetime
    rule_ids: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    author: str = ""
    reason: str = ""
    id: int = 0

    def mutes(self, transition: Transition, severity: str, at: datetime) -> bool:
        """Tell whether a notification of the transition is muted at a time."""
        return (
            self.start <= at < self.end
            and (not self.rule_ids or transition.rule_id in self.rule_ids)
            and (not self.subjects or transition.subject in self.subjects)
            and (not self.severities or severity in self.severities)
        )
