"""The store: the read model of articles, statements, stances and the tension index, in SQLite or PostgreSQL.

Every method is one transaction and may be called from any thread; two processes may use one store at once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from types import TracebackType

import pandas as pd
from sqlalchemy import Connection, Engine

from straitwatch import correction, coverage, facts, listing, rollup, status
from straitwatch.clock import Clock, system_clock
from straitwatch.engine import connect, migrate, reading, writing
from straitwatch.errors import StoreError
from straitwatch.moment import from_us, to_us
from straitwatch.recording import change_half_life, record, renew_rollups
from straitwatch.series import series
from straitwatch.stance import Label
from straitwatch.store_values import (
    AuditEntry,
    Contributions,
    Correction,
    Gap,
    OutletChange,
    StatementFilter,
    StoreStatus,
)
from straitwatch.tension import HOUR_US
from straitwatch.topics import Tagging

HOUR = timedelta(hours=1)
EVERY = StatementFilter()
"""Filter that keeps every statement."""
_MICROSECOND = timedelta(microseconds=1)


def _half_life(connection: Connection) -> float:
    return facts.read(connection)["half_life_days"]


class Store:
    """An open store; made by `Store.open`, closed by `close` or at the end of a `with`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    @classmethod
    def open(cls, url: str, clock: Clock = system_clock, half_life_days: float | None = None) -> "Store":
        """Open the store at a SQLAlchemy URL (`Settings.store_url`), and bring its tables up to date.

        `half_life_days` sets the half-life of the index where given and rebuilds it where it differs from the stored
        one; where None, the stored one stays (3 days in a new store). The roll-ups of an older Straitwatch are made
        anew.

        Raises:
            StoreError: the store cannot be reached or written, or was made by a newer Straitwatch.
        """
        engine = connect(url)
        try:
            migrate(engine)
            with writing(engine) as connection:
                facts.prepare(connection)
                known = facts.read(connection)
                if half_life_days is not None and known["half_life_days"] != half_life_days:
                    change_half_life(connection, half_life_days)
                elif known["form"] != rollup.FORM:
                    renew_rollups(connection, known["half_life_days"])
        except StoreError:
            engine.dispose()
            raise
        return cls(engine, clock)

    def close(self) -> None:
        """Give back the connections."""
        self.engine.dispose()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def record(self, taggings: Sequence[Tagging]) -> int:
        """Put tagged articles into the store, with the index in step, in one transaction; return how many were new.

        Idempotent, and the outcome does not depend on the order of arrival: of two taggings of an article the one
        tagged last stays, statements it no longer holds vanish, corrections survive.

        Raises:
            DataRefused: nothing was stored, and the store will never take these taggings.
            StoreError: nothing was stored, the store cannot be written now.
        """
        with writing(self.engine) as connection:
            return record(connection, taggings, to_us(self.clock()), _half_life(connection))

    def series(self, subject: str, since: datetime, until: datetime, step: timedelta = HOUR) -> pd.DataFrame:
        """Return the index of a dyad or direction at every multiple of `step` in (since, until], and at `until`.

        `step` divides an hour or is a whole number of hours. The value at a time t covers statements published before
        t. Index: UTC times. Columns:

        - `tension`: T; `confrontation`, `cooperation`: its two parts, both >= 0, T = confrontation - cooperation
        - `low`, `high`: the 90 % band
        - `statements`, `positions`: counted statements, and those not neutral, published since the point before
        - `few`: the point rests on fewer than `tension.FEW` effective articles
        - `gap`: no articles came in; the values of the point are NaN
        - `baseline`: the median of T over the trailing 90 days that end 2 days ago; `z`: the robust z of T against it
        - `note`: why z is missing: "" (it is not), "gap", "short history" (less than 30 of the 90 days), and "flat"
          where the baseline hardly moves, so that z is taken with a spread of `baseline.FLOOR`
        """
        with reading(self.engine) as connection:
            return series(connection, subject, to_us(since), to_us(until), step // _MICROSECOND, _half_life(connection))

    def contributions(self, subject: str, at: datetime, limit: int | None = 50) -> Contributions:
        """Return the statements that T(at) is made of, largest first."""
        with reading(self.engine) as connection:
            return listing.contributions(connection, subject, to_us(at), limit, _half_life(connection))

    def statements(
        self, where: StatementFilter = EVERY, limit: int = 100, offset: int = 0, order: str = "-published"
    ) -> pd.DataFrame:
        """List statements, one row a target.

        `order` is published, confidence, intensity or outlet, with "-" before it for descending. Columns:
        published (UTC), speaker, target, label (as shown, a correction before the model's), model_label, corrected
        (bool), confidence, intensity, p_hostile, p_critical, p_neutral, p_cooperative, tone, kind, text, gloss (the
        text word by word in English, where it is not English), source_name, speaker_confidence, outlet, title, url,
        language, counted (bool), copies (articles of the story), story, article_id, statement_id, model, revision,
        sample (bool).
        """
        with reading(self.engine) as connection:
            return listing.listing(connection, where, limit, offset, order)

    def pages(self, where: StatementFilter = EVERY, size: int = 20_000) -> Iterator[pd.DataFrame]:
        """Yield everything `statements` would list, oldest first, in frames; all of one state of the store."""
        with reading(self.engine) as connection:
            offset = 0
            while not (frame := listing.listing(connection, where, size, offset, "published")).empty or not offset:
                yield frame
                offset += size

    def count(self, where: StatementFilter = EVERY, most: int | None = None) -> int:
        """Return how many rows `statements` would list without a limit; counting stops at `most`."""
        with reading(self.engine) as connection:
            return listing.count(connection, where, most)

    def article(self, article_id: str) -> Tagging | None:
        """Return an article with its statements as the models tagged them (stances by target), or None."""
        with reading(self.engine) as connection:
            return listing.article(connection, article_id)

    def copies(self, story: str) -> pd.DataFrame:
        """List the articles of a story, the first (the one that counts) on top.

        Columns: article_id, outlet, title, url, published, language, counted (bool), statements.
        """
        with reading(self.engine) as connection:
            return listing.copies(connection, story)

    def correct(self, statement_id: str, target: str, label: Label, author: str, note: str = "") -> Correction:
        """Relabel a statement toward a target; index and tables follow at once.

        Raises:
            StoreError: there is no such statement, it has no stance toward the target, or the author is empty.
        """
        with writing(self.engine) as connection:
            now = to_us(self.clock())
            return correction.correct(
                connection, statement_id, target, label, author, note, now, _half_life(connection)
            )

    def undo(self, correction_id: int, author: str) -> Correction:
        """Take a correction back; the one before it, else the model's label, holds again.

        Raises:
            StoreError: there is no such correction, or it was undone before.
        """
        with writing(self.engine) as connection:
            return correction.undo(connection, correction_id, author, to_us(self.clock()), _half_life(connection))

    def corrections(self, statement_id: str | None = None, undone: bool = True) -> list[Correction]:
        """List corrections, newest first; of one statement where given, without undone ones where asked."""
        with reading(self.engine) as connection:
            return correction.listing(connection, statement_id, undone)

    def coverage(self, since: datetime | None = None, until: datetime | None = None) -> list[Gap]:
        """List the gaps of ingestion that touch a period."""
        with reading(self.engine) as connection:
            last = to_us(self.clock() if until is None else until)
            missing, _ = coverage.read_gaps(connection, last // HOUR_US + 1)
        found = [Gap(from_us(start * HOUR_US), from_us(min(end * HOUR_US, last))) for start, end in missing]
        return [gap for gap in found if since is None or gap.until > since]

    def outlet_changes(self, since: datetime | None = None, until: datetime | None = None) -> list[OutletChange]:
        """List where the set of outlets changed, oldest first."""
        with reading(self.engine) as connection:
            found = coverage.changes(coverage.outlet_spans(connection))
        return [c for c in found if (since is None or c.at >= since) and (until is None or c.at < until)]

    def outlets(self) -> pd.DataFrame:
        """List the outlets: outlet, first, last (UTC), articles."""
        with reading(self.engine) as connection:
            frame = pd.DataFrame(coverage.outlet_spans(connection), columns=["outlet", "first", "last", "articles"])
        times = {name: pd.to_datetime(frame[name].astype("int64"), unit="us", utc=True) for name in ("first", "last")}
        return frame.assign(**times)

    def status(self) -> StoreStatus:
        """Tell how fresh and how full the store is."""
        with reading(self.engine) as connection:
            return status.read(connection, to_us(self.clock()))

    def version(self) -> int:
        """Return a number that rises with every change, for caches."""
        with reading(self.engine) as connection:
            return int(facts.read(connection)["version"])

    def audit(self, author: str, action: str, subject: str, detail: str = "") -> None:
        """Write one edit by a person to the audit log."""
        with writing(self.engine) as connection:
            status.write_audit(connection, to_us(self.clock()), author, action, subject, detail)

    def audit_log(self, limit: int = 200) -> list[AuditEntry]:
        """List the audit log, newest first."""
        with reading(self.engine) as connection:
            return status.read_audit(connection, limit)
