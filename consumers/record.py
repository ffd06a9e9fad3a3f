"""[statements] -> record -> store: upserts what the tag workers found."""

from collections.abc import Sequence

from consumers.worker import Outcome
from straitwatch.store import Store
from straitwatch.topics import Tagging


class Record:
    """Puts a batch of taggings into the store in one transaction; doing it twice changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def handle(self, batch: Sequence[Tagging]) -> list[Outcome]:
        """Store the batch; it publishes nothing.

        Raises:
            DataRefused: nothing was stored, and the batch holds data that the store will never take.
            StoreError: nothing was stored; the batch is handed in again later.
        """
        self._store.record(batch)
        return [[] for _ in batch]
