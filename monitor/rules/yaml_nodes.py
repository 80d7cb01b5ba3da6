"""YAML as a tree of nodes with offsets, nothing resolved: `NO` stays `NO`, `012` stays `012`.

Built from PyYAML's event stream and not by its composer: that one recurses (in C, without a limit), and
it loses where a second anchor or a bad tag stood. Depth and the growth through aliases are bounded here.
The nodes are as good as frozen; to say so would double what each costs, and a large file has hundreds of thousands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from monitor.rules.source import Source
from monitor.rules.suggestions import short
from monitor.rules.yaml_words import MAX_DEPTH, TOO_DEEP, explain_fault

MAX_VALUES = 25_000  #: of one file, lists and mappings counted: 1,000 rules with their tests have about as many
MAX_ALIASED = 40_000  #: values that aliases may add to a file, all expanded
_LONG = 20  #: characters of a text that count as one value more

_TAG_DIRECTIVE = re.compile(r"^%TAG\b", re.MULTILINE)
_PLAIN_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"})


class YamlFault(Exception):
    """The file is not YAML, or YAML of a kind that is refused; says where and what would work."""

    def __init__(self, offset: int, message: str) -> None:
        self.offset = offset
        self.message = message
        super().__init__(message)


@dataclass(slots=True, eq=False)
class Scalar:
    """A single value, as text."""

    value: str
    style: str  #: "" plain, ' or " quoted, | literal, > folded
    start: int  #: offset of the value in the file, of its anchor or tag where it has one
    end: int
    size: int = 1


@dataclass(slots=True, eq=False)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    start: int
    size: int


@dataclass(slots=True, eq=False)
class Mapping:
    """Keys with values, in file order; a key may occur twice, that is for the reader to refuse."""

    pairs: tuple[tuple[Node, Node], ...]
    start: int
    size: int


Node: TypeAlias = Scalar | Sequence | Mapping


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read."""

    is_list: bool
    start: int
    anchor: str | None
    nodes: list[Node]


class _Composer:
    """Puts events together."""

    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.aliased = 0
        self.values = 0
        self.root: Node | None = None

    def add(self, node: Node, anchor: str | None) -> None:
        """Put a finished node where it belongs."""
        self.values += 1
        if self.values > MAX_VALUES:
            raise YamlFault(node.start, f"this file has more than {MAX_VALUES:,} values (split it into several)")
        if anchor is not None:
            self.anchors[anchor] = node
        if self.stack:
            self.stack[-1].nodes.append(node)
        else:
            self.root = node

    def open(self, *, is_list: bool, start: int, anchor: str | None) -> None:
        """Begin a list or mapping."""
        if len(self.stack) >= MAX_DEPTH:
            raise YamlFault(start, TOO_DEEP)
        self.stack.append(_Open(is_list, start, anchor, []))

    def close(self) -> None:
        """End the innermost list or mapping."""
        top = self.stack.pop()
        nodes = top.nodes
        size = 1
        for node in nodes:
            size += node.size
        if top.is_list:
            self.add(Sequence(tuple(nodes), top.start, size), top.anchor)
        else:
            self.add(Mapping(tuple(zip(nodes[::2], nodes[1::2], strict=True)), top.start, size), top.anchor)

    def alias(self, name: str, start: int) -> None:
        """Repeat an anchored node."""
        if any(top.anchor == name for top in self.stack):
            raise YamlFault(start, f"*{short(name)} stands inside what it repeats")
        node = self.anchors.get(name)
        if node is None:
            raise YamlFault(
                start,
                f"*{short(name)}: no &{short(name)} stands before it (a value that starts with * needs quotes)",
            )
        self.aliased += node.size
        if self.aliased > MAX_ALIASED:
            raise YamlFault(
                start,
                f"the aliases (*name) of this file stand for more than {MAX_ALIASED:,} values "
                "(repeat shorter lists and texts, or fewer of them)",
            )
        self.add(node, None)


def compose(source: Source) -> Node | None:
    """Return the tree of a file's one document, None if it is empty; raises YamlFault."""
    import yaml  # 20 ms, and only whoever reads rule files needs it  # noqa: PLC0415 (see the comment before)

    directive = _TAG_DIRECTIVE.search(source.text)
    if directive:  # tags are refused below; libyaml compares each of these lines with all before it
        raise YamlFault(directive.start(), "a %TAG line is no part of this format (delete it)")
    composer = _Composer()
    try:
        _read_events(source.text, composer)
    except yaml.MarkedYAMLError as error:
        inside = composer.stack[-1].start if composer.stack else None
        raise YamlFault(*explain_fault(source, error, inside)) from error
    except yaml.YAMLError as error:
        raise YamlFault(0, f"this is not YAML: {short(str(error))}") from error
    return composer.root


def _read_events(text: str, composer: _Composer) -> None:
    """Put together what PyYAML finds, event by event: scalars, which most of them are, first."""
    import yaml  # see compose  # noqa: PLC0415 (see compose)

    next_event = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text).get_event  # no C one where libyaml is missing
    documents = 0
    while (event := next_event()) is not None:
        kind = type(event)
        start = event.start_mark.index
        if kind is yaml.ScalarEvent:
            if event.tag is not None:
                _refuse_tag(event.tag, start)
            size = 1 + len(event.value) // _LONG  # a long text read again and again costs as much as many
            composer.add(Scalar(event.value, event.style or "", start, event.end_mark.index, size), event.anchor)
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            composer.close()
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            if event.tag is not None:
                _refuse_tag(event.tag, start)
            composer.open(is_list=kind is yaml.SequenceStartEvent, start=start, anchor=event.anchor)
        elif kind is yaml.AliasEvent:
            composer.alias(event.anchor, start)
        elif kind is yaml.DocumentStartEvent:
            documents += 1
            if documents > 1:
                raise YamlFault(start, "a second document (write one list of each kind, without ---)")


def _refuse_tag(tag: str | None, start: int) -> None:
    if tag not in _PLAIN_TAGS:
        shown = (tag or "").replace("tag:yaml.org,2002:", "!!", 1)
        raise YamlFault(
            start, f"the tag {short(shown)} is no part of this format (delete it, or put the value in quotes)"
        )
