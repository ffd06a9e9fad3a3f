"""Contact points, and the routes that say which of them is told of what; secrets stay out of both.

Where an address holds a secret, write `${NAME}` for the environment variable STRAITWATCH_SECRET_NAME or, where that is
not set, the file named by STRAITWATCH_SECRET_NAME_FILE.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from straitwatch.errors import RuleError
from straitwatch.notice import render_sample
from straitwatch.rules import Severity, Text, plain_error
from straitwatch.topics import Transition

PREFIX = "STRAITWATCH_SECRET_"
_NAMED = re.compile(r"\$\{([A-Z0-9_]+)\}")
_ADDRESS = re.compile(r"\$\{[A-Z0-9_]+\}|[A-Za-z0-9+.-]+://.")


class Contact(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where notifications go: `url` as Apprise takes it, or an http(s) address that gets JSON signed with `secret`.

    `template` names a template of the program ("default", "short") or holds one of the user's own. `chart` sends a
    picture of the tension with the message, where the channel takes one.
    """

    name: Text
    url: Annotated[str, Meta(min_length=3, max_length=2000)]
    secret: str = ""
    template: str = "default"
    chart: bool = True


def is_webhook(url: str) -> bool:
    """Tell whether an address is the program's own signed webhook, and not a service of Apprise."""
    return url.startswith(("http://", "https://"))


class Route(Struct, frozen=True, forbid_unknown_fields=True):
    """Sends matching transitions to contact points; an empty field matches all.

    Notifications that fall due within `group_minutes` of the first are one message. The same rule and subject are told
    again at the earliest `cooldown_hours` after the last time they fired.
    """

    contacts: Annotated[tuple[str, ...], Meta(min_length=1)]
    rules: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    group_minutes: Annotated[float, Meta(ge=0, le=24 * 60)] = 1.0
    cooldown_hours: Annotated[float, Meta(ge=0, le=24 * 90)] = 6.0

    def matches(self, transition: Transition, severity: str) -> bool:
        """Tell whether the route takes a transition."""
        return (
            (not self.rules or transition.rule_id in self.rules)
            and (not self.subjects or transition.subject in self.subjects)
            and (not self.severities or severity in self.severities)
        )


def checked_contact(contact: Contact, where: str = "contact") -> Contact:
    """Return the contact point if its address and template can be used.

    Raises:
        RuleError: naming the field that is wrong.
    """
    if not _ADDRESS.match(contact.url):
        raise RuleError(
            f"{where}: url: this is no address; write it as Apprise takes it, such as mailtos://…, or https://…"
        )
    try:
        render_sample(contact.template)
    except RuleError as error:
        raise RuleError(where + str(error).removeprefix("contact")) from error
    return contact


def read_contact(value: object, where: str = "contact") -> Contact:
    """Return the contact point that plain data describes.

    Raises:
        RuleError: naming the field that is wrong.
    """
    try:
        return checked_contact(msgspec.convert(value, Contact, strict=True), where)
    except msgspec.ValidationError as error:
        raise RuleError(f"{where}: {plain_error(error, Contact.__struct_fields__)}") from error


def read_route(value: object, where: str = "route") -> Route:
    """Return the route that plain data describes.

    Raises:
        RuleError: naming the field that is wrong.
    """
    try:
        return msgspec.convert(value, Route, strict=True)
    except msgspec.ValidationError as error:
        raise RuleError(f"{where}: {plain_error(error, Route.__struct_fields__)}") from error


def filled(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the text with its `${NAME}`s replaced by the secrets they name.

    Raises:
        RuleError: a secret is set neither in the environment nor in a file; its value is never in the message.
    """

    def secret(match: re.Match[str]) -> str:
        name = PREFIX + match[1]
        if name in environment:
            return environment[name]
        if name + "_FILE" in environment:
            try:
                return Path(environment[name + "_FILE"]).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise RuleError(f"the file named by {name}_FILE cannot be read: {error.strerror}") from error
        raise RuleError(f"a contact names the secret {match[1]}: set {name}, or {name}_FILE to a file that holds it")

    return _NAMED.sub(secret, text)


def redacted(url: str) -> str:
    """Return an address as it may be shown: the service, and what names a secret, but no value.

    >>> redacted("slack://tokenA/tokenB/tokenC"), redacted("https://desk.example/hook?key=1")
    ('slack://…', 'https://desk.example/…')
    >>> redacted("${HOOK}")
    '${HOOK}…'
    """
    if url.startswith("${"):
        return url.partition("}")[0] + "}…"
    service, _, rest = url.partition("://")
    if service not in ("http", "https"):
        return f"{service}://…"
    host = rest.rpartition("@")[2].partition("/")[0].partition("?")[0]
    return f"{service}://{host}/…"
