"""Notices and their delivery: untrusted words stay words, templates stay in their sandbox, webhooks are signed."""

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.contact import Contact, read_contact
from straitwatch.delivery import deliver, send_test
from straitwatch.errors import RuleError
from straitwatch.notice import Quoted, Told, harmless, render

AT = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)


def quote(text: str, url: str = "https://example.org/a") -> Quoted:
    return Quoted("Beijing", "Tokyo", "hostile", 0.93, text, "Harbour Times", "A title", url, AT)


def told(text: str = "We will respond.", url: str = "https://example.org/a", number: int = 1) -> list[Told]:
    why = "41.0 points of confrontation in 24 hours, 4.1 times the usual 10.0"
    numbers = {"score": 9.0}
    return [Told("firing", "critical", "Burst", "Tokyo-Beijing", AT, why, numbers, (quote(text, url),))] * number


def test_a_notice_says_why_with_the_quote_its_outlet_and_link() -> None:
    title, text = render("default", told())
    assert title == "FIRING: Burst, Tokyo-Beijing"
    for part in ("4.1 times the usual", "Beijing on Tokyo, hostile (93 %)", "Harbour Times", "“We will respond.”"):
        assert part in text
    assert "https://example.org/a" in text


def test_a_notice_puts_words_that_are_not_english_into_english() -> None:
    (one,) = told("厳重に抗議する。")
    glossed = replace(one, statements=(replace(one.statements[0], gloss="solemnly to protest"),))
    assert "“厳重に抗議する。” (gloss: solemnly to protest)" in render("default", [glossed])[1]
    assert "gloss" not in render("default", [one])[1]


def test_a_notice_says_where_the_index_stands() -> None:
    (one,) = told()
    index = {"tension": 70.31, "day_before": 40.1, "baseline": 24.1, "z": 4.26}
    assert (
        "Index: tension 70.3 (40.1 a day before), baseline 24.1, z 4.3"
        in render("default", [replace(one, index=index)])[1]
    )
    assert "Index: tension 70.3\n" in render("default", [replace(one, index={"tension": 70.3})])[1]
    assert "Index" not in render("default", [one])[1]


def test_a_template_that_fails_on_a_message_gives_way_to_the_default_one(caplog: pytest.LogCaptureFixture) -> None:
    hook = Hook()
    contact = read_contact(
        {"name": "desk", "url": "http://desk.example/", "template": "{{ '%.1f' % alerts[0].index.z }}"}
    )
    assert deliver(contact, "key", AT, told(), AT, hook) == ""
    data = json.loads(hook.calls[0][1])
    assert data["title"] == "FIRING: Burst, Tokyo-Beijing"
    assert "The template of this contact point failed: contact: template: UndefinedError" in data["text"].replace(
        "\u200b", ""
    )
    assert "the template of desk failed" in caplog.text


def test_many_alerts_are_one_notice() -> None:
    title, text = render("default", told(number=100))
    assert title.startswith("100 alerts")
    assert "and 80 more" in text
    assert text.count("Why:") == 20


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("@everyone look", "@everyone"),
        ("<!channel> now", "<!channel"),
        ("[click](https://evil.example)", "](http"),
        ("see https://evil.example/x", "https://evil"),
        ("mail javascript:alert(1)", "javascript:alert"),
        ("a\r\nBcc: all@evil.example", "\n"),
        ("\u202etxt.exe", "\u202e"),
        ("**bold** and ```code```", "**"),
        ("{{ 7 * 7 }}{% for %}", "49"),
    ],
)
def test_words_of_an_article_cannot_act(words: str, gone: str) -> None:
    assert gone not in harmless(words)
    assert gone not in render("short", told())[1]
    line = next(line for line in render("default", told(words))[1].splitlines() if line.startswith("- "))
    assert gone not in line.removesuffix(" https://example.org/a")


@settings(max_examples=50)
@given(st.text(max_size=600))
def test_harmless_words_are_one_short_line(words: str) -> None:
    kept = harmless(words)
    assert len(kept.replace("\u200b", "")) <= 320
    assert not set(kept) & set("<>\n\r\x00")


def test_a_link_that_is_none_is_left_out() -> None:
    assert "javascript" not in render("default", told(url="javascript:alert(1)"))[1]


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ alerts.append(1) }}",
        "{{ self.__init__.__globals__ }}",
        "{% include 'default.txt' %}",
        "{{ nothing }}",
        "{% for a in alerts %}",
    ],
)
def test_a_template_cannot_leave_its_sandbox(template: str) -> None:
    with pytest.raises(RuleError, match="contact: template"):
        render(template, told())


def test_an_unknown_template_is_named() -> None:
    with pytest.raises(RuleError, match="there is no template 'fancy'"):
        render("fancy", told())


class Hook:
    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.calls: list[tuple[str, bytes, Mapping[str, str]]] = []

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        self.calls.append((url, body, headers))
        if self.status == 0:
            raise httpx.ConnectTimeout(f"no answer from {url}")
        return self.status


def test_a_webhook_is_signed_and_carries_its_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRAITWATCH_SECRET_HOOK", "s3cret")
    hook = Hook()
    contact = Contact("desk", "https://desk.example/hook", secret="${HOOK}")
    assert deliver(contact, "key-1", AT, told(), AT, hook) == ""
    url, body, headers = hook.calls[0]
    assert url == "https://desk.example/hook"
    assert headers["Idempotency-Key"] == "key-1"
    signed = f"{int(AT.timestamp())}.".encode() + body
    digest = hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert headers["X-Straitwatch-Signature"] == f"t={int(AT.timestamp())},v1={digest}"
    data = json.loads(body)
    assert data["alerts"][0]["statements"][0]["url"] == "https://example.org/a"
    deliver(contact, "key-1", AT, told(), AT, hook)
    assert hook.calls[1][1] == body


@pytest.mark.parametrize("status", [0, 302, 404, 500])
def test_a_failure_is_told_without_the_secret(
    status: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("STRAITWATCH_SECRET_HOOK", "s3cret")
    contact = Contact("desk", "https://desk.example/${HOOK}?token=${HOOK}", secret="${HOOK}")
    with caplog.at_level(logging.DEBUG):
        error = deliver(contact, "key-1", AT, told(), AT, Hook(status))
    assert "desk.example" in error
    assert "s3cret" not in error + caplog.text


def test_a_test_message_is_sent() -> None:
    hook = Hook()
    assert send_test(Contact("desk", "http://127.0.0.1:9/hook"), AT, hook) == ""
    assert json.loads(hook.calls[0][1])["alerts"][0]["kind"] == "test"
