"""Which lines of an extracted text are no part of the article, and which of them are captions.

The steps, in this order: headline (and what stands above it), closing block, single lines, lists of related
headlines. Each was kept because it raised the F1 of extraction (reference/feeds-and-extraction.md §1c) or took
subscription text out of a page (§2). No step ever drops a long paragraph that ends as a sentence, unless it asks for a
subscription, an address or a consent.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from monitor.articles.dates import is_date_line
from monitor.articles.phrases import HOLDS, MAX_WORDS, SERVICES, STARTS, STRONG, WHOLE, Kind, Table, rows
from monitor.articles.prose import ends_as_sentence, key_of, one_line, weigh

HEADLINE_WINDOW: Final = 8  #: the headline is repeated among the first lines or not at all
PROSE_WORDS: Final = 25  #: a line of so many words that ends as a sentence is prose
KEPT_SHARE: Final = 0.5  #: a closing block is never more than half of the words
JUNK_DENSITY: Final = 0.34  #: and at least a third of its lines are known junk
RELATED_LINES: Final = 8  #: headlines under "Related", at most

#: The credit that closes a caption. A paragraph that ends so is a caption that lost its figure.
#: Each with a text that it needs, so that few lines are searched.
CREDITS: Final = tuple(
    (needed, re.compile(pattern))
    for needed, pattern in (
        ("©", r"\s{1,4}©\s?[^.!?。©]{2,60}$"),
        ("ⓒ", r"\s{1,4}ⓒ\s?[^.!?。ⓒ]{2,60}$"),
        ("Photo/", r"\((?:AP|AFP|EPA|Reuters|Getty|dpa) Photo/[^)]{2,60}\)\W*$"),
        ("Getty Images", r"(?:/\s?|via\s|\()(?:AFP via )?Getty Images\)?\W*$"),
        ("picture alliance", r"(?:/\s?|\()picture alliance\)?\W*$"),
        ("Photo", r"\sPhoto(?:graph| credit)? ?: ?[^.!?]{2,60}$"),
        ("Image", r"\sImage(?: credit)? ?: ?[^.!?]{2,60}$"),
        ("Foto", r"\sFoto(?:grafía)? ?: ?[^.!?]{2,60}$"),
        ("Crédit", r"\sCrédit(?:s|s photo| photo)? ?: ?[^.!?]{2,60}$"),
        ("写真", r"写真\s?[=＝:：]\s?[^。]{1,30}$"),
        ("提供", r"[=＝（(／/]\s?[^。]{1,20}提供[）)]?$"),
        ("사진", r"[/\[(]\s?(?:자료)?사진\s?[=:：]?\s?[^\])]{0,30}[\])]?$"),
    )
)
CAPTION_WORDS: Final = 90
MAX_CHARS: Final = 1_000  #: longer lines are prose, whatever they say
#: Where a phrase may begin: after quotes, dashes and arrows, but with the signs that phrases themselves begin with.
_FIRST_SIGN: Final = re.compile(r"[\w©ⓒ(\[【▶▼■◆▷☞{<$%]")
_BULLET: Final = re.compile(r"^(?:[-–•*·▪◦■►|]\s+)+")
_ICON_WORD: Final = re.compile(
    r"(?:icon|arrow|chevron|artboard|sketch|svg|path|layer|title|created|with|print|mail|twitter|facebook|linkedin|close|menu|search|share|contact|positive)+",
    re.IGNORECASE,
)
_ICON_SIGNS: Final = ("icon", "chevron", "artboard", "sketch", "svg")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The lines that are left, those that are captions, and what kinds of junk were taken out."""

    lines: tuple[str, ...]
    captions: tuple[str, ...] = ()
    dropped: frozenset[Kind] = frozenset()


def to_lines(text: str) -> list[str]:
    """Return the lines of an extracted text, without bullets, blank lines and runs of spaces."""
    lines = (one_line(_BULLET.sub("", line.strip())) for line in text.split("\n"))
    return [line for line in lines if line]


def clean(
    lines: Sequence[str], headlines: Collection[str] = (), captions: Collection[str] = (), author: str | None = None
) -> Cleaned:
    """Return what of `lines` belongs to the article; `headlines`, `captions`, `author` are what the page names."""
    kept = [(line, junk_kind(line)) for line in drop_headline(lines, {key_of(one) for one in headlines})]
    end = _end_before_closing_block(kept)
    dropped = {kind for _, kind in kept if kind is not None}
    known = {key_of(one) for one in captions} | _bylines(author)
    body: list[str] = []
    found: list[str] = []
    related = 0
    for line, kind in kept[:end]:
        if kind is not None:
            related = RELATED_LINES if kind is Kind.RELATED and weigh(line) <= 6 else related
        elif related and weigh(line) <= 20 and not ends_as_sentence(line):
            related -= 1
        elif is_credit_line(line):
            found.append(line)
        elif not known or key_of(line) not in known:
            related = 0
            body.append(line)
    return Cleaned(tuple(body), tuple(found), frozenset(dropped))


def drop_headline(lines: Sequence[str], headlines: set[str]) -> list[str]:
    """Leave out the headline, which is stored apart, and the kicker and navigation lines above it."""
    headlines = headlines - {""}
    for place, line in enumerate(lines[:HEADLINE_WINDOW]):
        if key_of(line) in headlines:
            above = [one for one in lines[:place] if is_prose(one) or (weigh(one) >= 8 and ends_as_sentence(one))]
            below = [one for one in lines[place + 1 : HEADLINE_WINDOW] if key_of(one) not in headlines]
            return [*above, *below, *lines[max(HEADLINE_WINDOW, place + 1) :]]
    return list(lines)


def _bylines(author: str | None) -> set[str]:
    """Return the keys of lines that only say who wrote this; the author is stored apart."""
    names = {key_of(author), *(key_of(name) for name in author.split(","))} if author else set()
    return {f"{by}{name}" for name in names - {""} for by in ("", "by ", "von ", "par ", "por ", "di ", "door ")}


def cut_closing_block(lines: Sequence[str]) -> list[str]:
    """Cut the block at the end that starts at a subscription or newsletter line and holds no prose after it.

    Its single lines are too varied for phrases; where it starts and that nothing follows is what tells it.
    """
    return list(lines[: _end_before_closing_block([(line, junk_kind(line)) for line in lines])])


def _end_before_closing_block(lines: Sequence[tuple[str, Kind | None]]) -> int:
    start = len(lines)
    for place in range(len(lines) - 1, -1, -1):
        line, kind = lines[place]
        if kind in STRONG:
            start = place
        elif kind is None and is_prose(line):
            break
    if start == len(lines):
        return start
    hits = sum(kind is not None for _, kind in lines[start:])
    kept = sum(weigh(line) for line, _ in lines[:start])
    cut = sum(weigh(line) for line, _ in lines[start:])
    if hits < JUNK_DENSITY * (len(lines) - start) or kept < KEPT_SHARE * (kept + cut):
        return len(lines)
    return start


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph: 25 words and an end as sentences have it."""
    return weigh(line) >= PROSE_WORDS and ends_as_sentence(line)


def is_credit_line(line: str) -> bool:
    """Whether a line is a caption by the photographer's or agency's credit at its end."""
    return any(needed in line and credit.search(line) for needed, credit in CREDITS) and weigh(line) <= CAPTION_WORDS


def junk_kind(line: str) -> Kind | None:
    """Return what a line is instead of news, None if it is news.

    >>> junk_kind("You have {{left}} free articles left"), junk_kind("Inspectors get unlimited access to the site.")
    (<Kind.TEMPLATE: 'template'>, None)
    """
    plain = line.replace("’", "'").replace("\xa0", " ").strip()
    if len(plain) > MAX_CHARS:
        return None
    start = _FIRST_SIGN.search(plain)
    if start is None or is_date_line(plain):
        return Kind.NAVIGATION
    kind = _kind_by_phrase(plain, start.start())
    if kind is not None and weigh(plain) <= MAX_WORDS[kind]:
        return kind
    if kind is None and _is_share_row(plain):
        return Kind.SHARE
    return Kind.NAVIGATION if _is_icon_soup(plain) else None


def _kind_by_phrase(line: str, start: int) -> Kind | None:
    """Return the kind of the first phrase that fits; at `start` is the first sign that means something."""
    phrases = _compiled()
    for pattern in (phrases.whole, phrases.starts):
        found = pattern.match(line, start)
        if found is not None and found.lastgroup is not None:
            return Kind[found.lastgroup]
    lower = line.lower()
    for literal, pattern, kind in phrases.within:
        if literal in lower and pattern.search(line):
            return kind
    return None


def _is_share_row(line: str) -> bool:
    return len(line) <= 120 and SERVICES.issuperset(key_of(line).split())


def _is_icon_soup(line: str) -> bool:
    """Whether a line is the titles of a page's SVG icons, run together: `ArrowIcon FacebookIcon MailTitle Chevron`."""
    lower = line.lower()
    if sum(lower.count(sign) for sign in _ICON_SIGNS) < 2:
        return False
    words = line.split()
    return len(words) > 2 and sum(bool(_ICON_WORD.fullmatch(word.strip(".,"))) for word in words) >= 0.6 * len(words)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The tables, compiled: two alternations with the kinds as named groups, and single patterns by literal."""

    whole: re.Pattern[str]
    starts: re.Pattern[str]
    within: tuple[tuple[str, re.Pattern[str], Kind], ...]


@cache
def _compiled() -> _Phrases:
    within: list[tuple[str, re.Pattern[str], Kind]] = []
    for kinds in HOLDS.values():
        for kind, cell in kinds.items():
            for row in rows(cell):
                literal, _, pattern = row.partition(" :: ")
                within.append((literal, re.compile(pattern, re.IGNORECASE), kind))
    return _Phrases(_alternation(WHOLE, r"(?:{0})\W*\Z"), _alternation(STARTS, "(?:{0})"), tuple(within))


def _alternation(table: Table, form: str) -> re.Pattern[str]:
    by_kind: dict[Kind, list[str]] = {}
    for kinds in table.values():
        for kind, cell in kinds.items():
            by_kind.setdefault(kind, []).extend(rows(cell))
    groups = (f"(?P<{kind.name}>{form.format('|'.join(phrases))})" for kind, phrases in by_kind.items())
    return re.compile("|".join(groups), re.IGNORECASE)
