"""Reading one file's nodes as the format wants them, and saying so where they are something else."""

import re
from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import TypeVar

from monitor.rules.model import Position
from monitor.rules.offsets import Places
from monitor.rules.problems import Problems
from monitor.rules.regexes import Regexes
from monitor.rules.source import Source
from monitor.rules.suggestions import did_you_mean, listed, short
from monitor.rules.yaml_nodes import Mapping, Node, Scalar, Sequence

T = TypeVar("T")

#: Behind a plain value: what YAML takes for a comment, and nobody writes as one.
_CUT_OFF = re.compile(r"[ \t]+(#[^\W_]\S*)(.*)")


@dataclass(frozen=True, slots=True)
class Shape:
    """The keys of one kind of mapping."""

    name: str  #: what it is called in messages: "a feed"
    keys: Collection[str]
    example: str  #: how one begins, for messages
    elsewhere: Map[str, str] = field(default_factory=dict)  #: keys of what stands below it, and what that is called


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping whose keys are known: each key once, values not yet looked at."""

    start: int
    keys: Map[str, Scalar]
    values: Map[str, Node]

    def __contains__(self, key: str) -> bool:
        """Whether the key was written."""
        return key in self.values


class TooManyProblems(Exception):
    """Nothing more of this file is told, so the rest of it is not read."""


class Reader:
    """One file: its text, and where its problems go."""

    def __init__(self, source: Source, problems: Problems) -> None:
        self.source = source
        self.problems = problems
        self.regexes = Regexes()
        self.cut_short: list[tuple[Position, str]] = []  #: warnings: where words were lost to a comment, and what to do

    def position(self, at: Node | int) -> Position:
        """Return the place of a node or an offset."""
        return self.source.position(at if isinstance(at, int) else at.start)

    def problem(self, at: Node | int | Position, message: str) -> None:
        """Take note of a problem; raises TooManyProblems when no more of this file are told."""
        self.problems.add(at if isinstance(at, Position) else self.position(at), message)
        if self.problems.is_full(self.source.path):
            raise TooManyProblems

    def fields(self, node: Node, shape: Shape) -> Fields | None:
        """Return the keys of a mapping; each key that does not belong there is a problem."""
        if not isinstance(node, Mapping):
            kind = _kind(node)
            self.problem(
                node, f"{shape.name} is written as keys with values ({kind} stands here; write {shape.example})"
            )
            return None
        keys: dict[str, Scalar] = {}
        values: dict[str, Node] = {}
        for key, value in node.pairs:
            if not isinstance(key, Scalar):
                self.problem(key, f"a key is a word ({_kind(key)} stands here)")
            elif key.value in keys:
                first = self.position(keys[key.value]).line
                self.problem(key, f"duplicate key {short(key.value)} (the first is on line {first}; write both as one)")
            elif self._known(key, shape):
                keys[key.value] = key
                values[key.value] = value
        return Fields(node.start, keys, values)

    def _known(self, key: Scalar, shape: Shape) -> bool:
        name = key.value
        if name in shape.keys:
            return True
        if name == "<<":
            self.problem(
                key, "merge keys (<<) are no part of this format (write the keys out, or use an alias for a value)"
            )
        else:
            near = did_you_mean(name, shape.keys)
            if name in shape.elsewhere:
                near = f" (it belongs into {shape.elsewhere[name]}: indent it below that)"
            near = near or f" (known: {', '.join(shape.keys)})"
            self.problem(key, f"unknown key {short(name)} in {shape.name}{near}")
        return False

    def items(self, node: Node, what: str) -> Iterator[Node]:
        """Yield the items of a list; anything else is a problem."""
        if isinstance(node, Sequence):
            if not node.items:
                self.problem(node, f"{what}: an empty list (write at least one item, or delete the line)")
            yield from node.items
        elif isinstance(node, Scalar) and not node.value:
            self.empty(node, what)
        elif isinstance(node, Scalar):
            self.problem(node, f"{what} is a list: [{short(node.value)}], or one item a line behind a dash")
        else:
            first = next((key.value for key, _ in node.pairs if isinstance(key, Scalar)), "…")
            self.problem(node, f"{what} is a list: begin each item with a dash (- {short(first)}: …)")

    def text(self, node: Node, what: str) -> str | None:
        """Return a value as it is written, without white space around it."""
        if not isinstance(node, Scalar):
            self.problem(node, f"{what} is a single value ({_kind(node)} stands here{_lost_colon(node)})")
            return None
        if node.value.strip():
            return node.value.strip()
        self.empty(node, what)
        return None

    def words(self, node: Node, what: str) -> str | None:
        """Return a value in which a word may well begin with #: a name, a title, a text."""
        text = self.text(node, what)
        if text is not None and isinstance(node, Scalar) and not node.style:
            lost = _CUT_OFF.match(self.source.text, node.end)
            if lost:
                self.cut_short.append((self.position(lost.start(1)), _whole(text, *lost.groups())))
        return text

    def empty(self, node: Scalar, what: str) -> None:
        """Say that a value is missing; a # in its place is the trap of YAML that costs most time."""
        rest_end = self.source.text.find("\n", node.end)
        rest = self.source.text[node.end : rest_end if rest_end >= 0 else None]
        if not node.style and rest.lstrip().startswith("#"):
            at = node.end + rest.index("#")
            quoted = short(rest.strip()).split(" ", 1)[0]
            self.problem(at, f'{what} is empty: # starts a comment in YAML (write "{quoted}" in quotes)')
        else:
            self.problem(node, f"{what} is empty (write a value, or delete the line)")

    def one_of(self, node: Node, what: str, values: Collection[str]) -> str | None:
        """Return a value that is one of a few words."""
        value = self.text(node, what)
        if value is None or value in values:
            return value
        hint = did_you_mean(value, values) or f" (write {listed(values)})"
        self.problem(node, f"{what}: {short(value)} is not one of {', '.join(values)}{hint}")
        return None

    def parsed(self, node: Node, what: str, parse: Callable[[str], T | None], wanted: str) -> T | None:
        """Return a value that `parse` understands; `wanted` says what would work."""
        value = self.text(node, what)
        if value is None:
            return None
        result = parse(value)
        if result is None:
            self.problem(node, f"{what}: {short(value)} is not {wanted}")
        return result

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        """Return a list of values."""
        values = [self.words(item, what) for item in self.items(node, what)]
        return tuple(value for value in values if value is not None)

    def places(self, node: Scalar) -> Places:
        """Return what finds the place of a character of the value."""
        return Places(self.source, node)


def _kind(node: Node) -> str:
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a key with a value"
    return f"the text {short(node.value)!r}" if node.value else "nothing"


def _whole(text: str, word: str, rest: str) -> str:
    """Return the warning about a value that ends before a # with a word."""
    whole = f"{short(text)} {short(word.rstrip(',]}'))}{' …' if rest.strip() else ''}"
    quote = "'" if '"' in whole else '"'
    return f"only {short(text)} is read, since # starts a comment in YAML; write {quote}{whole}{quote} in quotes"


def _lost_colon(node: Node) -> str:
    """Return what to do about a text with a colon in it, which YAML takes for a key with a value."""
    if isinstance(node, Mapping) and len(node.pairs) == 1 and all(isinstance(each, Scalar) for each in node.pairs[0]):
        return '; a text with ": " in it needs quotes'
    return ""
