"""Delivery: one message to one contact point, through Apprise or as a signed webhook."""

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import apprise
import httpx
import msgspec

from straitwatch.contact import Contact, filled, redacted
from straitwatch.notice import Told, render

logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its messages may hold addresses with tokens

SECONDS = 15.0
Post = Callable[[str, bytes, Mapping[str, str]], int]
"""Posts a body with headers to an address and returns the status; raises httpx.HTTPError."""


def http_post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post over HTTP, without following redirects."""
    return httpx.post(url, content=body, headers=dict(headers), timeout=SECONDS, follow_redirects=False).status_code


def webhook_body(message_id: str, created: datetime, told: Sequence[Told], title: str, text: str) -> bytes:
    """Return the JSON of a webhook; every try of a message has the same bytes."""
    data = {"id": message_id, "version": 1, "created": created, "title": title, "text": text, "alerts": list(told)}
    return msgspec.json.encode(data)


def signature(secret: str, sent: int, body: bytes) -> str:
    """Return the value of the header X-Straitwatch-Signature: HMAC-SHA-256 over the time of sending, a dot, the body.

    >>> signature("s", 1, b"{}")[:12]
    't=1,v1=b2536'
    """
    digest = hmac.new(secret.encode(), f"{sent}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={sent},v1={digest}"


def deliver(
    contact: Contact,
    message_id: str,
    created: datetime,
    told: Sequence[Told],
    now: datetime,
    post: Post = http_post,
) -> str:
    """Send a message; return "" on success, else what went wrong, without any secret.

    Raises:
        RuleError: the contact point names a secret that is not set, or its template is wrong.
    """
    title, text = render(contact.template, told)
    url = filled(contact.url)
    if contact.webhook:
        return _webhook(contact, url, webhook_body(message_id, created, told, title, text), message_id, now, post)
    notifier = apprise.Apprise()
    if not notifier.add(url):
        return f"{redacted(contact.url)} is no address that Apprise knows"
    severities = {one.severity for one in told}
    kind = apprise.NotifyType.FAILURE if "critical" in severities else apprise.NotifyType.WARNING
    if all(one.kind == "resolved" for one in told):
        kind = apprise.NotifyType.SUCCESS
    sent = notifier.notify(body=text, title=title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT)
    return "" if sent else f"{redacted(contact.url)} did not take the message"


def _webhook(contact: Contact, url: str, body: bytes, message_id: str, now: datetime, post: Post) -> str:
    headers = {"Content-Type": "application/json", "User-Agent": "Straitwatch", "Idempotency-Key": message_id}
    if contact.secret:
        headers["X-Straitwatch-Signature"] = signature(filled(contact.secret), int(now.timestamp()), body)
    try:
        status = post(url, body, headers)
    except httpx.HTTPError as error:
        return f"{redacted(contact.url)}: {type(error).__name__}"
    except httpx.InvalidURL:
        return f"{redacted(contact.url)} is no address"
    return "" if 200 <= status < 300 else f"{redacted(contact.url)} answered {status}"


def told_as_test(now: datetime) -> Told:
    """Return the alert of a test message."""
    return Told("test", "info", "Test of a contact point", "Tokyo-Beijing", now, "This is a test.", {}, ())


def send_test(contact: Contact, now: datetime, post: Post = http_post) -> str:
    """Send a test message; return "" on success, else what went wrong.

    Raises:
        RuleError: see `deliver`.
    """
    key = hashlib.sha256(f"test\x1f{contact.name}\x1f{now.isoformat()}".encode()).hexdigest()[:32]
    return deliver(contact, key, now, [told_as_test(now)], now, post)
