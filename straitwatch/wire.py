"""Payload <-> bytes: JSON in an envelope that names the payload and its version."""

from typing import TypeVar

import msgspec

from straitwatch.errors import NewerVersion, RecordError
from straitwatch.topics import MAX_RECORD, Topic

P = TypeVar("P")


class Envelope(msgspec.Struct, forbid_unknown_fields=True):
    """What every record looks like: the topic it is meant for, the payload's version, the payload."""

    topic: str
    version: int
    payload: msgspec.Raw


_envelopes = msgspec.json.Decoder(Envelope)


def encode(topic: Topic[P], payload: P) -> bytes:
    """Return the record of a payload.

    Raises:
        RecordError: the record is larger than `MAX_RECORD` bytes, or a text holds what UTF-8 cannot carry.
    """
    try:
        body = msgspec.Raw(msgspec.json.encode(payload))
        data = msgspec.json.encode(Envelope(topic.name, topic.version, body))
    except (UnicodeEncodeError, TypeError, ValueError) as error:
        raise RecordError(f"a payload of {topic.name} cannot be written: {error}") from error
    if len(data) > MAX_RECORD:
        raise RecordError(f"a record of {topic.name} has {len(data):,} bytes; the limit is {MAX_RECORD:,}")
    return data


def decode(topic: Topic[P], data: bytes | None) -> P:
    """Return the payload of a record.

    Raises:
        NewerVersion: the record was written by a newer program.
        RecordError: the bytes are no record of this topic; the message says where in them.
    """
    if data is None:
        raise RecordError(f"a record of {topic.name} is empty")
    if len(data) > MAX_RECORD:
        raise RecordError(f"a record of {topic.name} has {len(data):,} bytes; the limit is {MAX_RECORD:,}")
    try:
        envelope = _envelopes.decode(data)
        if envelope.version > topic.version:
            raise NewerVersion(
                f"a record of {topic.name} has version {envelope.version}, this program reads up to {topic.version}: "
                "upgrade Straitwatch, then retry the dead letters"
            )
        if envelope.topic != topic.name:
            raise RecordError(f"a record of {envelope.topic!r} lies on {topic.name}")
        return msgspec.json.decode(envelope.payload, type=topic.payload)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordError(f"no record of {topic.name}: {error}") from error
