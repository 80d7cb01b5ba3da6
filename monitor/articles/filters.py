"""Which lines of an extracted text are no part of the article, and which of them are captions.

The steps, in this order: headline (and what stands above it), closing block, single lines, lists of related
headlines, rows of links, captions that lost their figure, lines that the host repeats. Each was kept because it raised
the F1 of extraction (reference/feeds-and-extraction.md §1c) or took subscription text out of a page (§2). No step ever
drops a long paragraph that ends as a sentence, unless it asks for a subscription, an address or a consent, or the host
shows it on page after page.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from monitor.articles.junk import CAPTION_WORDS, PROSE_WORDS, Judged, is_credit_line, judge
from monitor.articles.phrases import STRONG, Kind
from monitor.articles.prose import ends_as_sentence, key_of, one_line, weigh
from monitor.articles.repeated import without_repeated

HEADLINE_WINDOW: Final = 8  #: the headline is repeated among the first lines or not at all
HEADLINE_WORDS: Final = 20  #: headlines of other articles are shorter
KEPT_SHARE: Final = 0.5  #: a closing block is never more than half of the words
JUNK_DENSITY: Final = 0.34  #: and at least a third of its lines are known junk
DENSE: Final = 0.5
RELATED_LINES: Final = 8  #: headlines under "Related", at most

_BULLET: Final = re.compile(r"^(?:[-–•*·▪◦■►|]\s+)+")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The lines that are left, those that are captions, and what kinds of junk were taken out."""

    lines: tuple[str, ...]
    words: int = 0  #: the weight of the lines
    captions: tuple[str, ...] = ()
    dropped: frozenset[Kind] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a page beside its lines; each of it helps to tell which lines are no part of the article."""

    headlines: Collection[str] = ()  #: every form of the headline
    captions: Collection[str] = ()
    author: str | None = None
    links: Callable[[], AbstractSet[str]] = frozenset  #: the keys of link texts, asked for only where they can matter
    repeated: AbstractSet[int] = frozenset()  #: the numbers of lines that this host repeats (`repeated`)


NOTHING_KNOWN: Final = Known()


def to_lines(text: str) -> list[str]:
    """Return the lines of an extracted text, without bullets, blank lines and runs of spaces."""
    lines = (one_line(_BULLET.sub("", line.strip())) for line in text.split("\n"))
    return [line for line in lines if line]


def clean(lines: Sequence[str], known: Known = NOTHING_KNOWN) -> Cleaned:
    """Return what of `lines` belongs to the article."""
    judged = judge(drop_headline(lines, {key_of(one) for one in known.headlines}))
    end = _end_before_closing_block(judged)
    dropped = frozenset(line.kind for line in judged if line.kind is not None)
    kept = [line for line in _without_listed(judged[:end]) if line.kind is None]
    kept = _without_linked(kept, known.links)
    apart = {key_of(one) for one in known.captions} | _bylines(known.author)
    body: list[Judged] = []
    captions: list[str] = []
    for line in kept:
        if line.words <= CAPTION_WORDS and is_credit_line(line.text):
            captions.append(line.text)
        elif not apart or line.words > CAPTION_WORDS or key_of(line.text) not in apart:
            body.append(line)
    left = without_repeated([(line.text, line.words) for line in body], known.repeated)
    return Cleaned(tuple(text for text, _ in left), sum(words for _, words in left), tuple(captions), dropped)


def _without_listed(lines: Sequence[Judged]) -> Iterator[Judged]:
    """Leave out the headlines that are listed under "Related" and the like."""
    listed = 0
    for line in lines:
        if line.kind is Kind.RELATED and line.words <= 6:
            listed = RELATED_LINES
        elif line.kind is None and listed and line.words <= HEADLINE_WORDS and not line.sentence:
            listed -= 1
            continue
        elif line.kind is None:
            listed = 0
        yield line


def _without_linked(lines: list[Judged], links: Callable[[], AbstractSet[str]]) -> list[Judged]:
    """Leave out rows of links: two or more lines, one after the other, that are headlines and nothing but links.

    One such line alone may be a heading or a purchase link, which belongs to the article.
    """
    maybe = [not line.sentence and line.words <= HEADLINE_WORDS for line in lines]
    if not any(one and other for one, other in pairwise(maybe)):
        return lines
    keys = links()
    linked = [one and key_of(line.text) in keys for one, line in zip(maybe, lines, strict=True)]
    return [
        line
        for place, line in enumerate(lines)
        if not (linked[place] and (linked[place - 1 : place] == [True] or linked[place + 1 : place + 2] == [True]))
    ]


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
    return list(lines[: _end_before_closing_block(judge(lines))])


def _end_before_closing_block(lines: Sequence[Judged]) -> int:
    start = len(lines)
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if line.kind in STRONG:
            start = place
        elif line.kind is None and line.is_prose:
            break
    if start == len(lines):
        return start
    hits = sum(line.kind is not None for line in lines[start:]) / (len(lines) - start)
    kept = sum(line.words for line in lines[:start])
    cut = sum(line.words for line in lines[start:])
    # below a teaser of one paragraph the offers may be longer than it: then half of them have to be known
    teaser = hits >= DENSE and any(line.is_prose for line in lines[:start])
    return start if hits >= JUNK_DENSITY and (kept >= KEPT_SHARE * (kept + cut) or teaser) else len(lines)


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph: 25 words and an end as sentences have it."""
    return ends_as_sentence(line) and weigh(line) >= PROSE_WORDS
