"""Leases: one holder at a time of the right to evaluate or to send, kept in the store."""

import os
import socket
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

import psutil
from sqlalchemy import Connection, Engine, select

from straitwatch.alert_schema import alert_leases
from straitwatch.alert_store import put
from straitwatch.clock import Clock
from straitwatch.engine import reading, writing
from straitwatch.moment import from_us, to_us


def holder_name() -> str:
    """Return a name for this process that no other one has: machine, process, and a random part."""
    return f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"


def gone(holder: str) -> bool:
    """Tell whether a holder was a process of this machine that has ended, so that its lease need not be waited for."""
    machine, _, rest = holder.partition("/")
    number = rest.partition("/")[0]
    return machine == socket.gethostname() and number.isdigit() and not psutil.pid_exists(int(number))


@dataclass
class Lease:
    """The right called `name`, asked for by `holder`; it lasts `seconds` and is renewed when half of them are over."""

    engine: Engine
    name: str
    clock: Clock
    seconds: float = 60.0
    holder: str = field(default_factory=holder_name)

    def held(self) -> bool:
        """Take or renew the lease; tell whether this holder has it now."""
        now = self.clock()
        mine = select(alert_leases.c.holder, alert_leases.c.until).where(alert_leases.c.name == self.name)
        with reading(self.engine) as connection:
            row = connection.execute(mine).first()
        if row and row.holder == self.holder and from_us(row.until) - now > timedelta(seconds=self.seconds / 2):
            return True
        if row and not self._free(row.holder, row.until):
            return False
        with writing(self.engine) as connection:
            row = connection.execute(select(alert_leases).where(alert_leases.c.name == self.name)).first()
            if row and not self._free(row.holder, row.until):
                return False
            term = (row.term if row else 0) + (0 if row and row.holder == self.holder else 1)
            until = to_us(now + timedelta(seconds=self.seconds))
            put(connection, alert_leases, {"name": self.name, "holder": self.holder, "until": until, "term": term})
        return True

    def _free(self, holder: str, until: int) -> bool:
        return holder == self.holder or from_us(until) <= self.clock() or gone(holder)

    def still_held(self, connection: Connection) -> bool:
        """Tell, inside a transaction that writes, whether this holder still has the lease."""
        mine = (alert_leases.c.name == self.name) & (alert_leases.c.holder == self.holder)
        return connection.scalar(select(alert_leases.c.term).where(mine)) is not None

    def release(self) -> None:
        """Give the lease back, if it is held."""
        mine = (alert_leases.c.name == self.name) & (alert_leases.c.holder == self.holder)
        with writing(self.engine) as connection:
            connection.execute(alert_leases.update().where(mine).values(until=0))
