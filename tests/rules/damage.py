"""Files that are no rule files, or hardly: random, damaged, deep, long. The same for the same seed."""

import random
from collections.abc import Callable
from pathlib import Path

VALID = """\
feeds:
  - feed: https://news.example/rss
    name: News
    tags: [asia, business]
    backlog: last 10
channels:
  - channel: "#korea-desk"
    wait: 60s
entities:
  - entity: north-korea
    names: &n [North Korea, N. Korea, =DPRK, 北朝鮮]
    country: KP
    languages: [en, ko]
    weak: [Pyongyang]
    except: [North Korea Street]
terms:
  - term: easing
    any: [~ease, "lift", 'waiv*', ~trade war]
rules:
  - rule: relief
    title: Sanctions relief
    match: |
      ("sanctions relief" OR @easing)
        AND @north-korea AND NOT "football"  # not sports
        AND ((~sanction OR organi?ation) NEAR/5 (talk* EXCEPT "talk show") OR a ONEAR/2 b ONEAR/2 c)
        AND NOT TITLE(SENTENCE(x NOT NEAR/3 ="C++")) AND ANY/2(FIRST/100(a), ATLEAST/3(b), c AND NOT d)
        AND /CVE-\\d{4}-\\d{4,}/
    where: {languages: [en], text: [full]}
    channel: ["#korea-desk", console]
    tests:
      - given: Pyongyang wants "sanctions relief".
        expect: match
        spans: [Pyongyang, sanctions relief]
      - given: {title: Tehran, body: "...", captions: [x]}
        expect: no match
defaults:
  channel: console
"""

_YAML = [
    "",
    " ",
    "\n",
    "\t",
    "#",
    ":",
    ": ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "*n",
    "!",
    "!!x ",
    "|",
    ">",
    "?",
    ",",
]
_QUOTES = ["'", '"', "@", "`", "%", "---\n", "...\n", "<<: *n\n", "\\", "rules:\n", "  - rule: x\n", "/", "$", ".."]
_LANGUAGE = [
    "=",
    "~",
    "(",
    ")",
    "AND",
    "OR",
    "NOT ",
    "NEAR/5",
    "TITLE(",
    "“",
    "*",
    "?",
    ",",
    "EXCEPT ",
    "ANY/9(",
    "/",
    "\\/",
    "ONEAR/0 ",
]
_ODD = ["\x00", "\x85", "\u2028", "\ufeff", "é", "😀", "\r"]
SNIPPETS = [*_YAML, *_QUOTES, *_LANGUAGE, *_ODD]


def random_file(dice: random.Random) -> bytes:
    """Bytes at random; of some, only those that YAML or the language give a meaning."""
    length = dice.randint(0, 400)
    match dice.randrange(3):
        case 0:
            return dice.randbytes(length)
        case 1:
            return bytes(dice.choices(b"abc: -[]{}\"'\n#&*!|>%@`?,\\\tAND~=/()", k=length))
        case _:
            return "".join(chr(dice.randrange(0x20, 0x3000)) for _ in range(length)).encode()


def damaged_file(dice: random.Random) -> bytes:
    """A file that would load, with a few edits."""
    text = dice.choice(_originals())
    if len(text) > 3_000:  # a piece of it, whole lines
        start = text.find("\n", dice.randrange(len(text) - 3_000)) + 1
        text = "rules:\n" + text[start : start + dice.randrange(3_000)]
    for _ in range(dice.choice((1, 1, 1, 2, 3, 6))):
        text = dice.choice(_EDITS)(text, dice)
    raw = text.encode("utf-8", "surrogatepass")
    if dice.random() < 0.1:
        place = dice.randrange(len(raw) + 1)
        raw = raw[:place] + dice.randbytes(dice.randint(1, 4)) + raw[place + dice.randint(0, 4) :]
    return raw


def _originals() -> list[str]:
    shipped = Path(__file__).parents[2] / "rules"
    return [VALID] * 4 + [file.read_text("utf-8") for file in sorted(shipped.glob("*.yaml"))]


def _insert(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    return text[:place] + dice.choice(SNIPPETS) * dice.choice((1, 1, 1, 2, 40)) + text[place + dice.randint(0, 12) :]


def _cut(text: str, dice: random.Random) -> str:
    return text[: dice.randrange(len(text) + 1)]


def _repeat(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    piece = text[place : place + dice.randint(1, 200)]
    return text[:place] + piece * dice.randint(1, 20) + text[place:]


def _swap_lines(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _indent(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    place = dice.randrange(len(lines))
    lines[place] = " " * dice.randint(0, 8) + lines[place].lstrip()
    return "\n".join(lines)


def _other_characters(text: str, dice: random.Random) -> str:
    place = dice.randrange(len(text) + 1)
    characters = [chr(dice.choice((dice.randrange(0x250), dice.randrange(0xD800), 0x1F600))) for _ in range(5)]
    return text[:place] + "".join(characters) + text[place:]


_EDITS: tuple[Callable[[str, random.Random], str], ...] = (
    _insert,
    _insert,
    _insert,
    _cut,
    _repeat,
    _swap_lines,
    _indent,
    _other_characters,
)


def expression_file(match: str) -> bytes:
    """A file with one rule of this expression."""
    return f"rules:\n  - rule: r\n    channel: console\n    match: |\n      {match}\n".encode()


#: Deep or expensive, and short.
SMALL = {
    "19 KB of parentheses": expression_file("(" * 19_000),
    "19 KB of NOTs": expression_file("NOT " * 4_700),
    "19 KB of one word, by OR": expression_file(" OR ".join(["ab"] * 3_200)),
    "19 KB of wildcards, by OR": expression_file(" OR ".join(f"abc{number}*" for number in range(1_500))),
    "19 KB of AND and OR": expression_file(" AND a OR b".join(["a"] * 1_500)),
    "19 KB of NEAR": expression_file(" NEAR/5 ".join(["ab"] * 1_900)),
    "18 lists, 90 deep": expression_file(" OR ".join("(a AND (b OR " * 45 + f"w{n}" + ")" * 90 for n in range(18))),
    "18 scopes, 90 deep": expression_file(" OR ".join("SENTENCE(" * 90 + f"w{n}" + ")" * 90 for n in range(18))),
    "regular expressions: 900 repeats": expression_file(" OR ".join([r"/\pL{1,900}x/"] * 1_300)),
    "regular expressions: repeats of repeats": expression_file(" OR ".join(["/((ab?){1,30}){1,30}c/"] * 800)),
    "regular expressions: 990 characters": expression_file(
        " OR ".join("/" + "x{1,9}(ab|cd){1,4}y" * 52 + f"{n}/" for n in range(19))
    ),
    "regular expressions: 400 groups deep": expression_file(
        " OR ".join("/" + "(" * 400 + f"abc{n}" + ")*" * 390 + "/" for n in range(10))
    ),
    "an alias inside its anchor": b"rules: &r [*r]\n",
    "alias bomb": "\n".join(
        ["a: &a [" + ", ".join("x" * 10) + "]"]
        + [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    ).encode(),
    "a directive": b"%YAML 9.9\n---\nrules:\n",
    "UTF-16": "rules:\n".encode("utf-16"),
    "half characters": b"rules:\n- rule: \xed\xa0\x80\n",
}


def names_file(count: int, name: str) -> bytes:
    """Return a term with so many names, numbered."""
    return f"terms:\n- term: t\n  any: [{', '.join(map(name.format, range(count)))}]\n".encode()


def rules_file(count: int, match: str) -> bytes:
    """Return so many rules, numbered."""
    items = (f"- {{rule: r{at}, channel: console, match: '{match.format(at)}'}}\n" for at in range(count))
    return f"rules:\n{''.join(items)}".encode()


#: Long; made when they are asked for.
LARGE: dict[str, Callable[[], bytes]] = {
    "100,000 parentheses": lambda: expression_file("(" * 100_000),
    "100,000 pairs of them": lambda: expression_file("(" * 100_000 + "a" + ")" * 100_000),
    "100,000 scopes": lambda: expression_file("TITLE(" * 100_000),
    "100,000 NOTs": lambda: expression_file("NOT " * 100_000),
    "100,000 NOTs behind AND": lambda: expression_file("a AND " + "NOT " * 100_000),
    "100,000 regular expressions begun": lambda: expression_file("/(" * 100_000),
    "100,000 tildes": lambda: expression_file("~" * 100_000),
    "50,000 ANYs": lambda: expression_file("ANY/2(a, " * 50_000),
    "500 KB: one regular expression": lambda: expression_file("/" + "a" * 500_000 + "/"),
    "1 MB: one word": lambda: expression_file("a" * 1_000_000),
    "1 MB: one phrase": lambda: expression_file('"' + "ab " * 330_000 + '"'),
    "1 MB: words side by side": lambda: expression_file("a " * 500_000),
    "1 MB: one Han word": lambda: expression_file("\u5317" * 330_000),
    "1 MB: one key": lambda: b"a" * 1_000_000 + b": b",
    "1 MB: one quoted value": lambda: b"rules: '" + b"x " * 500_000 + b"'",
    "1 MB: a quote never closed": lambda: b'rules: "' + b"x " * 500_000,
    "1 MB: escapes": lambda: b'rules: "' + b"\\n" * 500_000 + b'"',
    "1 MB: one name": lambda: b"terms:\n- term: t\n  any: [" + b"ab " * 330_000 + b"]\n",
    "1 MB: marks and joiners": lambda: b"terms:\n- term: t\n  any: [" + "a\u200d\u0301".encode() * 160_000 + b"]\n",
    "1 MB: one test": lambda: (
        expression_file("abcd") + b"    tests:\n    - {given: '" + b"abc " * 250_000 + b"', expect: match}\n"
    ),
    "10 MB": lambda: b"rules:\n" + b"- a\n" * 2_500_000,
    "10 MB of one letter": lambda: b"a" * 10_000_000,
    "2 MB of zeros": lambda: bytes(2_000_000),
    "2 MB of line breaks": lambda: b"\n" * 2_000_000,
    "nested lists, flow": lambda: b"rules: " + b"[" * 500_000,
    "nested mappings, flow": lambda: b"{a: " * 100_000,
    "nested lists, block": lambda: b"- " * 500_000,
    "nested mappings, block": lambda: b"\n".join(b" " * depth + b"a:" for depth in range(1_900)),
    "nested keys": lambda: b"? " * 500_000,
    "24,000 anchors": lambda: b"rules:\n" + b"".join(b"- &a%d x\n" % n for n in range(24_000)),
    "12,000 anchors, each repeated": lambda: (
        b"feeds:\n" + b"".join(b"- &a%d x\n- *a%d\n" % (n, n) for n in range(12_000))
    ),
    "23,500 names": lambda: names_file(23_500, "{}"),
    "23,500 phrases": lambda: names_file(23_500, "first{0} second{0}"),
    "23,500 long names": lambda: names_file(23_500, "Acme {0} Trading and Shipping Co."),
    "23,500 names of which all begin alike": lambda: names_file(23_500, "harbourmaster{}*"),
    "3,500 regular expressions": lambda: rules_file(3_500, "/[A-Z]{{3}} no {}/"),
    "3,500 regular expressions with repeats": lambda: rules_file(3_500, "/[a-z]{{2,999}} no {}/"),
    "3,500 rules": lambda: rules_file(3_500, "a{0} AND (b{0} OR NOT c{0})"),
    "900,000 values": lambda: b"terms: [" + b"a," * 900_000 + b"]",
    "150,000 unknown keys": lambda: b"rules:\n - {" + b", ".join(b"k%d: a" % n for n in range(150_000)) + b"}",
    "100,000 documents": lambda: b"---\n" * 100_000,
    "100,000 tags": lambda: b"a: " + b"!x " * 100_000,
    "100,000 comments": lambda: b"rules: # x\n" + b"  # x\n" * 100_000,
}
