"""Whether one clause is true wherever another is, as far as their words tell: for finding clauses that are idle."""

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain

from monitor.rules.nodes import (
    And,
    AnyOf,
    AtLeast,
    Exact,
    Except,
    Inflected,
    Name,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Regex,
    Scope,
    Words,
    children,
)
from monitor.rules.patterns import LEAST_HANGUL, stars
from monitor.text import fold
from monitor.text.characters import is_unspaced

MOST_COMPARED = 60  #: items of one list that are compared each with each
_LONGEST = 12  #: words, or characters in a script without spaces, of which every part is looked up

_LONGEST_START = 20  #: letters before a `*` that are looked up

_ASCII_WORD = re.compile(r"[a-z0-9]+")

Key = tuple[str, ...]


class Implications:
    """Compares the clauses of one expression or list of names with each other.

    Equal clauses have one number, and what was found about a pair of numbers is kept: without that the effort doubles
    with every level of a nested expression. When the steps are used up, nothing more is certain.
    """

    def __init__(self, steps: int = 20_000) -> None:
        self._steps = steps
        self._numbers: dict[Hashable, int] = {}
        self._by_id: dict[int, int] = {}
        self._known: dict[tuple[int, int], bool] = {}

    def implies(self, one: Node, other: Node) -> bool:
        """Whether an article of which `one` is true must be one of which `other` is; False if that is not certain."""
        pair = self._number(one), self._number(other)
        if pair[0] == pair[1]:
            return True
        known = self._known.get(pair)
        if known is None:
            self._steps -= 1
            known = self._known[pair] = self._steps > 0 and self._compare(one, other)
        return known

    def idle(self, items: Sequence[Node]) -> Iterator[tuple[Node, Node]]:
        """Yield each alternative that adds nothing, with the one that makes it idle; of two alike, the later."""
        keys = [_own_keys(item) for item in items]
        plain: dict[tuple[type, Key], int] = {}
        for place, own in enumerate(keys):
            for key in own:
                plain.setdefault(key, place)
        firsts = {words[0] for _, words in plain}
        starred = any(word.endswith("*") for word in firsts)
        complex_ = [place for place, own in enumerate(keys) if not own][:MOST_COMPARED]
        for place, item in enumerate(items):
            inside = chain(keys[place], _keys_inside(item, firsts, starred=starred))
            places = [plain[key] for key in inside if key in plain]
            known = next((other for other in places if self._is_idle(items, place, other)), None)
            if known is None and complex_:
                around = complex_ if keys[place] else range(min(len(items), MOST_COMPARED))
                known = next((other for other in around if self._is_idle(items, place, other)), None)
            if known is not None:
                yield item, items[known]

    def _is_idle(self, items: Sequence[Node], place: int, other: int) -> bool:
        if place == other or not self.implies(items[place], items[other]):
            return False
        return other < place or not self.implies(items[other], items[place])

    def _number(self, node: Node) -> int:
        """Return what a clause has in common with those that are equal to it, and with no other."""
        known = self._by_id.get(id(node))
        if known is None:
            shape = (type(node), *_own_values(node), *map(self._number, children(node)))
            known = self._by_id[id(node)] = self._numbers.setdefault(shape, len(self._numbers))
        return known

    def _compare(self, one: Node, other: Node) -> bool:
        if isinstance(one, Not) or isinstance(other, Not):
            return isinstance(one, Not) and isinstance(other, Not) and self.implies(other.item, one.item)
        match other:
            case And(items):
                return all(self.implies(one, item) for item in items)
            case Or(items) if any(self.implies(one, item) for item in items):
                return True
        return self._parts_imply(one, other)

    def _parts_imply(self, one: Node, other: Node) -> bool:
        match one:
            case Or(items):
                return all(self.implies(item, other) for item in items)
            case And(items) | Near(items):
                return any(self.implies(item, other) for item in items)
            case NotNear(item) | Except(item):
                return self.implies(item, other)
            case Scope(unit, item, count) if isinstance(other, Scope):
                return (unit, count) == (other.unit, other.count) and self.implies(item, other.item)
            case AtLeast(count, item) if isinstance(other, AtLeast):
                return count >= other.count and self.implies(item, other.item)
            case Scope(item=item) | AtLeast(item=item):
                return isinstance(other, Words | Inflected) and self.implies(item, other)
            case Words() | Exact() | Inflected():
                return isinstance(other, Words | Inflected) and _leaf_implies(one, other)
        return False


def _own_values(node: Node) -> tuple[Hashable, ...]:
    """Return what a node says beside its operands."""
    match node:
        case Words() | Exact() | Inflected():
            return node.text, node.quoted
        case Regex():
            return (node.pattern,)
        case Name():
            return (node.identity,)
        case Near():
            return node.distance, node.ordered
        case NotNear():
            return (node.distance,)
        case Scope():
            return node.unit, node.count
        case AtLeast() | AnyOf():
            return (node.count,)
        case _:
            return ()


def words_of(node: Node) -> Key:
    """Return the folded words of a word, a phrase or an exact text; nothing for anything else, and for wildcards."""
    if isinstance(node, Words) and ("*" in node.text or "?" in node.text):
        return ()
    return _folded(node.text) if isinstance(node, Words | Inflected | Exact) else ()


def contains(outer: Key, inner: Key) -> bool:
    """Whether words stand inside others as matching sees it."""
    if any(outer[at : at + len(inner)] == inner for at in range(len(outer) - len(inner) + 1)):
        return True
    return len(inner) == 1 and all(map(is_unspaced, inner[0])) and any(inner[0] in word for word in outer)


def _folded(text: str) -> Key:
    # Nearly every word folds to its small letters.
    return (text.lower(),) if text.isascii() and text.isalnum() else _fold(text)


@lru_cache(maxsize=1 << 16)
def _fold(text: str) -> Key:
    if text.isascii() and "'" not in text:  # the same, sooner
        return tuple(_ASCII_WORD.findall(text.lower()))
    return tuple(fold(text).bytes.decode().split())


def _leaf_implies(one: Words | Exact | Inflected, other: Words | Inflected) -> bool:
    words = words_of(one)
    if isinstance(one, Exact) and not (one.text[0].isalnum() and one.text[-1].isalnum()):
        return False
    if isinstance(other, Inflected):
        return not isinstance(one, Exact) and words != () and words == words_of(other)
    if isinstance(one, Inflected):
        return False
    inner = words_of(other)
    if inner:
        return words != () and contains(words, inner)
    start = _start_of(other)
    return start != "" and any(word.startswith(start) for word in words or (_start_of(one),))


def _start_of(node: Node) -> str:
    """Return what words begin with that `sanction*` finds; nothing for other patterns, a phrase with a wildcard too."""
    return _start(node.text) if isinstance(node, Words) and node.text.endswith("*") else ""


@lru_cache(maxsize=1 << 16)
def _start(text: str) -> str:
    starts = [letters for _, letters in stars(text)]
    return starts[0] if len(starts) == 1 and _folded(text[:-1]) == (starts[0],) else ""


def _own_keys(item: Node) -> list[tuple[type, Key]]:
    match item:
        case Words() if start := _start_of(item):
            words: Key = (f"{start}*",)
        case Words() | Inflected():
            words = words_of(item)
        case Exact() | Regex() | Name():
            words = tuple(map(str, _own_values(item)))
        case _:
            words = ()
    return [(type(item), words)] if words else []


def _keys_inside(item: Node, firsts: AbstractSet[str], *, starred: bool) -> Iterable[tuple[type, Key]]:
    """Yield what else than its own keys would make a leaf idle if it were an alternative too.

    `firsts` are the first words of all alternatives, `starred` whether one of them ends with a `*`.
    """
    if not isinstance(item, Words | Exact | Inflected):
        return
    words = words_of(item)[: _LONGEST + 1]
    yield Inflected, words
    for start in (at for at, word in enumerate(words) if word in firsts):
        for end in range(start + 1, min(len(words), _LONGEST) + 1):
            yield Words, words[start:end]
    for word in (words or (_start_of(item),)) if starred else ():
        for end in range(LEAST_HANGUL, min(len(word), _LONGEST_START) + 1):
            yield Words, (f"{word[:end]}*",)
    for word in () if item.text.isascii() else words:
        if is_unspaced(word[0]) and len(word) <= _LONGEST:
            for start in range(len(word)):
                for end in range(start + 1, len(word) + 1):
                    yield Words, (word[start:end],)
