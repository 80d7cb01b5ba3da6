"""The names of entities and the alternatives of terms: words or phrases without quotes, no operators."""

import re

from monitor.rules.model import Position
from monitor.rules.nodes import Exact, Inflected, Pattern, Words
from monitor.rules.operators import CALLS
from monitor.rules.patterns import QUOTES, WILDCARD, is_bare, says_something, wildcard_fault
from monitor.rules.reader import Reader
from monitor.rules.suggestions import short
from monitor.rules.yaml_nodes import Node

_OPERATOR = re.compile(rf"(?<!\S)(?:AND|OR|NOT|EXCEPT|O?NEAR(?:/[0-9]+)?)(?!\S)|\b(?:{'|'.join(CALLS)})(?:/[0-9]+)?\(")
_CAPITALS = re.compile(r"[A-Z][A-Z]")  #: an operator has them, and they are found sooner
_REGEX = re.compile(r"/.+/")

MAX_NAME = 500  #: characters

Located = tuple[Pattern, Position]  #: a pattern and where it stands, for warnings


def read_names(reader: Reader, node: Node, what: str) -> tuple[Located, ...]:
    """Read a list of names; each that cannot be one is a problem, as is one that stands there twice."""
    found: dict[Pattern, Position] = {}
    for item in reader.items(node, what):
        text = reader.words(item, what)
        if text is None:
            continue
        if len(text) > MAX_NAME:
            reader.problem(item, f"{what}: longer than {MAX_NAME} characters (a name is a word or a phrase)")
            continue
        name, trouble = parse_name(" ".join(text.split()))
        if name is None:
            reader.problem(item, f"{what}: {short(text)} {trouble}")
        elif name in found:
            reader.problem(item, f"{what}: {short(text)} is here twice")
        else:
            found[name] = reader.position(item)
    return tuple(found.items())


def parse_name(text: str) -> tuple[Pattern | None, str]:
    """Return a name, or what is wrong with it.

    >>> str(parse_name("N. Korea")[0]), str(parse_name("=DPRK")[0]), str(parse_name("~trade war")[0])
    ('"N. Korea"', '=DPRK', '~"trade war"')
    """
    sign = text[0] if text[0] in "=~" else ""
    pattern = text[1:].strip() if sign else text
    if pattern[:1] == "@":
        return None, "names something else (names do not stand for other names: write them out)"
    if len(pattern) > 1 and pattern[0] in QUOTES and pattern[-1] in QUOTES:
        if not sign:
            return None, "is written without quotes of its own: in a list every name is a phrase"
        pattern = pattern[1:-1]
    if not says_something(pattern):
        return None, "has no letter or digit to look for"
    quoted = not is_bare(pattern, wildcards=not sign)
    if sign == "=":
        return Exact(pattern, quoted), ""
    if _REGEX.fullmatch(pattern):
        return None, "is a regular expression, and names take none (write it in the rule, with OR)"
    operator = _OPERATOR.search(pattern) if _CAPITALS.search(pattern) else None
    if operator:
        return (
            None,
            f"has the operator {operator[0]}, and names take none (write it in small letters: case does not count)",
        )
    if sign:
        if WILDCARD.search(pattern):
            return None, "has a wildcard behind ~, which finds every form already (leave out one or the other)"
        return Inflected(pattern, quoted), ""
    trouble = wildcard_fault(pattern)
    return (None, f"has a wildcard out of place: {trouble[1]}") if trouble else (Words(pattern, quoted), "")
