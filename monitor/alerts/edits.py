"""Which rules an edit of an article concerns, and through which sentences: pure."""

from collections.abc import Collection, Sequence

from monitor.core.match import Match
from monitor.core.rereading import Edit, EditKind

MOST_SENTENCES = 5
MOST_CHARACTERS = 500  #: of one sentence


def find_edits(
    before: Sequence[Match], now: Sequence[Match], *, removed: Sequence[str], added: Sequence[str]
) -> tuple[Edit, ...]:
    """Return the rules that only one of two versions of an article matches.

    Both have to be matched under the same rules, or an edited rule would be taken for an edited article. `removed`
    and `added` are the sentences that differ; a rule is told of those in which its words stand, else of all.
    """
    stopped = _only_in(before, now)
    started = _only_in(now, before)
    return tuple(
        Edit(
            rule=match.rule,
            kind=kind,
            removed=_concerning(match, removed),
            added=_concerning(match, added),
        )
        for kind, matches in ((EditKind.STARTED, started), (EditKind.STOPPED, stopped))
        for match in matches
    )


def _only_in(these: Sequence[Match], those: Sequence[Match]) -> list[Match]:
    rules = {match.rule for match in those}
    return [match for match in these if match.rule not in rules]


def _concerning(match: Match, sentences: Sequence[str]) -> tuple[str, ...]:
    words = {span.text.casefold() for span in match.spans}
    ours = [sentence for sentence in sentences if _has_any(sentence.casefold(), words)]
    return tuple(_cut(sentence) for sentence in (ours or sentences)[:MOST_SENTENCES])


def _has_any(sentence: str, words: Collection[str]) -> bool:
    return any(word in sentence for word in words)


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= MOST_CHARACTERS else f"{sentence[: MOST_CHARACTERS - 1]}…"
