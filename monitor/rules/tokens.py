"""An expression as tokens, each with its column; what cannot be a token is a fault and the rest is still read."""

import re
from collections.abc import Callable
from enum import IntEnum, auto
from typing import NamedTuple

from monitor.rules.operators import (
    CALL,
    CALLS,
    EXAMPLES,
    FOREIGN,
    FOREIGN_NUMBERED,
    FOREIGN_QUOTES,
    FOREIGN_WORDS,
    MAX_NUMBER,
    NUMBERED,
    NUMBERED_CALLS,
    NUMBERED_OPERATORS,
    OPERATOR,
    OPERATORS,
    PLAIN_SCOPES,
    UNSLASHED,
)
from monitor.rules.patterns import QUOTES, WILDCARD, is_bare, says_something, wildcard_fault
from monitor.rules.regexes import MAX_LENGTH, Regexes
from monitor.rules.suggestions import closest, short

_QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
_RUN = re.compile(rf"[^\s(){QUOTES},]+")
_REGEX = re.compile(r"/((?:[^/\\\n]|\\.)*)/")
_ESCAPED = re.compile(r"\\(.)")
_BEHIND_REGEX = re.compile(r"[\s(),]|$")
_OPENED = re.compile(r"\s*\(")
_LOOSE_NUMBER = re.compile(r"\s*/\s*([0-9]{1,6})(?![^\s(])|\s+([0-9]{1,6})(?![^\s(])")  # NEAR / 5, NEAR 5
MOST_FAULTS = 100  #: of one expression: what has more is none
_RESERVED = frozenset((*OPERATORS, *CALLS))


class Fault(NamedTuple):
    """What is wrong in an expression, and where: code points from its start, from 0."""

    column: int
    message: str


class Kind(IntEnum):
    """What a token is; a number, since every token is looked up by it several times."""

    WORD = auto()
    PHRASE = auto()
    EXACT = auto()
    QUOTED_EXACT = auto()
    INFLECTED = auto()
    QUOTED_INFLECTED = auto()
    REGEX = auto()
    NAME = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    NEAR = auto()
    ONEAR = auto()
    EXCEPT = auto()
    CALL = auto()  #: a scope, ATLEAST or ANY; a parenthesis follows
    OPEN = auto()
    CLOSE = auto()
    COMMA = auto()
    BAD_OPERAND = auto()  #: reported already; stands where an operand may
    BAD_OPERATOR = auto()  #: reported already; stands between operands
    BAD_PREFIX = auto()  #: reported already; stands before an operand: `not`
    END = auto()

    __hash__ = object.__hash__  #: members are looked up in sets for every token, and Enum's own is in Python


class Token(NamedTuple):
    """One token; `text` is without quotes and signs, `raw` as written."""

    kind: Kind
    text: str
    raw: str
    column: int
    number: int = 0  #: of NEAR/5


class _Lexer:
    """Goes over one expression."""

    def __init__(self, text: str, regexes: Regexes) -> None:
        self.text = text
        self.regexes = regexes
        self.place = 0
        self.tokens: list[Token] = []
        self.faults: list[Fault] = []

    def run(self) -> None:
        """Read everything."""
        while self.place < len(self.text):
            if len(self.faults) == MOST_FAULTS:
                self.fault(f"there is more behind the {MOST_FAULTS} mistakes that are told (correct those first)")
                break
            char = self.text[self.place]
            if char.isspace():
                self.place += 1
            elif char == "#":
                end = self.text.find("\n", self.place)
                self.place = end if end >= 0 else len(self.text)
            else:
                reader = self._readers.get(char, _Lexer._run)
                reader(self)
        self.tokens.append(Token(Kind.END, "", "", len(self.text.rstrip())))

    def emit(self, kind: Kind, end: int, text: str = "", number: int = 0) -> None:
        """Add a token that ends at `end`, and go on behind it."""
        self.tokens.append(Token(kind, text, self.text[self.place : end], self.place, number))
        self.place = end

    def fault(self, message: str, column: int | None = None) -> None:
        """Take note of a fault, here if no column is given."""
        self.faults.append(Fault(self.place if column is None else column, message))

    def _open(self) -> None:
        self.emit(Kind.OPEN, self.place + 1)

    def _close(self) -> None:
        self.emit(Kind.CLOSE, self.place + 1)

    def _comma(self) -> None:
        self.emit(Kind.COMMA, self.place + 1)

    def _quote(self) -> None:
        found = _QUOTED.match(self.text, self.place)
        if found is None:
            self.fault("this quote has no partner (close the phrase, or delete it)")
            self.emit(Kind.BAD_OPERAND, len(self.text))
        else:
            self._pattern(Kind.PHRASE, found.end(), found[1], found.start(1))

    def _pattern(self, kind: Kind, end: int, text: str, start: int) -> None:
        """Emit a word or a phrase if it can be looked for."""
        if not says_something(text):
            self.fault(f"{short(self.text[self.place : end])} has no letter or digit to look for")
        elif trouble := wildcard_fault(text):
            self.fault(trouble[1], start + trouble[0])
        else:
            self.emit(kind, end, text)
            return
        self.emit(Kind.BAD_OPERAND, end)

    def _exact(self) -> None:
        self._signed("=", Kind.EXACT, Kind.QUOTED_EXACT)

    def _inflected(self) -> None:
        self._signed("~", Kind.INFLECTED, Kind.QUOTED_INFLECTED)

    def _signed(self, sign: str, bare: Kind, quoted: Kind) -> None:
        """Read what stands behind = or ~."""
        start = self.place + 1
        if found := _QUOTED.match(self.text, start):
            wildcard = WILDCARD.search(found[1]) if sign == "~" else None
            if not says_something(found[1]):
                self.fault(f"{short(self.text[self.place : found.end()])} has no letter or digit to look for")
            elif wildcard:
                self.fault(_NO_WILDCARDS, found.start(1) + wildcard.start())
            else:
                self.emit(quoted, found.end(), found[1])
                return
            self.emit(Kind.BAD_OPERAND, found.end())
            return
        run = _RUN.match(self.text, start)
        if run is None:
            closed = self.text[start : start + 1] not in QUOTES or start == len(self.text)
            self.fault(
                f'{sign} needs a word or "…" right behind it' if closed else "this quote has no partner (close it)"
            )
            self.emit(Kind.BAD_OPERAND, start if closed else len(self.text))
        elif is_bare(run[0]):
            self.emit(bare, run.end(), run[0])
        else:
            if sign == "~" and is_bare(run[0], wildcards=True):
                wildcard = WILDCARD.search(run[0])
                self.fault(_NO_WILDCARDS, start + (wildcard.start() if wildcard else 0))
            else:
                self.fault(
                    f'{sign}{short(run[0])} has more than letters and digits (write {sign}"{short(run[0])}")',
                )
            self.emit(Kind.BAD_OPERAND, run.end())

    def _name(self) -> None:
        run = _RUN.match(self.text, self.place + 1)
        if run is None:
            self.fault("@ needs the identity of an entity or a term right behind it: @north-korea")
            self.emit(Kind.BAD_OPERAND, self.place + 1)
        else:
            self.emit(Kind.NAME, run.end(), run[0])

    def _regex(self) -> None:
        found = _REGEX.match(self.text, self.place)
        if found is None:
            self.fault("this regular expression has no / at its end on this line (write \\/ for a slash inside it)")
            self._skip_run()
        elif not _BEHIND_REGEX.match(self.text, found.end()):
            self.fault(
                "behind the / that ends a regular expression comes a space "
                "(write \\/ for a slash inside it; flags stand inside, too: (?-i))",
                found.end(),
            )
            self.place = found.end() - 1
            self._skip_run()
        elif len(found[1]) > MAX_LENGTH:
            self.fault(f"this regular expression is longer than {MAX_LENGTH:,} characters (write several, with OR)")
            self.emit(Kind.BAD_OPERAND, found.end())
        else:
            # Pair by pair, so that the slash in \\/ is no escaped one.
            pattern = _ESCAPED.sub(lambda pair: "/" if pair[1] == "/" else pair[0], found[1])
            trouble = self.regexes.fault(pattern)
            if trouble:
                self.fault(short(trouble, 200))
            self.emit(Kind.BAD_OPERAND if trouble else Kind.REGEX, found.end(), pattern)

    def _skip_run(self) -> None:
        run = _RUN.match(self.text, self.place)
        self.emit(Kind.BAD_OPERAND, run.end() if run else self.place + 1)

    def _run(self) -> None:
        """Read what goes on to the next space, parenthesis or quote: a word, an operator, or neither."""
        found = _RUN.match(self.text, self.place)
        run = found[0] if found else self.text[self.place]
        end = self.place + len(run)
        if run in {"AND", "OR", "NOT", "EXCEPT"}:
            self.emit(Kind[run], end)
        elif run.partition("/")[0].upper() in _RESERVED:
            if operator := OPERATOR.fullmatch(run):
                self._operator(run, end, operator[1].upper(), operator[2])
            elif (call := CALL.fullmatch(run)) and self._is_call(run, end):
                self._call(run, end, call[1].upper(), call[2])
            else:
                self._word(run, end)
        elif run in FOREIGN_WORDS:
            self.fault(f'{run} joins nothing here (write {FOREIGN_WORDS[run]}, or quote the word: "{run}")')
            self.emit(Kind.BAD_OPERATOR, end)
        elif unslashed := UNSLASHED.fullmatch(run):
            self._unslashed(run, end, unslashed[1], unslashed[2])
        else:
            self._word(run, end)

    def _word(self, run: str, end: int) -> None:
        if not is_bare(run, wildcards=True):
            self._not_a_word(run, end)
        elif run.isupper() and self.text.startswith("(", end):
            self._unknown_call(run, end)
        else:
            self._pattern(Kind.WORD, end, run, self.place)

    def _operator(self, run: str, end: int, name: str, number: str | None) -> None:
        """Read an operator with a number, or one that is written wrongly."""
        value = _number(number)
        loose = None if number else _LOOSE_NUMBER.match(self.text, end)
        if not run.startswith(name):
            right = EXAMPLES[name] if name in NUMBERED_OPERATORS and value is None else run.upper()
            self.fault(f'write {right}, or quote the word: "{run}"')
        elif name not in NUMBERED_OPERATORS:
            self.fault(f"{run}: {name} takes no number")
        elif loose:
            self.fault(f"the number belongs to {name}, without a space: {name}/{loose[1] or loose[2]}")
            end = loose.end()
        elif value is None:
            self.fault(f"{run} needs a number of words up to {MAX_NUMBER:,} right behind it: {EXAMPLES[name]}")
        else:
            self.emit(Kind[name], end, number=value)
            return
        self.emit(Kind.BAD_PREFIX if name == "NOT" else Kind.BAD_OPERATOR, end)

    def _unslashed(self, run: str, end: int, name: str, number: str) -> None:
        """Read `NEAR5` or `w/5`'s like: a word, if anybody means it as one, has quotes."""
        right = FOREIGN_NUMBERED.get(name, name)
        opened = right not in OPERATORS and self.text.startswith("(", end)
        if right in OPERATORS:
            self.fault(f'write {right}/{number}, or quote the word: "{run}"')
            self.emit(Kind.BAD_OPERATOR, end)
        elif opened:
            self.fault(f"write {right}/{number}, with a slash")
            self.emit(Kind.CALL, end, right, _number(number) or 1)
        else:
            self._word(run, end)

    def _unknown_call(self, run: str, end: int) -> None:
        """Read capitals with a parenthesis right behind them: a scope that is none, and what is in it."""
        near = closest(run, CALLS)
        known = ", ".join(EXAMPLES.get(name, name) for name in CALLS)
        self.fault(f"unknown scope {short(run)} ({f'did you mean {near}?' if near else f'there are {known}'})")
        self.emit(Kind.CALL, end, near if near in PLAIN_SCOPES else "BODY")

    def _is_call(self, run: str, end: int) -> bool:
        """Whether the word is meant as a call: a word like `title` or `first` alone is a word."""
        return run.isupper() or "/" in run or self.text.startswith("(", end)

    def _call(self, run: str, end: int, name: str, number: str | None) -> None:
        value = _number(number)
        opened = _OPENED.match(self.text, end) is not None
        if not run.startswith(name):
            self.fault(f'write {run.upper()}, or quote the word: "{run}"')
        elif not opened and number is None:
            self.fault(f'{run} is the name of a scope (to look for the word, quote it: "{run.lower()}")')
        elif name in PLAIN_SCOPES and number is not None:
            self.fault(f"{run}: {name} takes no number")
        elif name not in PLAIN_SCOPES and not value:
            self.fault(f"{run} needs a number from 1 to {MAX_NUMBER:,} right behind it: {EXAMPLES[name]}(…)")
        elif not opened:
            self.fault(f"{run} needs parentheses behind it: {run}(…)")
        self.emit(Kind.CALL if opened else Kind.BAD_OPERAND, end, name, value or 0)

    def _not_a_word(self, run: str, end: int) -> None:
        if run in FOREIGN:
            self.fault(f"{run} joins nothing here (write {FOREIGN[run]})")
            self.emit(Kind.BAD_OPERATOR, end)
            return
        if NUMBERED.fullmatch(run):
            name, _, number = run.partition("/")
            near = FOREIGN_NUMBERED.get(name.upper()) or closest(name, [*OPERATORS, *CALLS])
            example = f"{near}/{number}" if near in {*NUMBERED_OPERATORS, *NUMBERED_CALLS} else near
            hint = f"did you mean {example}?" if near else f'to look for it, quote it: "{run}"'
            self.fault(f"unknown operator {short(run)} ({hint})")
            opened = self.text.startswith("(", end)
            self.emit(Kind.CALL if opened else Kind.BAD_OPERATOR, end, "BODY" if opened else "")
            return
        if run[0] in FOREIGN_QUOTES:
            phrase, end = self._quoted_otherwise(run, end)
            self.fault(f'{short(phrase)}: phrases are written in double quotes: "…"')
        elif not says_something(run):
            self.fault(f"{short(run)} has no letter or digit to look for")
        else:
            self.fault(f'{short(run)} has more than letters and digits (write "{short(run)}", or ="{short(run)}")')
        self.emit(Kind.BAD_OPERAND, end)

    def _quoted_otherwise(self, run: str, end: int) -> tuple[str, int]:
        """Return a phrase in other quotes and its end: what is up to its partner on the same line, else the run."""
        closing = FOREIGN_QUOTES[run[0]]
        partner = re.compile(rf"[^\n{QUOTES}]{{,200}}?[{closing}](?=[\s(),]|$)").match(self.text, self.place + 1)
        return (self.text[self.place : partner.end()], partner.end()) if partner else (run, end)

    _readers: dict[str, Callable[["_Lexer"], None]] = {  # noqa: RUF012 (one table for all lexers, never changed)
        "(": _open,
        ")": _close,
        ",": _comma,
        "=": _exact,
        "@": _name,
        "~": _inflected,
        "/": _regex,
        **dict.fromkeys(QUOTES, _quote),
    }


_NO_WILDCARDS = "~ finds every form already, and takes no wildcards (leave out one or the other)"


def _number(text: str | None) -> int | None:
    """Return what stands behind the slash, None if that is no number within the limit."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > len(str(MAX_NUMBER)):
        return None
    return int(text) if int(text) <= MAX_NUMBER else None


def tokenise(text: str, regexes: Regexes) -> tuple[list[Token], list[Fault]]:
    """Return the tokens of an expression, the last one END, and what is wrong with them."""
    lexer = _Lexer(text, regexes)
    lexer.run()
    return lexer.tokens, lexer.faults
