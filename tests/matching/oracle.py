"""A slow evaluator of the whole language that shares no code with the percolator.

Articles are made of known words, so it never folds or splits a text: it knows what each word is, where it stands and
which sentence and paragraph it is part of, and tries everything with everything.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from monitor.core.article import Article
from monitor.rules.nodes import (
    And,
    AnyOf,
    AtLeast,
    Exact,
    Except,
    Inflected,
    Name,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Regex,
    Scope,
    Unit,
    Words,
)

PARTICLES = ("", "의", "에서는")
HAN = re.compile("[一-鿿ぁ-ん]")
Found = set[tuple[int, int, str]]
Interval = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A word as it is written, and what it is; a Han word is one for each character."""

    surface: str
    folded: str = ""  # of all of it; empty: the surface
    core: int = 0  # characters that belong to the term, without a possessive; 0: all

    @property
    def known_as(self) -> str:
        return self.folded or self.surface


@dataclass(frozen=True)
class Token:
    start: int
    end: int
    folded: str
    paragraph: int
    glued: bool  # to the Han character before it


@dataclass
class Paper:
    """An article that knows its words."""

    article: Article
    text: str
    tokens: list[Token]
    paragraphs: list[Interval]
    sentences: list[Interval]
    title: Interval
    body: Interval
    captions: Interval
    names: dict[str, tuple[list[Node], list[Node], list[Node]]]


#: A sentence is words, each with what stands before it; the first of a sentence starts with a capital.
Sentence = Sequence[tuple[str, Sequence[Piece]]]


def paper(
    title: Sentence,
    body: Sequence[Sequence[Sentence]],
    captions: Sequence[Sentence],
    *,
    language: str | None,
    names: dict[str, tuple[list[Node], list[Node], list[Node]]],
) -> Paper:
    """Write an article down."""
    text = ""
    tokens: list[Token] = []
    paragraphs: list[Interval] = []
    sentences: list[Interval] = []

    def write(paragraph: Sequence[Sentence]) -> None:
        nonlocal text
        top = len(text)
        for number, sentence in enumerate(paragraph):
            if number:
                text += " "
            start = len(text)
            for gap, pieces in sentence:
                text += gap if len(text) > start else ""
                for piece in pieces:
                    _write_piece(piece)
            text += "!" if len(paragraph) > 1 else ""
            sentences.append((start, len(text)))
        paragraphs.append((top, len(text)))

    def _write_piece(piece: Piece) -> None:
        nonlocal text
        before = len(text)
        text += piece.surface
        if HAN.match(piece.surface):
            for at, character in enumerate(piece.surface, before):
                tokens.append(Token(at, at + 1, character, len(paragraphs), bool(HAN.match(text[at - 1 : at]))))
        else:
            tokens.append(
                Token(before, before + (piece.core or len(piece.surface)), piece.known_as, len(paragraphs), False)
            )

    write([title])
    title_end = len(text)
    text += "\n"
    body_start = len(text)
    for number, of_body in enumerate(body):
        text += "\n" if number else ""
        write(of_body)
    body_end = len(text)
    text += "\n"
    captions_start = len(text)
    for number, caption in enumerate(captions):
        text += "\n" if number else ""
        write([caption])
    one = Article(
        url="https://news.example/a",
        title=text[:title_end],
        text=text[body_start:body_end],
        captions=tuple(text[captions_start:].split("\n")) if captions else (),
        language=language,
    )
    return Paper(
        one,
        text,
        tokens,
        paragraphs,
        sentences,
        (0, title_end),
        (body_start, body_end),
        (captions_start, len(text)),
        names,
    )


def expected(node: Node, one: Paper) -> set[tuple[str, int, int, str]] | None:
    """Return the spans that make the node true, None if it is false."""
    found = evaluate(node, one, (0, len(one.text)))
    if found is None:
        return None
    spans = set()
    for start, end, clause in found:
        field, (top, _) = next(
            (field, bounds)
            for field, bounds in (("caption", one.captions), ("body", one.body), ("title", one.title))
            if start >= bounds[0]
        )
        spans.add((field, start - top, end - top, clause))
    return spans


def evaluate(node: Node, one: Paper, window: Interval) -> Found | None:
    """Return what makes the node true inside the window."""
    match node:
        case Words() | Exact() | Inflected() | Regex() | Name():
            inside = {place for place in leaf(node, one) if place[0] >= window[0] and place[1] <= window[1]}
            return {(start, end, str(node)) for start, end in inside} or None
        case And():
            each = [evaluate(item, one, window) for item in node.items]
            return None if None in each else set().union(*(found or set() for found in each))
        case Or():
            return _true_ones(node.items, one, window, 1)
        case AnyOf():
            return _true_ones(node.items, one, window, node.count)
        case Not():
            return set() if evaluate(node.item, one, window) is None else None
        case Near():
            return set().union(*_chains(node, one, window)) or None
        case NotNear():
            near = _is_near(one, node.distance, ordered=False)
            others = evaluate(node.other, one, window) or set()
            found = evaluate(node.item, one, window) or set()
            return {x for x in found if not any(near(x, y) for y in others)} or None
        case Except():
            wholes = evaluate(node.whole, one, window) or set()
            found = evaluate(node.item, one, window) or set()
            return {x for x in found if not any(w[0] <= x[0] and x[1] <= w[1] for w in wholes)} or None
        case Scope():
            parts = [evaluate(node.item, one, part) for part in units(node, one, window)]
            true = [found for found in parts if found is not None]
            return set().union(*true) if true else None
        case AtLeast():
            return evaluate(node.item, one, window) if apart(instances(node.item, one, window)) >= node.count else None


def instances(node: Node, one: Paper, window: Interval) -> Found:
    """Return how often the node is true: of what asks for several things, the one that there is least of."""
    found = evaluate(node, one, window)
    if found is None:
        return set()
    match node:
        case And():
            return min((instances(x, one, window) for x in node.items if not isinstance(x, Not)), key=apart)
        case Or():
            return set().union(*(instances(item, one, window) for item in node.items))
        case AnyOf():
            true = [item for item in node.items if evaluate(item, one, window) is not None]
            return sorted((instances(x, one, window) for x in true), key=apart, reverse=True)[node.count - 1]
        case Near():
            return min(_chains(node, one, window), key=apart)
        case Scope():
            parts = units(node, one, window)
            if node.unit in {Unit.SENTENCE, Unit.PARAGRAPH}:
                return {(*part, "") for part in parts if evaluate(node.item, one, part) is not None}
            return set().union(*(instances(node.item, one, part) for part in parts))
        case AtLeast():
            return instances(node.item, one, window)
    return found


def apart(found: Iterable[tuple[int, int, str]]) -> int:
    """Return the length of the longest row of occurrences that do not overlap."""
    places = sorted({(start, end) for start, end, _ in found})
    best: list[int] = []
    for number, (start, _) in enumerate(places):
        before = [best[other] for other in range(number) if places[other][1] <= start]
        best.append(1 + max(before, default=0))
    return max(best, default=0)


def units(node: Scope, one: Paper, window: Interval) -> list[Interval]:
    """Return the parts of the window that the scope speaks of."""
    match node.unit:
        case Unit.SENTENCE:
            every = one.sentences
        case Unit.PARAGRAPH:
            every = one.paragraphs
        case Unit.TITLE:
            every = [one.title]
        case Unit.BODY:
            every = [one.body]
        case Unit.CAPTION:
            every = [one.captions]
        case Unit.LEAD:
            of_body = [p for p in one.paragraphs if one.body[0] <= p[0] and p[1] <= one.body[1]]
            long = [p for p in of_body if sum(p[0] <= t.start < p[1] for t in one.tokens) >= 15]
            every = [*long, *of_body, (one.body[0], one.body[0])][:1]
        case _:
            ends = [token.end for token in one.tokens if one.body[0] <= token.start < one.body[1]]
            every = [(one.body[0], ends[node.count - 1] if len(ends) >= node.count else one.body[1])]
    cut = [(max(start, window[0]), min(end, window[1])) for start, end in every]
    return [part for part in cut if part[0] < part[1]]


def _true_ones(items: Sequence[Node], one: Paper, window: Interval, least: int) -> Found | None:
    true = [found for item in items if (found := evaluate(item, one, window)) is not None]
    return set().union(*true) if len(true) >= least else None


def _chains(node: Near, one: Paper, window: Interval) -> list[Found]:
    each = [evaluate(item, one, window) or set() for item in node.items]
    near = _is_near(one, node.distance, ordered=node.ordered)
    pairs = [{(x, y) for x in left for y in right if near(x, y)} for left, right in pairwise(each)]
    chains = [
        chain
        for chain in product(*each)
        if all((x, y) in near_ones for x, y, near_ones in zip(chain, chain[1:], pairs, strict=False))
    ]
    return [{chain[place] for chain in chains} for place in range(len(each))]


def _is_near(
    one: Paper, distance: int, *, ordered: bool
) -> Callable[[tuple[int, int, str], tuple[int, int, str]], bool]:
    def in_order(x: tuple[int, int, str], y: tuple[int, int, str]) -> bool:
        if x[1] > y[0] or "\n" in one.text[x[1] : y[0]]:
            return False
        return sum(x[1] <= token.start and token.end <= y[0] for token in one.tokens) <= distance

    return lambda x, y: in_order(x, y) or (not ordered and in_order(y, x))


def leaf(node: Words | Exact | Inflected | Regex | Name, one: Paper) -> set[Interval]:
    """Return where a leaf occurs in the whole article."""
    match node:
        case Words():
            return _phrase(node.text.split(), one)
        case Inflected():
            words = node.text.split()
            family = FAMILIES if (one.article.language or "en") == "en" else {}
            return set().union(*(_phrase(forms, one) for forms in product(*(family.get(w, (w,)) for w in words))))
        case Exact():
            edge = "" if HAN.match(node.text) else "[0-9A-Za-zÀ-ž]"
            pattern = f"(?<!{edge}){re.escape(node.text)}(?!{edge})" if edge else re.escape(node.text)
            return {match.span() for match in re.finditer(pattern, one.text)}
        case Regex():
            flags = re.ASCII | (re.NOFLAG if node.pattern.startswith("(?-i)") else re.IGNORECASE)
            compiled = re.compile(node.pattern.removeprefix("(?-i)"), flags)
            return {
                (start + match.start(), start + match.end())
                for start, end in one.paragraphs
                for match in compiled.finditer(one.text[start:end])
                if match.start() < match.end()
            }
        case Name():
            names, weak, barred = (
                {place for item in items for place in leaf(item, one)}  # type: ignore[arg-type]  # names are leaves
                for items in one.names[node.identity]
            )
            kept = {x for x in names if not any(b[0] <= x[0] and x[1] <= b[1] for b in barred)}
            more = {x for x in weak if not any(b[0] <= x[0] and x[1] <= b[1] for b in barred)}
            return kept | more if kept else set()


FAMILIES = {
    "sanction": ("sanction", "sanctions", "sanctioned"),
    "ban": ("ban", "bans", "banned"),
}


def _phrase(words: Sequence[str], one: Paper) -> set[Interval]:
    pieces = [list(word) if HAN.search(word) else [word] for word in words]
    steps = [(part, at > 0, bool(HAN.search("".join(piece)))) for piece in pieces for at, part in enumerate(piece)]
    found = set()
    for first in range(len(one.tokens) - len(steps) + 1):
        run = one.tokens[first : first + len(steps)]
        if len({token.paragraph for token in run}) > 1:
            continue
        ends = [
            _ends(token, part, inner=inner or (number == 0 and han))
            for number, (token, (part, inner, han)) in enumerate(zip(run, steps, strict=True))
        ]
        if all(ends) and all(t.glued for t, (_, inner, _) in zip(run, steps, strict=True) if inner):
            found.add((run[0].start, run[-1].start + ends[-1]))
    return found


def _ends(token: Token, part: str, *, inner: bool) -> int:
    """Return how many characters of the token a part of a pattern takes up, 0 if it is another."""
    if token.glued and not inner:
        return 0
    pattern = re.escape(part).replace(r"\*", r"\w*").replace(r"\?", r"\w")
    if re.match("[가-힣]", part):
        for particle in PARTICLES:
            if token.folded.endswith(particle):
                word = token.folded.removesuffix(particle)
                if re.fullmatch(pattern, word) and (not particle or "*" not in part):
                    return len(word)
        return 0
    return token.end - token.start if re.fullmatch(pattern, token.folded) else 0
