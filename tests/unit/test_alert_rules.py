"""Rules as data: errors that name the field, round trips, matchers."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from straitwatch.actor import CAPITALS
from straitwatch.contact import Contact, Route, filled, redacted
from straitwatch.detectors.detector import AnyDetector
from straitwatch.detectors.feed_silence import FeedSilence
from straitwatch.detectors.level import Level
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.detectors.shift import Shift
from straitwatch.detectors.spike import Spike
from straitwatch.errors import RuleError
from straitwatch.rule_file import RuleFile, default_rules, dump, parse
from straitwatch.rules import Match, Rule, checked, read_rule

WRONG = [
    ("rules: [{name: A, detector: {kind: level}}]", r"f.yaml: rules\[0\].*detector.*`above`"),
    (
        "rules: [{name: A, detector: {kind: wave}}]",
        r"rules\[0\]: detector.kind: Invalid value 'wave'; choose spike, level, shift, statement, feed-silence",
    ),
    (
        "rules: [{name: A, severity: high, detector: {kind: spike}}]",
        r"rules\[0\]: severity: .*'high'; choose info, warning, critical",
    ),
    (
        "rules: [{name: A, detector: {kind: spike, measure: words}}]",
        r"detector.measure: .*; choose confrontation, cooperation, volume",
    ),
    ("rules: [{name: A, detector: {kind: spike, false_alarms: 0}}]", r"rules\[0\]: detector.false_alarms: .*>= 0.02"),
    (
        "rules: [{name: A, detector: {kind: spike, flase_alarms: 1}}]",
        r"rules\[0\]: detector: .*`flase_alarms`; did you mean `false_alarms`\?",
    ),
    ("rules: [{name: A, for_hours: soon, detector: {kind: spike}}]", r"rules\[0\]: for_hours: Expected `float`"),
    (
        "rules: [{name: A, match: {dyads: [Tokyo-Oslo]}, detector: {kind: spike}}]",
        r"rules\[0\] \(A\): match.dyads: 'Tokyo-Oslo' is none of Tokyo-Beijing",
    ),
    (
        "rules: [{name: A, detector: {kind: level, above: 3, recover: 5}}]",
        r"detector.recover: 5.0 lies over the threshold",
    ),
    ("rules: [{name: A, detector: {kind: spike}}, {name: A, detector: {kind: spike}}]", "id: 'a' is given twice"),
    ("rules: {name: A}", "f.yaml: rules: a list is expected"),
    ("rule: []", "a rule file is a mapping with rules, contacts, routes"),
    ("rules: [\n- {", r"f.yaml, line \d: no YAML"),
    ("contacts: [{name: desk}]", r"contacts\[0\]: Object missing required field `url`"),
    ("contacts: [{name: desk, url: desk}]", r"contacts\[0\]: url: this is no address"),
    ("contacts: [{name: desk, url: 'json://x', charts: false}]", r"contacts\[0\]: .*`charts`; did you mean `chart`\?"),
    (
        "contacts: [{name: desk, url: 'json://x', template: \"A\\n{{ nothing }}\"}]",
        r"f.yaml: contacts\[0\]: template: UndefinedError: 'nothing' is undefined",
    ),
    (
        "contacts: [{name: desk, url: 'json://x', template: \"A\\n{% for a in alerts %}\"}]",
        r"contacts\[0\]: template: line 2: TemplateSyntaxError",
    ),
    ("routes: [{contacts: []}]", r"routes\[0\]: contacts: Expected `array` of length >= 1"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_a_wrong_file_is_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        parse(text, CAPITALS, "f.yaml")


detectors: st.SearchStrategy[AnyDetector] = st.one_of(
    st.builds(Spike, false_alarms=st.floats(0.02, 10), statistic=st.sampled_from(["nb-cusum", "robust-z"])),
    st.builds(Level, above=st.floats(-50, 50), of=st.sampled_from(["tension", "z"])),
    st.builds(Shift, percent=st.floats(1, 500), hours=st.integers(1, 400)),
    st.builds(OneStatement, hostile=st.floats(0.01, 1)),
    st.builds(FeedSilence, hours=st.floats(1, 100), times=st.floats(0, 50)),
)
rules = st.builds(
    Rule,
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40),
    detector=detectors,
    match=st.builds(
        Match,
        dyads=st.lists(st.sampled_from(["Tokyo-Beijing", "Beijing-Taipei"]), unique=True).map(tuple),
        outlets=st.lists(st.text("ab: -#", min_size=1, max_size=5), max_size=2).map(tuple),
        min_confidence=st.floats(0, 1),
    ),
    for_hours=st.floats(0, 100),
    severity=st.sampled_from(["info", "warning", "critical"]),
    paused=st.booleans(),
)
contacts = st.builds(
    Contact,
    name=st.text("abc -", min_size=1, max_size=9),
    url=st.sampled_from(["slack://${A}/${B}", "https://desk.example/a", "${HOOK}"]),
    secret=st.sampled_from(["", "${KEY}"]),
    template=st.sampled_from(["default", "short", "{{ count }} alerts\n{{ alerts[0].reason }}: ü\n"]),
    chart=st.booleans(),
)


@given(rules, contacts)
@example(Rule("x", OneStatement()), Contact("x", "${HOOK}"))
def test_a_rule_file_survives_export_and_import(rule: Rule, contact: Contact) -> None:
    rule = checked(rule, CAPITALS)
    content = RuleFile((rule,), (contact,), (Route((contact.name,), severities=("info",), cooldown_hours=3),))
    assert parse(dump(content), CAPITALS, "f.yaml") == content


def test_a_dyad_may_be_written_either_way_round() -> None:
    rule = read_rule({"name": "A", "detector": {"kind": "spike"}, "match": {"dyads": ["Beijing-Tokyo"]}}, CAPITALS)
    assert rule.subjects(CAPITALS) == ("Tokyo-Beijing",)


def test_the_default_rules_are_valid() -> None:
    assert {rule.id for rule in default_rules(CAPITALS).rules} >= {"burst-of-confrontation", "feed-has-gone-silent"}


def test_whole_numbers_are_the_same_rule() -> None:
    one = read_rule({"name": "A", "detector": {"kind": "level", "above": 5}, "for_hours": 2}, CAPITALS)
    other = read_rule({"name": "A", "detector": {"kind": "level", "above": 5.0}, "for_hours": 2.0}, CAPITALS)
    assert one.revision == other.revision


def test_subjects_of_a_rule() -> None:
    assert Rule("A", Spike()).subjects(CAPITALS) == ("Tokyo-Beijing", "Tokyo-Taipei", "Beijing-Taipei")
    chosen = Rule("A", Spike(), match=Match(dyads=("Tokyo-Beijing",), directions=("Beijing>Taipei",)))
    assert chosen.subjects(CAPITALS) == ("Tokyo-Beijing", "Beijing>Taipei")
    assert Rule("A", FeedSilence()).subjects(CAPITALS) == ("feed",)


def test_secrets_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("of-file\n")
    environment = {"STRAITWATCH_SECRET_A": "of-env", "STRAITWATCH_SECRET_B_FILE": str(file)}
    assert filled("slack://${A}/${B}", environment) == "slack://of-env/of-file"
    with pytest.raises(RuleError, match="set STRAITWATCH_SECRET_C"):
        filled("${C}", environment)
    environment["STRAITWATCH_SECRET_D_FILE"] = str(tmp_path / "absent")
    with pytest.raises(RuleError, match="STRAITWATCH_SECRET_D_FILE cannot be read"):
        filled("${D}", environment)


@pytest.mark.parametrize("url", ["https://ada:pass@desk.example/hook?key=1", "tgram://123:abc/456", "mailto://a:p@x"])
def test_a_shown_address_holds_no_secret(url: str) -> None:
    for secret in ("pass", "key=1", "abc", ":p@"):
        assert secret not in redacted(url)
