"""Values the store takes and gives."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from straitwatch.stance import Label


@dataclass(frozen=True)
class StatementFilter:
    """Which statements to list; an empty field does not filter.

    A row of a listing is one stance: a statement and one target. Statements of speakers that are no actor have one row
    with target "". `subject` is a dyad or direction; `labels` are labels as shown, "uncertain" among them; `since` is
    inclusive, `until` exclusive; `min_confidence` is of the label; `text` are words that must all occur in the
    statement, its gloss or the name of its source; `sample` keeps only invented or only real articles; `counted` keeps
    only statements that count in the index (no copies); `corrected` keeps only those an analyst relabelled.
    """

    subject: str = ""
    speakers: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    min_confidence: float = 0.0
    text: str = ""
    sample: bool | None = None
    counted: bool | None = None
    corrected: bool | None = None


@dataclass(frozen=True)
class Contributions:
    """What T(at) is made of.

    `frame` has the columns of `Store.statements` and `contribution` (x_i, tension points), largest |x_i| first.
    `total` is `math.fsum` over all `count` contributions, `rest` is what those beyond the limit add up to; without a
    limit, `math.fsum(frame["contribution"]) == total` to the last bit.
    """

    subject: str
    at: datetime
    total: float
    rest: float
    count: int
    frame: pd.DataFrame


@dataclass(frozen=True)
class Correction:
    """An analyst's label for a statement toward a target, in place of the model's; `undone` when taken back."""

    id: int
    statement_id: str
    target: str
    label: Label
    before: str
    author: str
    note: str
    at: datetime
    undone: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True)
class Gap:
    """A stretch without any article, from the last one before to the first one after (or to now)."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class OutletChange:
    """An outlet that begins (`began`) or ceases to publish in the record."""

    outlet: str
    at: datetime
    began: bool


@dataclass(frozen=True)
class StoreStatus:
    """How fresh and how full the store is; times are None while it is empty.

    `per_minute` are articles recorded a minute over the last ten minutes; `version` rises with every change.
    """

    newest_published: datetime | None
    newest_received: datetime | None
    newest_recorded: datetime | None
    articles: int
    statements: int
    positions: int
    outlets: int
    per_minute: float
    sample: bool
    real: bool
    half_life_days: float
    version: int


@dataclass(frozen=True)
class AuditEntry:
    """One edit by a person: who did what to which thing, and when."""

    id: int
    at: datetime
    author: str
    action: str
    subject: str
    detail: str
