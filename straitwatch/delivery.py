"""Delivery: one message to one contact point, through Apprise or as a signed webhook."""

import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import apprise
import httpx
import msgspec

from straitwatch.contact import Contact, filled, is_webhook, redacted
from straitwatch.errors import RuleError, StraitwatchError
from straitwatch.notice import Chart, Told, harmless, render
from straitwatch.store import Store

log = logging.getLogger(__name__)
logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its messages may hold addresses with tokens

SECONDS = 15.0
OF_DRAWING = (
    *(StraitwatchError, ArithmeticError, AttributeError, ImportError, LookupError, MemoryError, OSError, RuntimeError),
    *(TypeError, ValueError),
)
"""Errors of making a chart: the message goes without one."""
NO_CHART = "the message to %s goes without a chart: %s: %s"
Draw = Callable[[], Sequence[Chart]]
"""Makes the charts of a message; called only where they will be sent."""
Post = Callable[[str, bytes, Mapping[str, str]], int]
"""Posts a body with headers to an address and returns the status; raises httpx.HTTPError."""


def http_post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post over HTTP, without following redirects."""
    return httpx.post(url, content=body, headers=dict(headers), timeout=SECONDS, follow_redirects=False).status_code


def no_charts() -> Sequence[Chart]:
    """Draw nothing."""
    return ()


def charts_from(store: Store, told: Sequence[Told], until: datetime) -> Draw:
    """Return what draws the charts of a message from the store."""

    def draw() -> Sequence[Chart]:
        from straitwatch.alert_chart import charts

        return charts(store, told, until)

    return draw


def _drawn(contact: Contact, draw: Draw) -> Sequence[Chart]:
    """Return the charts for a contact point; none where it wants none, or where drawing fails, which is logged."""
    if not contact.chart:
        return ()
    try:
        return draw()
    except OF_DRAWING as error:
        log.warning(NO_CHART, contact.name, type(error).__name__, error)
        return ()


def webhook_body(
    message_id: str, created: datetime, told: Sequence[Told], title: str, text: str, charts: Sequence[Chart] = ()
) -> bytes:
    """Return the JSON of a webhook; the picture of a chart is its field `png` in base64."""
    data = {"id": message_id, "version": 1, "created": created, "title": title, "text": text, "alerts": list(told)}
    return msgspec.json.encode(data | {"charts": list(charts)})


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
    draw: Draw = no_charts,
) -> str:
    """Send a message; return "" on success, else what went wrong, without any secret.

    Where the template of the contact point fails on these alerts, the default one takes its place.

    Raises:
        RuleError: the contact point names a secret that is not set.
    """
    title, text = _rendered(contact, told)
    url = filled(contact.url)
    if is_webhook(url):
        body = webhook_body(message_id, created, told, title, text, _drawn(contact, draw))
        return _webhook(contact, url, body, message_id, now, post)
    notifier = apprise.Apprise()
    if not notifier.add(url):
        return f"{redacted(contact.url)} is no address that Apprise knows"
    severities = {one.severity for one in told}
    kind = apprise.NotifyType.FAILURE if "critical" in severities else apprise.NotifyType.WARNING
    if all(one.kind == "resolved" for one in told):
        kind = apprise.NotifyType.SUCCESS
    takes_files = any(service.attachment_support for service in notifier)
    with ExitStack() as until_sent:
        files = _files(contact, _drawn(contact, draw) if takes_files else (), until_sent)
        sent = notifier.notify(
            body=text, title=title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT, attach=files or None
        )
    return "" if sent else f"{redacted(contact.url)} did not take the message"


def _rendered(contact: Contact, told: Sequence[Told]) -> tuple[str, str]:
    try:
        return render(contact.template, told)
    except RuleError as error:
        log.warning("the template of %s failed, the default one is used: %s", contact.name, error)
        title, text = render("default", told)
        return title, f"{text}\n\nThe template of this contact point failed: {harmless(str(error))}"


def _files(contact: Contact, charts: Sequence[Chart], until_sent: ExitStack) -> list[str]:
    """Write charts into a folder until the message is sent: many services of Apprise open an attachment by its path."""
    if not charts:
        return []
    try:
        made = TemporaryDirectory(prefix="straitwatch-", ignore_cleanup_errors=True)
        paths = [Path(until_sent.enter_context(made)) / chart.name for chart in charts]
        for path, chart in zip(paths, charts, strict=True):
            path.write_bytes(chart.png)
    except OSError as error:
        log.warning(NO_CHART, contact.name, type(error).__name__, error)
        return []
    return [str(path) for path in paths]


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


def send_test(contact: Contact, now: datetime, post: Post = http_post, store: Store | None = None) -> str:
    """Send a test message, with a chart where a store is given; return "" on success, else what went wrong.

    Raises:
        RuleError: see `deliver`.
    """
    key = hashlib.sha256(f"test\x1f{contact.name}\x1f{now.isoformat()}".encode()).hexdigest()[:32]
    told = [told_as_test(now)]
    return deliver(contact, key, now, told, now, post, no_charts if store is None else charts_from(store, told, now))
