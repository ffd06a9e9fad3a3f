"""Rules of alerts as data: what is matched, the detector and its options, and how long a state must last."""

import difflib
import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from straitwatch.detectors.detector import AnyDetector
from straitwatch.errors import RuleError
from straitwatch.subject import all_directions, dyads, usual_name

Text = Annotated[str, Meta(min_length=1, max_length=200)]
Share = Annotated[float, Meta(ge=0, le=1)]
Hours = Annotated[float, Meta(ge=0, le=24 * 365)]
Severity = Literal["info", "warning", "critical"]


class Match(Struct, frozen=True, forbid_unknown_fields=True):
    """Which statements a rule looks at; an empty field takes all.

    Each dyad and each direction named is a subject of its own; with neither every dyad is. `speakers` and `outlets`
    keep only their statements, `min_confidence` is of the stance label.
    """

    dyads: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    min_confidence: Share = 0.0


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """An alert rule.

    It fires once its detector has been over for `for_hours`, and is normal again once it has been calm for
    `recover_hours` (twice, four and eight times as long where it flaps). `id` is made from the name where it is empty.
    """

    name: Text
    detector: AnyDetector
    match: Match = Match()
    id: str = ""
    for_hours: Hours = 0.0
    recover_hours: Hours = 24.0
    severity: Severity = "warning"
    paused: bool = False
    notify_no_data: bool = False
    note: Annotated[str, Meta(max_length=2000)] = ""

    @property
    def revision(self) -> str:
        """Hash of what decides the transitions; a rule with another one starts from the state normal."""
        deciding = (self.id, self.detector, self.match, self.for_hours, self.recover_hours)
        return hashlib.sha256(msgspec.json.encode(deciding)).hexdigest()[:16]

    def subjects(self, actors: Sequence[str]) -> tuple[str, ...]:
        """Return the dyads and directions the rule is evaluated for; "feed" for the silence of the feed."""
        if self.detector.__struct_config__.tag == "feed-silence":
            return (FEED,)
        return (*self.match.dyads, *self.match.directions) or dyads(actors)


FEED = "feed"
"""Subject of a rule that watches the feed itself."""


def checked_subjects(subjects: Sequence[str], actors: Sequence[str], where: str) -> tuple[str, ...]:
    """Return subjects of alerts as they are usually written.

    Raises:
        RuleError: one is no dyad or direction of the actors, and not the feed.
    """
    known = (*dyads(actors), *all_directions(actors), FEED)
    named = tuple(usual_name(name, actors) for name in subjects)
    for name in named:
        if name not in known:
            raise RuleError(f"{where}: {name!r} is none of {', '.join(known)}")
    return named


def slug(name: str) -> str:
    """Return an id made from a name.

    >>> slug("Burst: Tokyo > Beijing")
    'burst-tokyo-beijing'
    """
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")[:60] or hashlib.sha256(name.encode()).hexdigest()[:12]


def checked(rule: Rule, actors: Sequence[str], where: str = "") -> Rule:
    """Return the rule with its id filled in.

    Raises:
        RuleError: a dyad, direction or speaker is not among the actors, or the options of the detector do not fit.
    """
    at = f"{where or 'rule'} ({rule.name})"
    try:
        rule = msgspec.convert(msgspec.to_builtins(rule), Rule, strict=True)
    except msgspec.ValidationError as error:
        raise RuleError(f"{at}: {plain_error(error)}") from error
    named = tuple(dict.fromkeys(usual_name(name, actors) for name in rule.match.dyads))
    rule = msgspec.structs.replace(rule, match=msgspec.structs.replace(rule.match, dyads=named))
    known = {"dyads": dyads(actors), "directions": all_directions(actors), "speakers": tuple(actors)}
    for field, names in known.items():
        for name in getattr(rule.match, field):
            if name not in names:
                raise RuleError(f"{at}: match.{field}: {name!r} is none of {', '.join(names)}")
    detector = rule.detector
    if detector.__struct_config__.tag == "level":
        recover = getattr(detector, "recover", None)
        if recover is not None and recover > getattr(detector, "above", 0.0):
            raise RuleError(f"{at}: detector.recover: {recover} lies over the threshold detector.above")
    if rule.id and slug(rule.id) != rule.id:
        raise RuleError(f"{at}: id: {rule.id!r} may hold only lower-case letters, digits and dashes")
    return rule if rule.id else msgspec.structs.replace(rule, id=slug(rule.name))


def read_rule(value: object, actors: Sequence[str], where: str = "rule") -> Rule:
    """Return the rule that plain data (a mapping as YAML or JSON gives it) describes.

    Raises:
        RuleError: naming the field that is wrong.
    """
    try:
        rule = msgspec.convert(value, Rule, strict=True)
    except msgspec.ValidationError as error:
        raise RuleError(f"{where}: {plain_error(error)}") from error
    return checked(rule, actors, where)


def plain(rule: Rule) -> dict[str, object]:
    """Return the rule as plain data, without the fields that hold their defaults."""
    data = msgspec.to_builtins(rule)
    defaults = msgspec.to_builtins(Rule("", rule.detector))
    kept = {key: value for key, value in data.items() if key == "detector" or value != defaults[key]}
    if "match" in kept:
        kept["match"] = {key: value for key, value in data["match"].items() if value}
    return kept


def plain_error(error: msgspec.ValidationError, fields: Sequence[str] = ()) -> str:
    """Return the message with the path of the field in front, and with what may be written there.

    `fields` are the names there are, those of rules unless given.

    >>> plain_error(msgspec.ValidationError("Expected `float`, got `str` - at `$.detector.above`"))
    'detector.above: Expected `float`, got `str`'
    >>> plain_error(msgspec.ValidationError("Object contains unknown field `dyad` - at `$.match`"))
    'match: Object contains unknown field `dyad`; did you mean `dyads`?'
    >>> plain_error(msgspec.ValidationError("Invalid enum value 'high' - at `$.severity`"))
    "severity: Invalid enum value 'high'; choose info, warning, critical"
    """
    message, _, path = str(error).partition(" - at `$")
    field = path.rstrip("`").lstrip(".")
    if message.startswith("Invalid ") and field in CHOICES:
        message += f"; choose {', '.join(CHOICES[field])}"
    unknown = re.search(r"unknown field `(.*)`", message)
    near = difflib.get_close_matches(unknown[1], fields or FIELDS, 1) if unknown else []
    if near:
        message += f"; did you mean `{near[0]}`?"
    return f"{field}: {message}" if field else message


def _choices() -> Mapping[str, tuple[str, ...]]:
    """Return the words that a field takes, of those that take one of a few."""
    found = {"detector.kind": tuple(str(one.__struct_config__.tag) for one in get_args(AnyDetector))}
    for one in (Rule, *get_args(AnyDetector)):
        at = "" if one is Rule else "detector."
        found |= {
            at + field.name: get_args(field.type)
            for field in msgspec.structs.fields(one)
            if getattr(field.type, "__origin__", None) is Literal
        }
    return found


CHOICES = _choices()
FIELDS = tuple(field.name for one in (Rule, Match, *get_args(AnyDetector)) for field in msgspec.structs.fields(one))
"""Names of the fields of rules."""
