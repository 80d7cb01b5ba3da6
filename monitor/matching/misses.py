"""How nearly a clause holds that does not: what `explain` says behind it.

Everything here asks clauses what they find, in the whole article or a part of it, and counts; nothing is decided.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.matching.clauses import Clause, Occurrence, Window, count_apart
from monitor.matching.layout import Layout
from monitor.rules.nodes import And, AnyOf, AtLeast, Except, Near, Node, Not, NotNear, Scope, Unit
from monitor.rules.suggestions import short

_MOST_NAMED = 3  #: clauses that a note names
_MOST_TRIED = 400  #: sentences or paragraphs in which the nearest miss is looked for


def miss(node: Node, clause: Clause, window: Window) -> str:
    """Return in words how near a clause came to hold, nothing if there is nothing to say about it."""
    match node:
        case Near():
            return _near(node, clause, window)
        case NotNear():
            return _not_near(node, clause, window)
        case Except():
            found = clause.children[0].find(window)
            return f"{_each(found)} part of {_text(clause.children[1])}" if found else ""
        case Not():
            found = clause.children[0].find(window)
            return f"found {_where(found, window)}" if found else ""
        case AtLeast():
            return f"{count_apart(clause.children[0].instances(window))} of {node.count}"
        case AnyOf():
            held = [child for child in clause.children if child.holds(window)]
            return f"{len(held)} of {node.count}" + (f": {_listed(held)}" if held else "")
        case Scope():
            return _scope(node, clause, window)
        case _:
            return ""


def _near(node: Near, clause: Clause, window: Window) -> str:
    """Return how near the items came to each other."""
    each = [child.find(window) or [] for child in clause.children]
    missing = [child for child, found in zip(clause.children, each, strict=True) if not found]
    if missing:
        return f"no {_listed(missing)}" if len(missing) < len(each) else ""
    for (left, first), (right, second) in pairwise(zip(each, clause.children, strict=True)):
        pair = "" if len(each) == 2 else f"{_text(first)} and {_text(second)}: "
        apart = list(_distances(left, right, window.layout, ordered=node.ordered))
        if not apart:
            together = node.ordered and any(True for _ in _distances(left, right, window.layout, ordered=False))
            return f"{pair}never {'in this order ' if together else ''}in one paragraph"
        words, start = min(apart)
        if words > node.distance:
            return f"{pair}closest pair {_words(words)} apart in {window.layout.place(start)}"
    return "each pair is near once, but never all in one chain"


def _distances(
    left: Sequence[Occurrence], right: Sequence[Occurrence], layout: Layout, *, ordered: bool
) -> Iterator[tuple[int, int]]:
    """Yield words between, and start, of pairs in one paragraph: each of the left with its neighbours on the right."""
    starts: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for one in right:
        number = layout.paragraph_of(one.start)
        starts.setdefault(number, []).append(one.start)
        ends.setdefault(number, []).append(one.end)
    for places in (*starts.values(), *ends.values()):
        places.sort()
    for one in left:
        number = layout.paragraph_of(one.start)
        after = bisect_left(starts.get(number, ()), one.end)
        if after < len(starts.get(number, ())):
            yield layout.words.between(number, one.end, starts[number][after]), one.start
        before = bisect_right(ends.get(number, ()), one.start)
        if before and not ordered:
            yield layout.words.between(number, ends[number][before - 1], one.start), one.start


def _not_near(node: NotNear, clause: Clause, window: Window) -> str:
    found = clause.children[0].find(window)
    if not found:
        return ""
    return f"{_each(found)} within {_words(node.distance)} of {_text(clause.children[1])}"


def _scope(node: Scope, clause: Clause, window: Window) -> str:
    """Return which part of the article has most of it, or where else it stands."""
    inner = clause.children[0]
    items = inner.children if isinstance(node.item, And) else (inner,)
    if node.unit in {Unit.SENTENCE, Unit.PARAGRAPH}:
        return _best_unit(node, items, window)
    part = part_of(node, window)
    held = [item for item in items if item.holds(part)]
    if held and len(items) > 1:
        return f"{len(held)} of {len(items)} in {_NAMES[node.unit]}, {_lacks(items, part)}"
    return _elsewhere(node, inner, window)


def _best_unit(node: Scope, items: Sequence[Clause], window: Window) -> str:
    wanted = [item for item in items if not _is_not(item)]
    missing = [item for item in wanted if not item.holds(window)]
    if missing:
        return f"no {_listed(missing)}" if len(missing) < len(items) else ""
    what = node.unit.lower()
    if len(items) == 1:
        return f"never in one {what}"
    best = max(_units(node, wanted, window), key=lambda part: sum(item.holds(part) for item in items), default=None)
    if best is None:
        return f"never in one {what}"
    place = window.layout.place(best.start)
    if node.unit is Unit.SENTENCE and not place.startswith("the"):
        place = f"a sentence of {place}"
    return f"{sum(item.holds(best) for item in items)} of {len(items)} in {place}, {_lacks(items, best)}"


def _units(node: Scope, items: Sequence[Clause], window: Window) -> Iterator[Window]:
    """Yield the sentences or paragraphs that have something of what is wanted."""
    layout = window.layout
    starts = sorted({one.start for item in items for one in item.find(window) or ()})[:_MOST_TRIED]
    for number in dict.fromkeys(map(layout.paragraph_of, starts)):
        units = [layout.paragraph(number)] if node.unit is Unit.PARAGRAPH else layout.sentences(number)
        for start, end in units:
            if any(start <= place < end for place in starts):
                yield window.part((start, end))


def _elsewhere(node: Scope, inner: Clause, window: Window) -> str:
    """Return where a clause stands that is not where it should be: `3 in the body, none in the title`."""
    layout = window.layout
    if node.unit is Unit.FIRST:
        found = inner.find(window.part(layout.body))
        if found:
            before = _words_before(layout, min(one.start for one in found))
            return f"the first is word {before + 1:,} of the body"
    parts = (("the title", layout.title), ("the body", layout.body), ("the captions", layout.captions))
    counts = [(name, len(set(inner.find(window.part(bounds)) or ()))) for name, bounds in parts]
    found_in = [f"{count} in {name}" for name, count in counts if count]
    scope = f"the first {_words(node.count)}" if node.unit is Unit.FIRST else _NAMES[node.unit]
    return f"{', '.join(found_in)}, none in {scope}" if found_in else ""


def part_of(node: Scope, window: Window) -> Window:
    """Return the part of the article that a scope names, cut to a window; not for SENTENCE and PARAGRAPH."""
    layout = window.layout
    match node.unit:
        case Unit.TITLE:
            bounds = layout.title
        case Unit.LEAD:
            bounds = layout.lead
        case Unit.CAPTION:
            bounds = layout.captions
        case Unit.FIRST:
            bounds = layout.first_words(node.count)
        case _:
            bounds = layout.body
    return window.part(bounds)


_NAMES = {
    Unit.TITLE: "the title",
    Unit.LEAD: "the lead",
    Unit.BODY: "the body",
    Unit.CAPTION: "the captions",
    Unit.FIRST: "the first words",
}


def _words_before(layout: Layout, position: int) -> int:
    """Return how many words of the body stand before a position in it."""
    numbers = range(layout.paragraph_of(layout.body[0]), layout.paragraph_of(position) + 1)
    return sum(start < position for number in numbers for start in layout.words.bounds(number)[0])


def _lacks(items: Sequence[Clause], part: Window) -> str:
    """Return what keeps a part of the article from holding all of it."""
    missing = [item for item in items if not item.holds(part)]
    without = [item for item in missing if not _is_not(item)]
    barred = [item.children[0] for item in missing if _is_not(item)]
    said = [f"without {_listed(without)}"] if without else []
    return " and ".join([*said, f"but with {_listed(barred)}"] if barred else said)


def _is_not(clause: Clause) -> bool:
    return clause.text.startswith("NOT ")


def _where(found: Sequence[Occurrence], window: Window) -> str:
    """Return where the first of some occurrences is, and how many there are: `2 times, first in paragraph 3`."""
    place = window.layout.place(min(one.start for one in found))
    return f"in {place}" if _count(found) == 1 else f"{_count(found)} times, first in {place}"


def _each(found: Sequence[Occurrence]) -> str:
    count = _count(found)
    return "the only one is" if count == 1 else f"each of the {count} is"


def _count(found: Sequence[Occurrence]) -> int:
    return len({(one.start, one.end) for one in found})


def _words(count: int) -> str:
    return f"{count:,} word" + ("" if count == 1 else "s")


def _listed(clauses: Sequence[Clause]) -> str:
    shown = ", ".join(map(_text, clauses[:_MOST_NAMED]))
    more = len(clauses) - _MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _text(clause: Clause) -> str:
    return short(clause.text, 40)
