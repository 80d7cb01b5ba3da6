"""What a further article of a story says that the earlier ones did not: pure.

A copy of wire news is trimmed, reordered and reworded. A sentence is new if most of its runs of three words stand in
none of the earlier articles; so a changed word or a cut clause makes no news.
"""

from collections.abc import Sequence

from monitor.core.article import Article, Field
from monitor.core.match import Excerpt, Match
from monitor.text import fold, sentences

RUN_WORDS = 3
MIN_WORDS = 6  #: a shorter sentence says little by itself
MOST_KNOWN = 0.5  #: share of a sentence's runs that earlier articles may have
MOST_SENTENCES = 2
MOST_CHARACTERS = 300  #: of a sentence that is shown
MOST_READ = 20_000  #: characters of an article that are compared


def news_of(article: Article, match: Match, earlier: Sequence[Article]) -> tuple[Excerpt, ...]:
    """Return up to two sentences of the body that no earlier article has, those with the rule's words first.

    They stand in the order of the article, with the rule's words marked.
    """
    known: set[tuple[bytes, ...]] = set()
    for other in earlier:
        known |= _runs(other.text[:MOST_READ])
    marks = [(span.start, span.end) for span in match.spans if span.field is Field.BODY]
    fresh = []
    for start, end in sentences(article.text[:MOST_READ], language=article.language):
        runs = _runs(article.text[start:end])
        if len(runs) > MIN_WORDS - RUN_WORDS and len(runs & known) <= MOST_KNOWN * len(runs):
            ours = tuple((max(a, start) - start, min(b, end) - start) for a, b in marks if a < end and b > start)
            fresh.append((not ours, start, end, ours))
    best = sorted(sorted(fresh, key=lambda one: one[0])[:MOST_SENTENCES], key=lambda one: one[1])
    return tuple(_shown(article.text[start:end], ours) for _, start, end, ours in best)


def _runs(text: str) -> set[tuple[bytes, ...]]:
    words = list(fold(text).words())
    return {tuple(words[at : at + RUN_WORDS]) for at in range(len(words) - RUN_WORDS + 1)}


def _shown(text: str, marks: Sequence[tuple[int, int]]) -> Excerpt:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    if len(text) <= MOST_CHARACTERS:
        return Excerpt(text=text, marks=tuple(joined))
    kept = tuple((start, end) for start, end in joined if end < MOST_CHARACTERS)
    return Excerpt(text=f"{text[: MOST_CHARACTERS - 1]}…", marks=kept)
