"""Errors, each naming what was wrong, where, and what to do next.

The tree::

    StraitwatchError
    ├── SettingsError        a variable or file of settings is wrong
    ├── ArticleError         an input cannot become an article (the rest of the input goes on)
    │   ├── Unreadable       bytes that are no text, an empty page, a page over the size limit
    │   └── FetchError       a feed or page that cannot be had now; says whether to try again
    ├── RecordError          a record on a topic that does not parse; goes to the dead-letter topic
    │   └── NewerVersion     a record written by a newer Straitwatch
    ├── BrokerError          Kafka cannot be reached, started or written to
    │   └── Fenced           another worker runs under the same name; this one must end
    ├── StoreError           the store cannot be opened, migrated or written
    │   └── DataRefused      the store works, but will never take these data; they go to the dead-letter topic
    ├── ModelError           weights are missing or do not fit
    └── RuleError            an alert rule is wrong: names the field
"""


class StraitwatchError(Exception):
    """Base of every error that Straitwatch raises on purpose."""


class SettingsError(StraitwatchError):
    """A setting is wrong; the message names the variable or the field of the file."""


class ArticleError(StraitwatchError):
    """An input cannot become an article; the message names the file, line or address."""


class Unreadable(ArticleError):
    """Bytes that hold no readable text, or too many of them."""


class FetchError(ArticleError):
    """A feed or page cannot be had.

    `retry` tells whether a later try may succeed.
    """

    def __init__(self, message: str, *, retry: bool) -> None:
        super().__init__(message)
        self.retry = retry


class RecordError(StraitwatchError):
    """Bytes on a topic that are no record of it."""


class NewerVersion(RecordError):
    """A record of a version that this program does not know; upgrade before it is retried."""


class BrokerError(StraitwatchError):
    """Kafka cannot be reached, started, or written to."""


class Fenced(BrokerError):
    """Another worker has taken this worker's name; stop one of the two."""


class StoreError(StraitwatchError):
    """The store cannot be opened, migrated, read or written."""


class DataRefused(StoreError):
    """The store will not take these data, now or later; trying again is of no use."""


class ModelError(StraitwatchError):
    """Weights are missing, damaged, or do not fit the labels."""


class RuleError(StraitwatchError):
    """An alert rule is wrong; the message names the rule and the field."""
