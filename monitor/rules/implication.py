"""Whether one clause is true wherever another is, as far as their words tell: for finding clauses that are idle."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from monitor.rules.nodes import (
    And,
    AtLeast,
    Exact,
    Except,
    Inflected,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Scope,
    Words,
)
from monitor.rules.patterns import stars
from monitor.text import fold
from monitor.text.characters import is_unspaced

MOST_COMPARED = 60  #: items of one list that are compared each with each
_LONGEST = 12  #: words, or characters in a script without spaces, of which every part is looked up

Key = tuple[str, ...]


def implies(one: Node, other: Node) -> bool:
    """Whether an article of which `one` is true must be one of which `other` is; False if that is not certain."""
    if one == other:
        return True
    if isinstance(one, Not) or isinstance(other, Not):
        return isinstance(one, Not) and isinstance(other, Not) and implies(other.item, one.item)
    match other:
        case And(items):
            return all(implies(one, item) for item in items)
        case Or(items) if any(implies(one, item) for item in items):
            return True
    return _parts_imply(one, other)


def _parts_imply(one: Node, other: Node) -> bool:
    match one:
        case Or(items):
            return all(implies(item, other) for item in items)
        case And(items) | Near(items):
            return any(implies(item, other) for item in items)
        case NotNear(item) | Except(item):
            return implies(item, other)
        case Scope(unit, item, count) if isinstance(other, Scope):
            return (unit, count) == (other.unit, other.count) and implies(item, other.item)
        case AtLeast(count, item) if isinstance(other, AtLeast):
            return count >= other.count and implies(item, other.item)
        case Scope(item=item) | AtLeast(item=item):
            return isinstance(other, Words | Inflected) and implies(item, other)
        case Words() | Exact() | Inflected():
            return isinstance(other, Words | Inflected) and _leaf_implies(one, other)
    return False


def idle_alternatives(items: Sequence[Node]) -> Iterator[tuple[Node, Node]]:
    """Yield each alternative that adds nothing, with the one that makes it idle; of two alike, the later."""
    plain: dict[tuple[type, Key], int] = {}
    for place, item in enumerate(items):
        for key in _own_keys(item):
            plain.setdefault(key, place)
    complex_ = [place for place, item in enumerate(items) if not _own_keys(item)][:MOST_COMPARED]
    for place, item in enumerate(items):
        places = [plain[key] for key in _keys_inside(item) if key in plain]
        known = next((other for other in places if _is_idle(items, place, other)), None)
        if known is None:
            around = complex_ if _own_keys(item) else range(min(len(items), MOST_COMPARED))
            known = next((other for other in around if _is_idle(items, place, other)), None)
        if known is not None:
            yield item, items[known]


def _is_idle(items: Sequence[Node], place: int, other: int) -> bool:
    if place == other or not implies(items[place], items[other]):
        return False
    return other < place or not implies(items[other], items[place])


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


@lru_cache(maxsize=1 << 15)
def _fold(text: str) -> Key:
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
    prefixes = [letters for _, letters in stars(other.text)]
    # Only `sanction*` alone: a phrase with a wildcard in it is not compared.
    simple = len(prefixes) == 1 and other.text.endswith("*") and _folded(other.text[:-1]) == (prefixes[0],)
    return simple and any(word.startswith(prefixes[0]) for word in words)


def _own_keys(item: Node) -> list[tuple[type, Key]]:
    words = words_of(item) if not isinstance(item, Exact) else (item.text,)
    return [(type(item), words)] if words else []


def _keys_inside(item: Node) -> Iterable[tuple[type, Key]]:
    """Yield what would make a leaf idle if it were an alternative too."""
    if not isinstance(item, Words | Exact | Inflected):
        return
    yield from _own_keys(item)
    words = words_of(item)[: _LONGEST + 1]
    yield Inflected, words
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), _LONGEST) + 1):
            yield Words, words[start:end]
    for word in words:
        if is_unspaced(word[0]) and len(word) <= _LONGEST:
            for start in range(len(word)):
                for end in range(start + 1, len(word) + 1):
                    yield Words, (word[start:end],)
