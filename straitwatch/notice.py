"""Notices: the text of a message, from templates that cannot do anything and quotes that cannot look like markup."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from straitwatch.errors import RuleError

SHOWN = 20
"""Alerts that a message writes out; of the others it tells the number."""
LONGEST = 320
LIMIT = 20_000
_MARKS = re.compile(r"(?<=[@:\]])(?=[\w/(])|(?<=[*_`~|])(?=[*_`~|])")


@dataclass(frozen=True)
class Quoted:
    """A statement as a notice shows it; `gloss` is its text word by word in English, where it is not English."""

    speaker: str
    target: str
    label: str
    confidence: float
    text: str
    outlet: str
    title: str
    url: str
    published: datetime
    gloss: str = ""


@dataclass(frozen=True)
class Told:
    """One alert as a notice tells it: kind is firing, resolved, no data, error or test.

    `index` holds tension, day_before, baseline and z at that time, those of them that are known.
    """

    kind: str
    severity: str
    rule: str
    subject: str
    at: datetime
    reason: str
    numbers: Mapping[str, float]
    statements: tuple[Quoted, ...]
    sample: bool = False
    index: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A picture of the tension of `subject` over [since, until]; `png` are the bytes of the file."""

    subject: str
    since: datetime
    until: datetime
    png: bytes

    @property
    def name(self) -> str:
        """Name of the file, in letters that any service takes.

        >>> Chart("Tokyo>Beijing", datetime.min, datetime.max, b"").name
        'tension-tokyo-beijing.png'
        """
        return f"tension-{re.sub('[^a-z0-9]+', '-', self.subject.casefold()).strip('-')}.png"


def harmless(words: str) -> str:
    """Return words of an article as plain text for any channel.

    Line ends, control and direction marks go; angle brackets become their likes; a zero-width space stands in every
    mention, link and doubled mark, so that no channel reads a command, an address or formatting out of them.

    >>> harmless("<b>Hi</b>\\n@everyone").replace("\\u200b", "|")
    '‹b›Hi‹/b› @|everyone'
    """
    kept = "".join(" " if c in "\n\r\t\u2028\u2029" else c for c in words)
    kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    kept = " ".join(kept.replace("<", "‹").replace(">", "›").split())
    kept = kept if len(kept) <= LONGEST else kept[: LONGEST - 1].rstrip() + "…"
    return _MARKS.sub("\u200b", kept)


def environment() -> ImmutableSandboxedEnvironment:
    """Return the sandbox of the templates: no access to attributes that begin with "_", no change of values."""
    made = ImmutableSandboxedEnvironment(
        autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=False
    )
    made.filters["time"] = lambda moment: moment.strftime("%Y-%m-%d %H:%M UTC")
    made.globals.pop("range", None)
    return made


def template_text(name: str) -> str:
    """Return the text of a template of the program by its name, or the user's own template as it is.

    Raises:
        RuleError: there is no template of that name.
    """
    if "{" in name or "\n" in name:
        return name
    file = files("straitwatch").joinpath("templates", f"{name}.txt")
    if not re.fullmatch(r"[a-z]+", name) or not file.is_file():
        raise RuleError(f"contact: template: there is no template {name!r}; write default, short, or a template")
    return file.read_text(encoding="utf-8")


def render(template: str, told: Sequence[Told]) -> tuple[str, str]:
    """Return title and text of a message; the first line of the rendered template is the title.

    Raises:
        RuleError: the template is wrong, or what it makes is longer than 20,000 characters.
    """
    shown = [_clean(one) for one in told[:SHOWN]]
    try:
        made = environment().from_string(template_text(template))
        text = made.render(alerts=shown, more=max(0, len(told) - SHOWN), count=len(told)).strip()
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        line = f"line {error.lineno}: " if isinstance(error, TemplateSyntaxError) else ""
        raise RuleError(f"contact: template: {line}{type(error).__name__}: {error}") from error
    if len(text) > LIMIT:
        raise RuleError(f"contact: template: it makes {len(text):,} characters; the limit is {LIMIT:,}")
    title, _, body = text.partition("\n")
    return title.strip(), body.strip() or title.strip()


def render_sample(template: str) -> tuple[str, str]:
    """Return what a template makes of a made-up message of several alerts, to find what is wrong with it.

    Raises:
        RuleError: the template is wrong.
    """
    at = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
    quote = Quoted(
        "Beijing", "Tokyo", "hostile", 0.9, "Words.", "The Invented Post", "Title", "https://example.org", at
    )
    kinds = ("firing", "resolved", "no data", "error", "test")
    index = {"tension": 40.0, "day_before": 20.0, "baseline": 10.0, "z": 5.0}
    told = [Told(k, "warning", "Rule", "Tokyo-Beijing", at, "Why.", {"a": 1.0}, (quote,), index=index) for k in kinds]
    render(template, told[:1])
    return render(template, [*told, *told[:1] * SHOWN])


def _clean(one: Told) -> dict[str, object]:
    statements = [
        {
            "speaker": harmless(quote.speaker),
            "target": harmless(quote.target),
            "label": quote.label,
            "confidence": quote.confidence,
            "text": harmless(quote.text),
            "gloss": harmless(quote.gloss),
            "outlet": harmless(quote.outlet),
            "title": harmless(quote.title),
            "url": quote.url if re.fullmatch(r"https?://[^\s<>\"'()\[\]]{4,500}", quote.url) else "",
            "published": quote.published,
        }
        for quote in one.statements
    ]
    return {
        "kind": one.kind,
        "severity": one.severity,
        "rule": harmless(one.rule),
        "subject": harmless(one.subject),
        "at": one.at,
        "reason": harmless(one.reason),
        "numbers": dict(one.numbers),
        "index": dict(one.index),
        "statements": statements,
        "sample": one.sample,
    }
