"""Warnings about whole clauses: broad-not, broad-term, dead-clause, far-near."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from monitor.rules.common_words import COMMON_WORDS
from monitor.rules.drafts import Drafts
from monitor.rules.everyday_words import EVERYDAY_WORDS
from monitor.rules.implication import MOST_COMPARED, Implications, contains, words_of
from monitor.rules.model import Position
from monitor.rules.nodes import (
    And,
    AnyOf,
    Except,
    Inflected,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Scope,
    Unit,
    Words,
    children,
    walk,
)
from monitor.rules.patterns import WILDCARD
from monitor.rules.problems import MOST_OF_A_FILE
from monitor.rules.suggestions import short
from monitor.text.characters import is_unspaced, script_group

Found = Iterator[tuple[Position, str]]
_AtColumn = Iterator[tuple[int, str]]
_Find = Callable[[Node], _AtColumn]

FARTHEST = 50  #: words; a paragraph of a news article has about as many
_HANGUL_GROUP = script_group("한")
_STEPS_PER_NAME = 40
_MOST_IDLE = MOST_OF_A_FILE + 1  #: of one list: no more are told
_INSIDE_BODY = frozenset({Unit.BODY, Unit.LEAD, Unit.FIRST})
_APART = (_INSIDE_BODY, frozenset({Unit.TITLE}), frozenset({Unit.CAPTION}))


def broad_not(drafts: Drafts) -> Found:
    """A common word under a NOT takes out every article that says it in passing."""
    yield from _in_rules(drafts, _broad_nots)


def _broad_nots(node: Node) -> _AtColumn:
    if isinstance(node, Scope) and node.unit is not Unit.BODY:
        return
    if isinstance(node, Not):
        alternatives = node.item.items if isinstance(node.item, Or) else (node.item,)
        for item in alternatives:
            if isinstance(item, Words | Inflected) and item.text.lower() in EVERYDAY_WORDS:
                better = f'a NOT NEAR/5 {item}, or a EXCEPT "a {item.text}"'
                yield item.column, f"NOT {item} drops every article that has the word anywhere; write {better}"
        return
    for child in children(node):
        yield from _broad_nots(child)


def broad_term(drafts: Drafts) -> Found:
    """One short or very common word is all that a rule asks for."""
    yield from _in_rules(drafts, _broad_terms)


def _broad_terms(node: Node) -> _AtColumn:
    match node:
        case Or(items):
            for item in items:
                yield from _broad_terms(item)
        case AnyOf(1, items):
            for item in items:
                yield from _broad_terms(item)
        case And(items):
            positive = [item for item in items if not isinstance(item, Not)]
            if len(positive) == 1:
                yield from _broad_terms(positive[0])
        case NotNear(item) | Except(item):
            yield from _broad_terms(item)
        case Words() | Inflected():
            if _is_broad(node):
                yield node.column, f"{node} alone matches too much; write a phrase, or join it with AND"


def _is_broad(node: Words | Inflected) -> bool:
    words = words_of(node)
    if len(words) != 1:
        return False
    word = words[0]
    if node.text.isupper() and word in COMMON_WORDS:
        return False  # common-word says more
    if is_unspaced(word[0]) or script_group(word[0]) == _HANGUL_GROUP:
        return len(word) == 1
    return len(word) <= 2 or (len(word) == 3 and not node.text.isupper()) or word in EVERYDAY_WORDS


def dead_clause(drafts: Drafts) -> Found:
    """A part that changes nothing, or one that is never true."""
    for named in drafts.lists:
        positions = {id(name): position for name, position in named.names}
        compared = Implications(_STEPS_PER_NAME * len(named.names))
        found = compared.idle([name for name, _ in named.names])
        for idle, by in islice(found, _MOST_IDLE):
            # A longer name may stand where an exception takes the shorter one out.
            if not named.excepted or compared.implies(by, idle):
                yield positions[id(idle)], _idle(idle, by, compared)
    yield from _in_rules(drafts, _dead_clauses)


def _dead_clauses(expression: Node) -> _AtColumn:
    near: set[int] = set()
    compared = Implications()
    for node in walk(expression):
        match node:
            case Near() | NotNear():
                near.update(id(child) for child in children(node))
            case Or(items) | AnyOf(items=items):
                only_alike = id(node) in near or isinstance(node, AnyOf)
                yield from _dead_alternatives(items, compared, only_alike=only_alike)
            case And(items):
                yield from _dead_requirements(items, compared)
            case Except(item, whole):
                yield from _dead_exceptions(item, whole)
            case Scope(unit, item):
                yield from _dead_scopes(unit, item)


def _dead_alternatives(items: Sequence[Node], compared: Implications, *, only_alike: bool) -> _AtColumn:
    for idle, by in islice(compared.idle(items), _MOST_IDLE):
        # Distances are counted from the edges: inside NEAR a longer alternative may reach farther.
        if not only_alike or compared.implies(by, idle):
            yield column(idle), _idle(idle, by, compared)


def _idle(idle: Node, by: Node, compared: Implications) -> str:
    if compared.implies(by, idle):
        return f"{short(str(idle))} is here twice; delete one"
    return f"{short(str(idle))} never matters beside {short(str(by))}, which matches all that it does; delete one"


def _dead_requirements(items: Sequence[Node], compared: Implications) -> _AtColumn:
    items = items[:MOST_COMPARED]
    for place, item in enumerate(items):
        for at, other in enumerate(items):
            if at == place:
                continue
            if isinstance(item, Not) and not isinstance(other, Not) and compared.implies(other, item.item):
                yield item.column, f"{short(str(item))} contradicts {short(str(other))}: this is never true"
                break
            if compared.implies(other, item) and (at < place or not compared.implies(item, other)):
                yield column(item), f"{short(str(item))} never matters: {short(str(other))} asks for it already"
                break


def _dead_exceptions(item: Node, whole: Node) -> _AtColumn:
    """An exception in which the term does not stand takes nothing out."""
    names = item.items if isinstance(item, Or) else (item,)
    inner = [words_of(name) for name in names if isinstance(name, Words) and not WILDCARD.search(name.text)]
    if len(inner) < len(names) or any(script_group(char) for words in inner for word in words for char in word):
        return
    for each in whole.items if isinstance(whole, Or) else (whole,):
        words = words_of(each) if isinstance(each, Words) else ()
        if words and not any(contains(words, name) for name in inner):
            yield column(each), f"EXCEPT {short(str(each))} takes nothing out: {short(str(item))} does not stand in it"


def _dead_scopes(unit: Unit, item: Node) -> _AtColumn:
    own = next((group for group in _APART if unit in group), None)
    if own is not None and isinstance(item, Scope):
        other = next((group for group in _APART if item.unit in group), own)
        if other is not own:
            yield item.column, f"{unit}({item.unit}(…)) is never true: no part of an article is both"


def far_near(drafts: Drafts) -> Found:
    """A distance at which words have little to do with each other."""
    yield from _in_rules(drafts, _far_nears)


def _far_nears(expression: Node) -> _AtColumn:
    for node in walk(expression):
        if isinstance(node, Near | NotNear) and node.distance > FARTHEST:
            better = f"at most {FARTHEST}, or PARAGRAPH(a AND b)"
            yield node.column, f"{node.distance} words are more than most paragraphs have; write {better}"


def column(node: Node) -> int:
    """Return where a clause begins, not where its operator stands."""
    while below := children(node):
        if isinstance(node, Not | Scope | AnyOf) or len(below) == 1:
            break
        node = below[0]
    return node.column


def _in_rules(drafts: Drafts, find: _Find) -> Found:
    for rule in drafts.rules:
        if rule.expression is not None and rule.place is not None:
            for at, message in find(rule.expression):
                yield rule.place.at(at), message
