"""Rule files for tests: small texts in, what is wrong with them out."""

from pathlib import Path

from monitor.rules import check, load
from monitor.rules.model import RuleSet

_RULE = "rules:\n  - rule: r\n    channel: console\n    match: {match}\n"


def write(directory: Path, text: str | bytes, name: str = "rules.yaml") -> Path:
    """Put a rule file into a directory; return the directory."""
    file = directory / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return directory


def problems(directory: Path, text: str | bytes) -> list[str]:
    """Return the problems of one file as `line:column: message`."""
    checked = check(write(directory, text) / "rules.yaml")
    return [f"{found.line}:{found.column}: {found.message}" for found in checked.problems]


def warnings(directory: Path, text: str) -> list[str]:
    """Return the warnings of one file that loads, as `line:column: code: message`."""
    checked = check(write(directory, text) / "rules.yaml")
    assert not checked.problems, checked.problems
    return [f"{found.line}:{found.column}: {found.code}: {found.message}" for found in checked.warnings]


def loaded(directory: Path, text: str) -> RuleSet:
    """Return the rule set of one file."""
    return load(write(directory, text) / "rules.yaml")


def rule_matching(match: str) -> str:
    """Return a file with one rule, whose `match:` (4:12) is written as given."""
    return _RULE.format(match=match)
