"""An expression as tokens, each with its column; what cannot be a token is a fault and the rest is still read."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from monitor.rules.operators import (
    FOREIGN,
    LATER_OPERATORS,
    LATER_SCOPES,
    NUMBERED,
    OPERATOR,
    OPERATORS,
    SCOPE,
    SUPPORTED,
)
from monitor.rules.suggestions import closest, short
from monitor.text import fold

QUOTES = '"“”„‟＂'  #: all read as the straight double quote
APOSTROPHES = "'‘’ʼʻ＇"
_HYPHENS = "-‐‑"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060"  #: soft hyphen, zero width: folding deletes them

_QUOTED = re.compile(f"[{QUOTES}]([^{QUOTES}]*)[{QUOTES}]")
_RUN = re.compile(rf"[^\s(){QUOTES},]+")
_REGEX = re.compile(r"/(?:[^/\\\n]|\\.){1,1000}/(?=[\s()]|$)")
_OPENED = re.compile(r"\s*\(")


class Fault(NamedTuple):
    """What is wrong in an expression, and where: code points from its start, from 0."""

    column: int
    message: str


class Kind(Enum):
    """What a token is."""

    WORD = auto()
    PHRASE = auto()
    EXACT = auto()
    QUOTED_EXACT = auto()
    NAME = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()
    BAD_OPERAND = auto()  #: reported already; stands where an operand may
    BAD_OPERATOR = auto()  #: reported already; stands between operands
    BAD_PREFIX = auto()  #: reported already; stands before an operand: a scope, `not`
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is without quotes and signs, `raw` as written."""

    kind: Kind
    text: str
    raw: str
    column: int


class _Lexer:
    """Goes over one expression."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.tokens: list[Token] = []
        self.faults: list[Fault] = []
        self.in_any = False

    def run(self) -> None:
        """Read everything."""
        while self.place < len(self.text):
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

    def emit(self, kind: Kind, end: int, text: str = "") -> None:
        """Add a token that ends at `end`, and go on behind it."""
        self.tokens.append(Token(kind, text, self.text[self.place : end], self.place))
        self.place = end

    def fault(self, message: str, column: int | None = None) -> None:
        """Take note of a fault, here if no column is given."""
        self.faults.append(Fault(self.place if column is None else column, message))

    def _open(self) -> None:
        self.emit(Kind.OPEN, self.place + 1)

    def _close(self) -> None:
        self.emit(Kind.CLOSE, self.place + 1)

    def _comma(self) -> None:
        if not self.in_any:
            self.fault("a comma joins nothing here (write AND or OR, or quote the text)")
        self.emit(Kind.BAD_OPERATOR, self.place + 1)

    def _quote(self) -> None:
        found = _QUOTED.match(self.text, self.place)
        if found is None:
            self.fault("this quote has no partner (close the phrase, or delete it)")
            self.emit(Kind.BAD_OPERAND, len(self.text))
            return
        phrase = found[1]
        if not says_something(phrase):
            self.fault(f"{short(found[0])} has no letter or digit to look for")
            self.emit(Kind.BAD_OPERAND, found.end())
        elif wildcard := re.search(r"[*?]", phrase):
            self.fault(
                'wildcards (* and ?) are not supported by this version (leave them out, or write ="…" as it stands)',
                found.start(1) + wildcard.start(),
            )
            self.emit(Kind.BAD_OPERAND, found.end())
        else:
            self.emit(Kind.PHRASE, found.end(), phrase)

    def _exact(self) -> None:
        found = _QUOTED.match(self.text, self.place + 1)
        if found:
            if says_something(found[1]):
                self.emit(Kind.QUOTED_EXACT, found.end(), found[1])
            else:
                self.fault(f"{short(self.text[self.place : found.end()])} has no letter or digit to look for")
                self.emit(Kind.BAD_OPERAND, found.end())
            return
        run = _RUN.match(self.text, self.place + 1)
        if run is None:
            closed = self.text[self.place + 1 : self.place + 2] not in QUOTES or self.place + 1 == len(self.text)
            self.fault('= needs a word or "…" right behind it' if closed else "this quote has no partner (close it)")
            self.emit(Kind.BAD_OPERAND, self.place + 1 if closed else len(self.text))
        elif is_bare(run[0]):
            self.emit(Kind.EXACT, run.end(), run[0])
        else:
            self.fault(f'={short(run[0])} has more than letters and digits (write ="{short(run[0])}")')
            self.emit(Kind.BAD_OPERAND, run.end())

    def _name(self) -> None:
        run = _RUN.match(self.text, self.place + 1)
        if run is None:
            self.fault("@ needs the identity of an entity or a term right behind it: @north-korea")
            self.emit(Kind.BAD_OPERAND, self.place + 1)
        else:
            self.emit(Kind.NAME, run.end(), run[0])

    def _inflected(self) -> None:
        self.fault("~ (every form of a word) is not supported by this version (write the forms with OR)")
        behind = _QUOTED.match(self.text, self.place + 1) or _RUN.match(self.text, self.place + 1)
        self.emit(Kind.BAD_OPERAND, behind.end() if behind else self.place + 1)

    def _regex(self) -> None:
        found = _REGEX.match(self.text, self.place)
        if found is None:
            self._run()
            return
        self.fault("regular expressions are not supported by this version (write words or phrases)")
        self.emit(Kind.BAD_OPERAND, found.end())

    def _run(self) -> None:
        """Read what goes on to the next space, parenthesis or quote: a word, an operator, or neither."""
        found = _RUN.match(self.text, self.place)
        run = found[0] if found else self.text[self.place]
        end = self.place + len(run)
        if run in {"AND", "OR", "NOT"}:
            self.emit(Kind[run], end)
        elif OPERATOR.fullmatch(run):
            self._operator(run, end)
        elif SCOPE.fullmatch(run) and self._is_scope(run, end):
            self._scope(run, end)
        elif is_bare(run):
            self.emit(Kind.WORD, end, run)
        else:
            self._not_a_word(run, end)

    def _operator(self, run: str, end: int) -> None:
        name = run.partition("/")[0].upper()
        if name in LATER_OPERATORS and run.isupper():
            self.fault(f"{run} is not supported by this version (supported: {SUPPORTED})")
        elif run.isupper():
            self.fault(f"{run}: {name} takes no number")
        else:
            self.fault(f'write {run.upper()}, or quote the word: "{run}"')
        self.emit(Kind.BAD_PREFIX if name == "NOT" else Kind.BAD_OPERATOR, end)

    def _is_scope(self, run: str, end: int) -> bool:
        """Whether the word is meant as a scope: a word like `title` or `first` alone is a word."""
        return run.isupper() or "/" in run or self.text.startswith("(", end)

    def _scope(self, run: str, end: int) -> None:
        if not run.isupper():
            self.fault(f'write {run.upper()}, or quote the word: "{run}"')
        elif _OPENED.match(self.text, end) or "/" in run:
            self.fault(f"{run}(…) is not supported by this version (supported: {SUPPORTED})")
        else:
            self.fault(f'{run} is the name of a scope (to look for the word, quote it: "{run.lower()}")')
            self.emit(Kind.BAD_OPERAND, end)
            return
        self.in_any = self.in_any or run.upper().startswith("ANY")
        self.emit(Kind.BAD_PREFIX, end)

    def _not_a_word(self, run: str, end: int) -> None:
        if run in FOREIGN:
            self.fault(f"{run} joins nothing here (write {FOREIGN[run]})")
            self.emit(Kind.BAD_OPERATOR, end)
            return
        if NUMBERED.fullmatch(run):
            near = closest(run.partition("/")[0], [*OPERATORS, *LATER_SCOPES])
            hint = f"did you mean {near}?" if near else f'to look for it, quote it: "{run}"'
            self.fault(f"unknown operator {short(run)} ({hint})")
            self.emit(Kind.BAD_OPERATOR, end)
            return
        if wildcard := re.search(r"[*?]", run):
            self.fault(
                "wildcards (* and ?) are not supported by this version (write the words out, joined with OR)",
                self.place + wildcard.start(),
            )
        elif run[0] in APOSTROPHES:
            self.fault(f'{short(run)}: phrases are written in double quotes: "…"')
        elif not says_something(run):
            self.fault(f"{short(run)} has no letter or digit to look for")
        else:
            self.fault(f'{short(run)} has more than letters and digits (write "{short(run)}", or ="{short(run)}")')
        self.emit(Kind.BAD_OPERAND, end)

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


def tokenise(text: str) -> tuple[list[Token], list[Fault]]:
    """Return the tokens of an expression, the last one END, and what is wrong with them."""
    lexer = _Lexer(text)
    lexer.run()
    return lexer.tokens, lexer.faults


def is_bare(text: str) -> bool:
    """Whether a word needs no quotes: letters, digits, marks, and hyphens or apostrophes inside.

    >>> is_bare("O'Brien"), is_bare("U.S."), is_bare("workers'")
    (True, False, False)
    """
    inner = f"{_HYPHENS}{APOSTROPHES}"
    if not text or text[0] in inner or text[-1] in inner:
        return False
    # In `rock--roll` nothing says what the second hyphen is: quotes do.
    after_sign = False
    for char in text:
        sign = char in inner
        if sign and after_sign:
            return False
        if not sign and not _in_words(char):
            return False
        after_sign = sign
    return says_something(text)


def _in_words(char: str) -> bool:
    return char.isalnum() or char in _INVISIBLE or unicodedata.category(char)[0] in "LNM"


def says_something(text: str) -> bool:
    """Whether anything of a pattern is left when it is folded.

    >>> says_something("U.S."), says_something("…")
    (True, False)
    """
    return bool(fold(text).bytes.split())
