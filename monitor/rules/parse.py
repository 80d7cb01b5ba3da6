"""The expression parser: recursive descent, bounded in depth; goes on behind a fault to find the next one.

list    = chain {AND [NOT] chain} | chain {OR chain}
chain   = operand {NEAR/n operand} | operand {ONEAR/n operand} | operand {NOT NEAR/n operand} | operand {EXCEPT operand}
operand = word | "phrase" | ~word | ~"phrase" | =exact | ="exact phrase" | /regex/ | @name | ( list ) | call
call    = SENTENCE ( list ) | … | FIRST/n ( list ) | ATLEAST/n ( list ) | ANY/n ( list {, list} )
"""

from dataclasses import dataclass

from monitor.rules.chains import Link, count_fault, join
from monitor.rules.nodes import And, AnyOf, AtLeast, Exact, Inflected, Name, Node, Not, Or, Regex, Scope, Unit, Words
from monitor.rules.operators import FOREIGN_NUMBERED, OPERATORS
from monitor.rules.regexes import Regexes
from monitor.rules.suggestions import closest, short
from monitor.rules.tokens import Fault, Kind, Token, tokenise

MAX_DEPTH = 100  #: parentheses inside parentheses

_MOST_SHOWN = 200  #: tokens of an operand that a message repeats
_LOOK_AHEAD = 20  #: words of a run that are compared with the operators
_CONNECTIVES = frozenset({Kind.AND, Kind.OR})
_TIGHT = frozenset({Kind.NEAR, Kind.ONEAR, Kind.EXCEPT})
_END = frozenset({Kind.CLOSE, Kind.END})
_END_OF_ITEM = _END | {Kind.COMMA}
_NO_OPERAND = _CONNECTIVES | _TIGHT | _END_OF_ITEM


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of an expression: a node, or faults by column."""

    node: Node | None
    faults: tuple[Fault, ...]
    names: tuple[Name, ...] = ()  #: every @name, of a faulty expression too
    only_words: bool = False  #: nothing but words side by side: most likely a phrase that lost its quotes


@dataclass(frozen=True, slots=True)
class _Item:
    """An operand of a list, with the tokens it was read from and the operator before it."""

    node: Node | None
    operator: Kind | None  #: None before the first, and after a fault
    negated: int | None  #: the column of its NOT
    first: int
    end: int
    column: int  #: of the operator


class _TooDeep(Exception):
    """Nothing is read behind the parenthesis that goes too deep."""


class _Parser:
    """Goes over the tokens of one expression."""

    def __init__(self, tokens: list[Token], faults: list[Fault]) -> None:
        self.tokens = tokens
        self.faults = faults
        self.place = 0

    def peek(self) -> Token:
        """Return the token that is read next."""
        return self.tokens[self.place]

    def fault(self, token: Token, message: str) -> None:
        """Take note of a fault at a token."""
        self.faults.append(Fault(token.column, message))

    def run(self) -> Node | None:
        """Read the whole expression."""
        if self.peek().kind is Kind.END:
            self.faults.append(Fault(0, "an empty expression (write at least one word)"))
            return None
        node = self._list(0)
        while self.peek().kind is Kind.CLOSE:
            self.fault(self.peek(), "this ) has no ( before it")
            self.place += 1
            if self.peek().kind is not Kind.END:
                if self.peek().kind in _CONNECTIVES:
                    self.place += 1
                self._list(0)
        return node

    def _list(self, depth: int, end: frozenset[Kind] = _END) -> Node | None:
        """Read operands and what joins them, up to a closing parenthesis or the end."""
        items = [self._first(depth)]
        while self.peek().kind not in end:
            items.append(self._further(items[-1], depth))
        self._check_mixed(items)
        if any(item.node is None for item in items):
            return None
        nodes = tuple(
            Not(item.node, item.negated) if item.negated is not None else item.node for item in items if item.node
        )
        if len(nodes) == 1:
            return nodes[0]
        joined = And if items[1].operator is Kind.AND else Or
        return joined(nodes, items[1].column)

    def _first(self, depth: int) -> _Item:
        """Read the first operand of a list."""
        start = self.place
        token = self.peek()
        if token.kind is Kind.NOT:
            self.fault(token, "NOT stands only after AND and needs something positive before it: write a AND NOT b")
            self.place += 1
        elif token.kind in _CONNECTIVES:
            self.fault(token, f"{token.raw} has nothing on its left")
            self.place += 1
            if self.peek().kind is Kind.NOT:
                self.place += 1
        return _Item(self._chain(depth), None, None, start, self.place, token.column)

    def _further(self, before: _Item, depth: int) -> _Item:
        """Read an operator and the operand behind it."""
        token = self.peek()
        operator: Kind | None = None
        negated: int | None = None
        if token.kind in _CONNECTIVES:
            operator = token.kind
            self.place += 1
            negated = self._negation(token)
        elif token.kind in {Kind.BAD_OPERATOR, Kind.BAD_PREFIX}:
            self.place += 1
        elif token.kind is Kind.COMMA:
            self.fault(token, "a comma joins nothing here (write AND or OR, or quote the text)")
            self.place += 1
        elif token.kind is Kind.NOT:
            self.place += 1
            if self.peek().kind is Kind.BAD_OPERATOR:  # NOT near/5: reported with the operator
                self.place += 1
            else:
                self.fault(token, "NOT stands only after AND: write a AND NOT b")
        else:
            self._side_by_side(before)
        start = self.place
        if operator is not None and self.peek().kind in _NO_OPERAND - _TIGHT:
            written = token.raw if negated is None else f"{token.raw} NOT"
            self.fault(token, f"{written} has nothing on its right")
            return _Item(None, operator, negated, start, start, token.column)
        node = self._chain(depth)
        return _Item(node, operator, negated, start, self.place, token.column)

    def _negation(self, operator: Token) -> int | None:
        """Read the NOT behind an operator, if there is one; return its column."""
        token = self.peek()
        if token.kind is not Kind.NOT:
            return None
        if operator.kind is Kind.OR:
            self.fault(token, "OR NOT would match nearly everything (NOT stands only after AND: write a AND NOT b)")
        self.place += 1
        while self.peek().kind is Kind.NOT:
            self.fault(self.peek(), "NOT NOT says nothing (leave both out)")
            self.place += 1
        return token.column

    def _chain(self, depth: int) -> Node | None:
        """Read an operand with the operands that tight operators join to it."""
        start = self.place
        operands = [self._operand(depth)]
        spans = [(start, self.place)]
        links: list[Link] = []
        while (link := self._link()) is not None:
            links.append(link)
            start = self.place
            if self.peek().kind in _NO_OPERAND - _TIGHT:
                self.faults.append(Fault(link.column, f"{link} has nothing on its right"))
                return None
            operands.append(self._operand(depth))
            spans.append((start, self.place))
        if not links:
            return operands[0]
        node, faults = join(operands, links, [self._raw(*span) for span in spans])
        self.faults.extend(faults)
        return node

    def _link(self) -> Link | None:
        """Read a tight operator, with the NOT before it and one behind it that does not belong there."""
        token = self.peek()
        negated = token.kind is Kind.NOT and self.tokens[self.place + 1].kind in _TIGHT
        operator = self.tokens[self.place + 1] if negated else token
        if operator.kind not in _TIGHT:
            return None
        self.place += 2 if negated else 1
        link = Link(operator.kind.name, operator.number, negated, token.column)
        if self.peek().kind is Kind.NOT:
            right = "a NOT NEAR/5 b" if operator.kind is not Kind.EXCEPT else "a EXCEPT b"
            self.fault(self.peek(), f"NOT stands before NEAR, not behind {link} (write {right})")
            self.place += 1
        return link

    def _operand(self, depth: int) -> Node | None:
        """Read a word, a phrase, a name, a call or a list in parentheses."""
        while self.peek().kind is Kind.BAD_PREFIX:
            self.place += 1
        token = self.peek()
        if token.kind in _TIGHT:
            self.fault(token, f"{token.raw} has nothing on its left")
            self.place += 1
            token = self.peek()
        if token.kind in _NO_OPERAND or token.kind in {Kind.NOT, Kind.BAD_OPERATOR}:
            # A comma is reported where it is read.
            if token.kind not in {Kind.BAD_OPERATOR, Kind.COMMA} and not self._reported_before():
                self.fault(token, "a word, a phrase, a @name or a ( is missing here")
            if token.kind in {Kind.NOT, Kind.BAD_OPERATOR}:
                self.place += 1
            return None
        self.place += 1
        if token.kind is Kind.OPEN:
            return self._group(token, depth + 1)
        return self._call(token, depth + 1) if token.kind is Kind.CALL else _leaf(token)

    def _reported_before(self) -> bool:
        """Whether the token before was a fault already: what is missing behind it is no second one."""
        kinds = {Kind.BAD_OPERATOR, Kind.BAD_PREFIX, Kind.NOT, Kind.AND, Kind.OR, Kind.COMMA, *_TIGHT}
        return self.place > 0 and self.tokens[self.place - 1].kind in kinds

    def _enter(self, opening: Token, depth: int) -> bool:
        """Go into parentheses; return whether something is between them."""
        if depth > MAX_DEPTH:
            self.fault(opening, f"parentheses more than {MAX_DEPTH} deep (leave some out, or name parts as terms)")
            raise _TooDeep
        if self.peek().kind is not Kind.CLOSE:
            return True
        self.fault(opening, "empty parentheses (write something between them)")
        self.place += 1
        return False

    def _leave(self, opening: Token) -> None:
        if self.peek().kind is Kind.CLOSE:
            self.place += 1
        else:
            self.fault(opening, "this ( is never closed")

    def _group(self, opening: Token, depth: int) -> Node | None:
        """Read what is between parentheses."""
        if not self._enter(opening, depth):
            return None
        node = self._list(depth)
        self._leave(opening)
        return node

    def _call(self, call: Token, depth: int) -> Node | None:
        """Read a scope, ATLEAST or ANY."""
        opening = self.peek()
        self.place += 1
        if call.text == "ANY":
            return self._any(call, opening, depth)
        item = self._group(opening, depth)
        if item is None:
            return None
        if call.text == "ATLEAST":
            self.faults.extend(count_fault(item, call.raw))
            return AtLeast(call.number, item, call.column)
        return Scope(Unit(call.text), item, call.number, call.column)

    def _any(self, call: Token, opening: Token, depth: int) -> Node | None:
        """Read the items of ANY."""
        if not self._enter(opening, depth):
            return None
        items: list[Node | None] = []
        while True:
            if self.peek().kind in _END_OF_ITEM:
                sign = self.peek().raw or "the end"
                self.fault(self.peek(), f"an item of {call.raw} is missing before {sign} (write it, or no comma)")
                items.append(None)
            else:
                items.append(self._list(depth, _END_OF_ITEM))
            if self.peek().kind is not Kind.COMMA:
                break
            self.place += 1
        self._leave(opening)
        if len(items) < call.number:
            count = f"only {len(items)} {'stands' if len(items) == 1 else 'stand'} here"
            self.fault(call, f"{call.raw} needs at least {call.number} items, and {count} (items are parted by commas)")
        nodes = tuple(item for item in items if item is not None)
        return AnyOf(call.number, nodes, call.column) if len(nodes) == len(items) else None

    def _side_by_side(self, before: _Item) -> None:
        """Report operands that nothing joins; a run of words is one fault."""
        token = self.peek()
        if token.kind is Kind.BAD_OPERAND or self.tokens[self.place - 1].kind is Kind.BAD_OPERAND:
            return
        if token.kind is not Kind.WORD or self.tokens[self.place - 1].kind is not Kind.WORD:
            left, right = self._raw(before.first, before.end), token.raw
            self.fault(
                token,
                f"no operator between {short(left, 30)} and {short(right, 30)} (write AND or OR, or one phrase)",
            )
            return
        start = self.place - 1
        if self.place >= 2 and self.tokens[self.place - 2].kind is Kind.WORD:
            return  # reported with the first two of the run
        end = self.place
        while self.tokens[end].kind is Kind.WORD:
            end += 1
        words = [word.raw for word in self.tokens[start:end]]
        for word in self.tokens[start + 1 : min(end - 1, start + _LOOK_AHEAD)]:
            near = FOREIGN_NUMBERED.get(word.raw) or closest(word.raw, OPERATORS) if word.raw.isupper() else None
            if near:
                self.fault(word, f"unknown operator {word.raw} (did you mean {near}?)")
                return
        self.fault(token, f'write "{short(" ".join(words))}" for the phrase, or {short(" AND ".join(words))}')

    def _check_mixed(self, items: list[_Item]) -> None:
        """Refuse AND and OR in one list: nobody should have to remember which one is tighter."""
        operators = [item.operator for item in items if item.operator]
        if len(set(operators)) < 2 or any(item.first == item.end for item in items):
            return
        odd = next(item for item in items if item.operator not in {None, operators[0]})
        one, other = self._reading(items, Kind.AND), self._reading(items, Kind.OR)
        self.faults.append(
            Fault(
                odd.column, f"AND and OR in one list need parentheses: write {short(one, 200)} or {short(other, 200)}"
            )
        )

    def _reading(self, items: list[_Item], tight: Kind) -> str:
        """Return the list as it would be written if `tight` joined first."""
        groups: list[list[_Item]] = [[items[0]]]
        for item in items[1:]:
            if item.operator is tight:
                groups[-1].append(item)
            else:
                groups.append([item])
        parts: list[str] = []
        for group in groups:
            head = group[0]
            inner = self._raw(head.first, head.end)
            for item in group[1:]:
                inner += f" {tight.name} {'NOT ' if item.negated is not None else ''}{self._raw(item.first, item.end)}"
            grouped = f"({inner})" if len(group) > 1 else inner
            negation = "NOT " if head.negated is not None else ""
            parts.append(f"{head.operator.name} {negation}{grouped}" if parts and head.operator else grouped)
        return " ".join(parts)

    def _raw(self, first: int, end: int) -> str:
        """Return tokens as they were written, comments left out."""
        parts: list[str] = []
        before = Kind.OPEN
        for token in self.tokens[first : min(end, first + _MOST_SHOWN)]:
            tight = before in {Kind.OPEN, Kind.CALL} or token.kind in {Kind.CLOSE, Kind.COMMA}
            parts.append(token.raw if tight else f" {token.raw}")
            before = token.kind
        return "".join(parts)


def _leaf(token: Token) -> Node | None:
    match token.kind:
        case Kind.WORD | Kind.PHRASE:
            return Words(token.text, token.kind is Kind.PHRASE, token.column)
        case Kind.INFLECTED | Kind.QUOTED_INFLECTED:
            return Inflected(token.text, token.kind is Kind.QUOTED_INFLECTED, token.column)
        case Kind.EXACT | Kind.QUOTED_EXACT:
            return Exact(token.text, token.kind is Kind.QUOTED_EXACT, token.column)
        case Kind.REGEX:
            return Regex(token.text, token.column)
        case Kind.NAME:
            return Name(token.text, token.column)
        case _:
            return None


def parse(text: str, regexes: Regexes | None = None) -> Parsed:
    """Read an expression; `regexes` counts those of the file that it stands in.

    >>> str(parse('("sanctions relief" OR @easing) AND @north-korea').node)
    '("sanctions relief" OR @easing) AND @north-korea'
    >>> parse("North Korea").faults[0].message
    'write "North Korea" for the phrase, or North AND Korea'
    """
    tokens, faults = tokenise(text, regexes or Regexes())
    parser = _Parser(tokens, faults)
    try:
        node = parser.run()
    except _TooDeep:
        node = None
    kinds = [token.kind for token in tokens[:-1]]
    only_words = len(kinds) > 1 and set(kinds) <= {Kind.WORD, Kind.BAD_OPERAND} and not set(text) & set('"=@~/')
    names = tuple(Name(token.text, token.column) for token in tokens if token.kind is Kind.NAME)
    return Parsed(None if faults else node, tuple(sorted(set(faults))), names, only_words)
