"""Choose the passages to show: whole sentences that make the rule true, the one that says most of it first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.core.article import Field
from monitor.core.match import Excerpt
from monitor.matching.layout import Layout

#: Excerpts kept with a match; a message shows the first three and tells how many more there are.
MAX_EXCERPTS = 12
#: A sentence longer than this is cut around its marks: about four lines of a Slack message.
MAX_EXCERPT_CHARS = 600
_CONTEXT_CHARS = 120  # kept on either side of a mark when a sentence is cut
_ELLIPSIS = "…"


@dataclass(slots=True)
class _Passage:
    start: int
    end: int
    marks: list[tuple[int, int]] = field(default_factory=list)
    items: set[int] = field(default_factory=set)
    clauses: set[str] = field(default_factory=set)


def choose_excerpts(
    layout: Layout, occurrences: Sequence[tuple[int, int, str]], covers: Mapping[str, Collection[int]]
) -> tuple[Excerpt, ...]:
    """Return at most `MAX_EXCERPTS`, best first.

    First the sentence that covers most of the rule's required items, then whatever covers items not shown yet, then by
    coverage and place. A sentence that covers only a part of what one before it covers is left out: where one sentence
    says it all, its names elsewhere are noise. The headline stands after the sentences that say as much, and takes
    the place of none: readers have seen it. `covers` gives the items that a clause is part of; `occurrences` are in
    order.
    """
    passages = _passages(layout, occurrences, covers)
    headline = next((p for p in passages if layout.field_of(p.start) is Field.TITLE), None)
    chosen = _choose(layout, [p for p in passages if p is not headline])
    if headline is not None and not any(_text(layout, headline) == _text(layout, one) for one in chosen):
        place = next((n for n, one in enumerate(chosen) if len(one.items) < len(headline.items)), len(chosen))
        chosen.insert(place, headline)
    return tuple(
        _excerpt(
            layout.text[one.start : one.end],
            [(start - one.start, end - one.start) for start, end in one.marks],
            layout.field_of(one.start),
        )
        for one in chosen[:MAX_EXCERPTS]
    )


def _choose(layout: Layout, passages: list[_Passage]) -> list[_Passage]:
    """Return the passages to show, best first, each text once."""
    shown: set[int] = set()
    texts: set[str] = set()
    chosen: list[_Passage] = []
    while passages and len(chosen) < MAX_EXCERPTS:
        best = max(passages, key=lambda p: (len(p.items - shown), len(p.items), len(p.clauses), -p.start))
        passages.remove(best)
        text = _text(layout, best)
        if text not in texts and not any(best.items < one.items for one in chosen):
            texts.add(text)
            chosen.append(best)
            shown |= best.items
    return chosen


def _text(layout: Layout, passage: _Passage) -> str:
    return layout.text[passage.start : passage.end].casefold()


def _passages(
    layout: Layout, occurrences: Sequence[tuple[int, int, str]], covers: Mapping[str, Collection[int]]
) -> list[_Passage]:
    """Return the sentences around the occurrences; those that share a sentence are one passage."""
    passages: list[_Passage] = []
    for first, last, clause in occurrences:
        start, end = layout.passage(first, last)
        if not passages or start >= passages[-1].end:
            passages.append(_Passage(start, end))
        passage = passages[-1]
        passage.end = max(passage.end, end)
        passage.items.update(covers[clause])
        passage.clauses.add(clause)
        if passage.marks and first < passage.marks[-1][1]:
            passage.marks[-1] = passage.marks[-1][0], max(passage.marks[-1][1], last)
        else:
            passage.marks.append((first, last))
    return passages


def _excerpt(text: str, marks: Sequence[tuple[int, int]], field: Field) -> Excerpt:
    if len(text) <= MAX_EXCERPT_CHARS:
        return Excerpt(text, tuple(marks), field)
    pieces: list[str] = []
    kept: list[tuple[int, int]] = []
    length = last = 0
    for start, end, inside in _windows(text, marks):
        lead = _ELLIPSIS if not pieces and start > 0 else f" {_ELLIPSIS} " if pieces else ""
        shift = length + len(lead) - start
        pieces.append(lead + text[start:end])
        kept.extend((first + shift, final + shift) for first, final in inside)
        length += len(pieces[-1])
        last = end
    return Excerpt("".join(pieces) + (_ELLIPSIS if last < len(text) else ""), tuple(kept), field)


def _windows(text: str, marks: Sequence[tuple[int, int]]) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """Return `(start, end, marks)` of what is kept of a long sentence, ending between words where there are spaces.

    The first mark is always kept whole; further ones as long as all of it stays within the bound.
    """
    windows: list[tuple[int, int, list[tuple[int, int]]]] = []
    room = MAX_EXCERPT_CHARS
    for mark_start, mark_end in marks:
        start, end = max(0, mark_start - _CONTEXT_CHARS), min(len(text), mark_end + _CONTEXT_CHARS)
        if start > 0:
            space = text.find(" ", start, mark_start)
            start = space + 1 if space >= 0 else start
        if end < len(text):
            space = text.rfind(" ", mark_end, end)
            end = space if space >= 0 else end
        joins = bool(windows) and start <= windows[-1][1]
        added = max(0, end - windows[-1][1]) if joins else end - start
        if windows and added > room:
            break
        room -= added
        if joins:
            before, reached, inside = windows[-1]
            windows[-1] = before, max(reached, end), [*inside, (mark_start, mark_end)]
        else:
            windows.append((start, end, [(mark_start, mark_end)]))
    return windows
