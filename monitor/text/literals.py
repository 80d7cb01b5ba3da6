r"""What a text must hold for a regular expression to match in it: cheap to look for, before RE2 is asked.

A small reading of RE2's syntax that may miss what is required, but never asks for what is not: whatever it does not
know ends the literal at hand. `CVE-\d{4}` needs `cve`; `(missile|rocket) launch` needs `missile` or `rocket`, and
`launch`.
"""

import re
import unicodedata

from monitor.text.characters import loses_marks, script_group
from monitor.text.fold import fold

#: Shorter ones stand in every text.
_SHORTEST = 3
_SHORTEST_FOREIGN = 2
_MAX_DEPTH = 40
_MOST_CHOICES = 64  #: alternatives of one group: beyond, looking for them costs more than it saves

_REPEAT = re.compile(r"[*+?]|\{(\d+)(?:,\d*)?\}")
_GROUP_START = re.compile(r"\?(?:P?<\w+>|[imsU-]*:)")
_FLAGS = re.compile(r"\?[imsU-]+\)")
_CLASS = re.compile(r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x\{[0-9A-Fa-f]+\}|x[0-9A-Fa-f]{2}|[pP](?:\{\^?\w+\}|\w)|[0-7]{1,3}|.)", re.DOTALL)

#: Of each, at least one must be there.
Choices = frozenset[str]


class _Unknown(Exception):
    """Something that this reading does not know: nothing is required."""


def required_literals(pattern: str) -> tuple[Choices, ...]:
    r"""Return sets of folded literals; a text in which one set has none, inside words too, cannot match.

    >>> [sorted(choices) for choices in required_literals(r"(missile|rocket)s? launch\w*")]
    [['missile', 'rocket'], ['launch']]
    """
    if "\\Q" in pattern or "\\C" in pattern:
        return ()
    try:
        reader = _Reader(pattern)
        required = reader.alternatives(0)
    except _Unknown:
        return ()
    return tuple(dict.fromkeys(required)) if reader.at == len(pattern) else ()


class _Reader:
    """Goes over a pattern once."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.at = 0

    def alternatives(self, depth: int) -> list[Choices]:
        """Read up to a closing parenthesis or the end."""
        if depth > _MAX_DEPTH:
            raise _Unknown
        branches = [self._sequence(depth)]
        while self._pattern.startswith("|", self.at):
            self.at += 1
            branches.append(self._sequence(depth))
        if len(branches) == 1:
            return branches[0]
        if not all(branches):
            return []
        joined = frozenset().union(*(max(branch, key=_worth) for branch in branches))
        return [joined] if len(joined) <= _MOST_CHOICES else []

    def _sequence(self, depth: int) -> list[Choices]:
        required: list[Choices] = []
        run = ""
        while self.at < len(self._pattern) and self._pattern[self.at] not in "|)":
            character, inner = self._one(depth)
            repeat = _REPEAT.match(self._pattern, self.at)
            if repeat is None:
                run += character
                if not character:
                    required += [*_literals(run), *inner]
                    run = ""
                continue
            self.at = repeat.end()
            if self._pattern.startswith("?", self.at):  # not greedy
                self.at += 1
            optional = repeat[0] in "*?" or (repeat[1] is not None and int(repeat[1]) == 0)
            required += _literals(run if optional else run + character)
            required += [] if optional else inner
            run = "" if optional else character  # of x+ the last x stands before what follows
        return required + _literals(run)

    def _one(self, depth: int) -> tuple[str, list[Choices]]:
        """Read one character, class, escape or group; return the character that it is, else what a group requires."""
        pattern, start = self._pattern, self.at
        match pattern[start]:
            case "(":
                return "", self._group(depth)
            case "[":
                found = _CLASS.match(pattern, start)
                if found is None:
                    raise _Unknown
                self.at = found.end()
                return "", []
            case "\\":
                found = _ESCAPE.match(pattern, start)
                if found is None:
                    raise _Unknown
                self.at = found.end()
                escaped = found[0][1:]
                return (escaped if len(escaped) == 1 and not escaped.isalnum() else ""), []
            case "." | "^" | "$":
                self.at += 1
                return "", []
            case "*" | "+" | "?":
                raise _Unknown
            case character:
                self.at += 1
                return character, []

    def _group(self, depth: int) -> list[Choices]:
        self.at += 1
        flags = _FLAGS.match(self._pattern, self.at)
        if flags is not None:
            self.at = flags.end()
            if _REPEAT.match(self._pattern, self.at):  # RE2 repeats what stands before the flags
                raise _Unknown
            return []
        start = _GROUP_START.match(self._pattern, self.at)
        if start is not None:
            self.at = start.end()
        elif self._pattern.startswith("?", self.at):
            raise _Unknown
        inner = self.alternatives(depth + 1)
        if not self._pattern.startswith(")", self.at):
            raise _Unknown
        self.at += 1
        return inner


def _worth(choices: Choices) -> tuple[int, int]:
    return min(map(len, choices)), -len(choices)


def lasting_words(text: str) -> list[str]:
    """Return folded words that stand, perhaps inside of longer ones, in every text that has `text` in it.

    What follows in that text may change a last letter where marks are kept, or compose with it: such a one is left off.

    >>> lasting_words("AT&T in 평양")
    ['at', 't', 'in', '평']
    """
    words: list[str] = []
    for piece in re.findall(r"[^\W_]+", text):
        last = piece[-1]
        kept = piece if last.isascii() or loses_marks(last) or _is_han(last) else piece[:-1]
        words.extend(fold(kept).bytes.decode().split())
    return words


def _literals(run: str) -> list[Choices]:
    """Return the longest word of a run of characters as text folds it, if it is long enough."""
    words = lasting_words(run)
    long = [word for word in words if len(word) >= (_SHORTEST if word.isascii() else _SHORTEST_FOREIGN)]
    return [frozenset({max(long, key=len)})] if long else []


def _is_han(character: str) -> bool:
    return script_group(character) == script_group("中") and unicodedata.name(character, "").startswith("CJK")
