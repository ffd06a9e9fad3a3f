"""Rule files: rules, contact points and routes as YAML."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import msgspec
import yaml

from straitwatch.contact import Contact, Route, read_contact, read_route
from straitwatch.errors import RuleError
from straitwatch.rules import Rule, plain, read_rule

SECTIONS = ("rules", "contacts", "routes")


@dataclass(frozen=True)
class RuleFile:
    """What a rule file holds."""

    rules: tuple[Rule, ...] = ()
    contacts: tuple[Contact, ...] = ()
    routes: tuple[Route, ...] = ()


def read_yaml(text: str, where: str) -> object:
    """Return what a YAML text holds.

    Raises:
        RuleError: naming the line that is no YAML.
    """
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise RuleError(f"{where}{line}: no YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise RuleError(f"{where}: no YAML: {error}") from error


def parse(text: str, actors: Sequence[str], where: str) -> RuleFile:
    """Return the content of a rule file.

    Raises:
        RuleError: naming the file, the line or the field that is wrong.
    """
    data = read_yaml(text, where) or {}
    if not isinstance(data, dict) or any(section not in SECTIONS for section in data):
        raise RuleError(f"{where}: a rule file is a mapping with {', '.join(SECTIONS)}")
    for section, rows in data.items():
        if not isinstance(rows, list):
            raise RuleError(f"{where}: {section}: a list is expected")
    rules = tuple(read_rule(v, actors, f"{where}: rules[{i}]") for i, v in enumerate(data.get("rules", [])))
    contacts = tuple(read_contact(v, f"{where}: contacts[{i}]") for i, v in enumerate(data.get("contacts", [])))
    routes = tuple(read_route(v, f"{where}: routes[{i}]") for i, v in enumerate(data.get("routes", [])))
    _unique([rule.id for rule in rules], f"{where}: rules: id")
    _unique([contact.name for contact in contacts], f"{where}: contacts: name")
    return RuleFile(rules, contacts, routes)


def _unique(names: Sequence[str], where: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RuleError(f"{where}: {twice[0]!r} is given twice")


def read_file(path: Path, actors: Sequence[str]) -> RuleFile:
    """Return the content of the rule file at a path.

    Raises:
        RuleError: it cannot be read, or what `parse` raises.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), actors, str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"the rule file {path} cannot be read: {error}") from error


def default_rules(actors: Sequence[str]) -> RuleFile:
    """Return the rules that come with the program, for a store that has none."""
    text = files("straitwatch").joinpath("default_rules.yaml").read_text(encoding="utf-8")
    return parse(text, actors, "default_rules.yaml")


def dump(content: RuleFile) -> str:
    """Return the YAML of a rule file; `parse` gives the same content back. References to secrets stay references."""
    data: dict[str, object] = {"rules": [plain(rule) for rule in content.rules]}
    for section, rows in (("contacts", content.contacts), ("routes", content.routes)):
        plain_rows = [msgspec.to_builtins(row) for row in rows]
        data[section] = [{key: value for key, value in row.items() if value not in ("", [], ())} for row in plain_rows]
    return as_yaml(data)


def as_yaml(data: object) -> str:
    """Return plain data as YAML, in the order they are in."""
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)
