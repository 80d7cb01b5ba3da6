"""What changed between two readings of an article."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from monitor.articles.prose import key_of
from monitor.articles.repeated import line_number
from monitor.core.article import Article, TextState
from monitor.text.sentences import sentences

_TRUST = {
    TextState.FULL: 4,
    TextState.FEED: 3,  # a feed that is used instead of its pages does not replace what another feed's page showed
    TextState.TEASER: 2,
    TextState.BLOCKED: 1,
    TextState.FAILED: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """The sentences that went and those that came, in their order; a headline or a caption counts as one.

    A change of case, spaces or punctuation is none, and neither is a sentence that only moved.
    """

    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)


def shows_less(before: Article, now: Article) -> bool:
    """Whether the later reading is to be trusted less: a wall came up, the page went, only the feed is left."""
    return _TRUST[now.state] < _TRUST[before.state]


#: Characters of changed lines that are taken apart: of more, each line counts as one sentence.
MOST_SPLIT = 200_000


def changes(before: Article, now: Article, *, repeated: AbstractSet[int] = frozenset()) -> Changes:
    """Return what changed in the title, the text and the captions.

    Lines in `repeated` are the host's own by now (`articles.repeated`): that they went is no change of the article.
    """
    removed, added = [], []
    for old, new in zip(_parts(before, repeated), _parts(now, frozenset()), strict=True):
        gone, come = _differing(old, new)
        if sum(map(len, (*gone, *come))) <= MOST_SPLIT:
            gone, come = _differing(list(_sentences(gone, before.language)), list(_sentences(come, now.language)))
        removed += gone
        added += come
    return Changes(removed=tuple(removed), added=tuple(added))


def _parts(article: Article, repeated: AbstractSet[int]) -> tuple[Sequence[str], ...]:
    """Return the lines of each part that offsets count in."""
    body = [line for line in article.text.split("\n") if not repeated or line_number(line) not in repeated]
    return [article.title], body, article.captions


def _differing(old: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the texts that only one side has; one that stands there twice has to stand on the other twice."""
    return _missing(old, new), _missing(new, old)


def _missing(texts: Sequence[str], among: Sequence[str]) -> list[str]:
    there = Counter(map(key_of, among))
    missing = []
    for text in texts:
        key = key_of(text)
        if there[key]:
            there[key] -= 1
        elif key:
            missing.append(text)
    return missing


def _sentences(texts: Sequence[str], language: str | None) -> Iterator[str]:
    for text in texts:
        for start, end in sentences(text, language=language):
            yield text[start:end]
