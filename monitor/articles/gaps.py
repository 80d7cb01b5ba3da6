"""Two readings of one page to a better one: lost paragraphs filled in, glued and broken ones put right.

The first reading (trafilatura) is the precise one: what the second has beside it is not believed. But it sometimes
stops in the middle of an article, and on pages laid out by tables, or by line breaks, it glues paragraphs together or
leaves lines as somebody wrapped them. There the second (resiliparse) is right, and the two agree on the words.
Paragraphs matter beyond looks: phrases and NEAR hold within one (RULES.md §2).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from monitor.articles.junk import is_credit_line, junk_kind
from monitor.articles.prose import ends_as_sentence, key_of, weigh

MUCH_LONGER: Final = 1.3  #: the second reading has what the first lost, not only what it left out on purpose
GAP_WORDS: Final = 20  #: a lost paragraph; shorter lines are more often teasers
LOST_END: Final = 3  #: so many lost paragraphs after the last common one are the article's end, fewer are teasers
SAME_WORDS: Final = 8  #: a shorter line may be common by chance
GRAM: Final = 4
KNOWN_SHARE: Final = 0.2  #: of a line's runs of four words; with more of them in the first reading it is not lost
PIECE_CHARS: Final = 25
BROKEN_LINES: Final = 30  #: a paragraph is put together from so many lines at most
BROKEN_CHARS: Final = 5_000  #: and has at most so many characters
MOST_SEARCHED: Final = 50_000_000  #: characters times pieces; a hostile page has more, no article has

Keyed = tuple[str, str]  #: a line after its key
Maybe = tuple[str, bool]  #: a line, and whether it is a sentence of news that the first reading lacks


def fill_gaps(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Return the lines of `first`, shaped like `second`, with the paragraphs that only `second` has kept.

    >>> fill_gaps(["Ten ships wait outside", "of the port."], ["Ten ships wait outside of the port."])
    ['Ten ships wait outside of the port.']
    """
    whole = {key_of(line): line for line in second}
    lines = _split_glued(_join_broken([(key_of(line), line) for line in first], whole), second, whole)
    if sum(map(len, second)) > MUCH_LONGER * sum(len(line) for _, line in lines):
        return _insert_lost(lines, list(whole.items()))
    return [line for _, line in lines]


def _join_broken(lines: Sequence[Keyed], whole: Mapping[str, str]) -> list[Keyed]:
    """Join runs of lines that are one line of the other reading."""
    strange = [bool(key) and key not in whole for key, _ in lines]
    if not any(one and other for one, other in pairwise(strange)):
        return list(lines)
    shaped: list[Keyed] = []
    place = 0
    while place < len(lines):
        end = _end_of_joined(lines, place, whole) if strange[place] else place + 1
        key = " ".join(key for key, _ in lines[place:end] if key)
        shaped.append((key, whole[key]) if end > place + 1 else lines[place])
        place = end
    return shaped


def _end_of_joined(lines: Sequence[Keyed], place: int, whole: Mapping[str, str]) -> int:
    key = lines[place][0]
    for end in range(place + 1, min(len(lines), place + BROKEN_LINES)):
        key = f"{key} {lines[end][0]}".strip()
        if key in whole:
            return end + 1
        if len(key) > BROKEN_CHARS:
            break
    return place + 1


def _split_glued(lines: Sequence[Keyed], parts: Sequence[str], whole: Mapping[str, str]) -> list[Keyed]:
    """Split lines that are several lines of the other reading, and what stands between those."""
    shaped: list[Keyed] = []
    pieces: list[str] | None = None
    for key, line in lines:
        if len(line) < 2 * PIECE_CHARS or key in whole:
            shaped.append((key, line))
            continue
        pieces = [part for part in parts if len(part) >= PIECE_CHARS] if pieces is None else pieces
        split = _split(line, pieces)
        shaped.extend([(key_of(part), part) for part in split] if len(split) > 1 else [(key, line)])
    return shaped


def _split(line: str, pieces: Sequence[str]) -> list[str]:
    if len(line) * len(pieces) > MOST_SEARCHED:
        return [line]
    found: list[str] = []
    position = taken = 0
    for piece in pieces:
        start = line.find(piece, position)
        if start < 0:
            continue
        found += [line[position:start], piece]
        position = start + len(piece)
        taken += 1
    if taken < 2:
        return [line]
    return [trimmed for part in (*found, line[position:]) if (trimmed := part.strip(" |"))]


def _insert_lost(lines: Sequence[Keyed], second: Sequence[Keyed]) -> list[str]:
    numbers = {key: number for number, (key, line) in reversed(list(enumerate(lines))) if weigh(line) >= SAME_WORDS}
    known = _grams(" ".join(key for key, _ in lines).split())
    after: dict[int, list[str]] = {}
    run: list[Maybe] = []
    last: int | None = None  # of the common lines, the one that the run follows
    for key, line in second:
        place = numbers.get(key)
        if place is not None:
            if last is not None:
                after.setdefault(last, []).extend(_lost(run))
            last = place if last is None else max(last, place)
            run = []
        elif last is not None:
            run.append((line, _may_be_lost(key, line, known)))
    if last is not None:
        end = _lost(run[: _end_of_run(run)])
        if sum(weigh(line) >= GAP_WORDS for line in end) >= LOST_END:
            after.setdefault(len(lines) - 1, []).extend(end)
    return [one for number, (_, line) in enumerate(lines) for one in (line, *after.get(number, ()))]


def _may_be_lost(key: str, line: str, known: set[tuple[str, ...]]) -> bool:
    """Whether a line of the second reading is a sentence of news that the first one does not have."""
    if not ends_as_sentence(line) or junk_kind(line) is not None or is_credit_line(line):
        return False
    grams = _grams(key.split())
    return sum(gram in known for gram in grams) < KNOWN_SHARE * len(grams)


def _lost(run: Sequence[Maybe]) -> list[str]:
    """Return the lost paragraphs of a run, and the shorter sentences that stand between two of them."""
    long = [number for number, (line, news) in enumerate(run) if news and weigh(line) >= GAP_WORDS]
    return [line for line, news in run[long[0] : long[-1] + 1] if news] if long else []


def _end_of_run(run: Sequence[Maybe]) -> int:
    """Return where the article ends: at a line that is no sentence of news, headings aside, which are short."""
    ends = (number for number, (line, news) in enumerate(run) if not news and weigh(line) >= SAME_WORDS)
    return next(ends, len(run))


def _grams(words: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + GRAM]) for start in range(max(1, len(words) - GRAM + 1))}
