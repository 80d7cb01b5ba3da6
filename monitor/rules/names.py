"""The names of entities and the alternatives of terms: words or phrases without quotes, no operators."""

import re

from monitor.rules.model import Position
from monitor.rules.nodes import Exact, Words
from monitor.rules.reader import Reader
from monitor.rules.suggestions import short
from monitor.rules.tokens import QUOTES, is_bare, says_something
from monitor.rules.yaml_nodes import Node

_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT|EXCEPT|O?NEAR(?:/[0-9]+)?)(?!\S)")

Located = tuple[Words | Exact, Position]  #: a pattern and where it stands, for warnings


def read_names(reader: Reader, node: Node, what: str) -> tuple[Located, ...]:
    """Read a list of names; each that cannot be one is a problem, as is one that stands there twice."""
    found: dict[Words | Exact, Position] = {}
    for item in reader.items(node, what):
        text = reader.text(item, what)
        if text is None:
            continue
        name, trouble = parse_name(text)
        if name is None:
            reader.problem(item, f"{what}: {short(text)} {trouble}")
        elif name in found:
            reader.problem(item, f"{what}: {short(text)} is here twice")
        else:
            found[name] = reader.position(item)
    return tuple(found.items())


def parse_name(text: str) -> tuple[Words | Exact | None, str]:
    """Return a name, or what is wrong with it.

    >>> str(parse_name("N. Korea")[0]), str(parse_name("=DPRK")[0])
    ('"N. Korea"', '=DPRK')
    """
    exact = text.startswith("=")
    pattern = text[1:].strip() if exact else text
    if text[0] == "~":
        return None, "asks for every form of a word, which is not supported by this version (write the forms out)"
    if text[0] == "@":
        return None, "names something else (names do not stand for other names: write them out)"
    if len(pattern) > 1 and pattern[0] in QUOTES and pattern[-1] in QUOTES:
        if not exact:
            return None, "is written without quotes of its own: in a list every name is a phrase"
        pattern = pattern[1:-1]
    if not says_something(pattern):
        return None, "has no letter or digit to look for"
    if exact:
        return Exact(pattern, quoted=not is_bare(pattern)), ""
    if re.search(r"[*?]", text):
        return None, "has a wildcard (* or ?), which is not supported by this version (write = in front: as it stands)"
    operator = _OPERATOR.search(text)
    if operator:
        return (
            None,
            f"has the operator {operator[0]}, and names take none (write it in small letters: case does not count)",
        )
    return Words(text, quoted=not is_bare(text)), ""
