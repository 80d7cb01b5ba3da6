"""What a message says: the first article leads, its excerpts, why it matched, who else tells the story."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain

from monitor.alerts.sources import source_of
from monitor.core.article import Article, Field
from monitor.core.match import Excerpt, Match
from monitor.core.message import Copy, Message, Reason, Remark, Severity
from monitor.core.outbox import DeliveryState, MatchOutcome
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.rules.model import Rule

MAX_EXCERPTS = 3
#: Outcomes of a match that nobody was told of yet.
OPEN_OUTCOMES = (MatchOutcome.WAITING, MatchOutcome.HELD)


def compose(
    alert: StoredDelivery,
    merged: Sequence[StoredDelivery],
    matches: Sequence[StoredMatch],
    rules: Mapping[str, Rule],
    remarks: Sequence[Remark] = (),
) -> Message:
    """Return the message of `alert`, which also stands for the alerts in `merged`.

    `matches` are those of the story in the channel that may be shown, in the order they were found; `remarks` what
    people said of the alert. A rule that is not in `rules` any more is named by its identity. Raises ValueError if no
    match is of the alert's rule.
    """
    first = _first(alert, matches)
    rule = rules.get(alert.rule)
    beside = [
        other.match
        for other in matches
        if other.article_id == first.article_id and other.match.rule in {one.rule for one in merged}
    ]
    excerpts = _excerpts([first.match, *beside])
    article = first.article
    return Message(
        key=alert.key,
        rule=alert.rule,
        rule_title=rule.title if rule is not None else alert.rule,
        severity=alert.severity,
        mention=rule.mention if rule is not None and alert.severity >= Severity.HIGH else None,
        title=article.title,
        url=article.url,
        source=source_of(article),
        language=article.language,
        published_at=article.published_at,
        found_at=first.found_at,
        state=article.state,
        excerpts=excerpts[:MAX_EXCERPTS],
        more_excerpts=max(len(excerpts) - MAX_EXCERPTS, 0),
        reasons=reasons_of(first.match),
        also_matched=tuple(other.rule for other in merged),
        also_keys=tuple(other.key for other in merged),
        copies=_copies(first, matches),
        number=alert.id,
        remarks=tuple(remarks),
    )


def preview(rule: Rule, match: Match, article: Article, *, found_at: datetime) -> Message:
    """Return the message that one article alone would bring for a rule."""
    alert = StoredDelivery(
        id=0,
        key=f"preview:{rule.identity}",
        rule=rule.identity,
        story_id=0,
        channel="",
        severity=rule.severity,
        weight=0,
        order=0,
        state=DeliveryState.PENDING,
        reason="",
        attempt=0,
        created_at=found_at,
        due_at=found_at,
        claimed_at=None,
        rendered=None,
        thread=None,
        sent_id=None,
    )
    found = StoredMatch(
        id=0, article_id=0, article=article, found_at=found_at, match=match, channel="", outcome=MatchOutcome.WAITING
    )
    return compose(alert, (), (found,), {rule.identity: rule})


def reasons_of(match: Match) -> tuple[Reason, ...]:
    """Return the clauses that hold, in the order they first stand in the article, with what stands there.

    The same word in capitals and small letters counts as one, shown as it is written most often.
    """
    found: dict[str, Counter[str]] = {}
    for span in match.spans:
        found.setdefault(span.clause, Counter())[" ".join(span.text.split())] += 1
    return tuple(
        Reason(clause=clause, count=spellings.total(), words=_distinct(spellings))
        for clause, spellings in found.items()
    )


def _distinct(spellings: Counter[str]) -> tuple[str, ...]:
    shown: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for spelling, times in spellings.most_common():
        shown.setdefault(spelling.casefold(), spelling)
        counts[spelling.casefold()] += times
    return tuple(shown[word] for word, _ in counts.most_common())


def _first(alert: StoredDelivery, matches: Sequence[StoredMatch]) -> StoredMatch:
    own = [match for match in matches if match.match.rule == alert.rule]
    if not own:
        raise ValueError(f"alert {alert.key} has no match")
    told = [match for match in own if match.told_by == alert.id]
    open_ones = [match for match in own if match.outcome in OPEN_OUTCOMES]
    return (told or open_ones or own)[0]


def _excerpts(matches: Sequence[Match]) -> tuple[Excerpt, ...]:
    """Return the passages of several rules on one article, the leading rule's first, equal ones joined.

    The headline is shown anyway: it is a passage only where there is no other.
    """
    joined: dict[tuple[str, str], Excerpt] = {}
    for excerpt in chain.from_iterable(match.excerpts for match in matches):
        place = (excerpt.field, excerpt.text)
        known = joined.get(place)
        joined[place] = excerpt if known is None else _with_marks(known, excerpt.marks)
    below = tuple(excerpt for excerpt in joined.values() if excerpt.field is not Field.TITLE)
    return below or tuple(joined.values())


def _with_marks(excerpt: Excerpt, more: Sequence[tuple[int, int]]) -> Excerpt:
    marks: list[tuple[int, int]] = []
    for start, end in sorted((*excerpt.marks, *more)):
        if marks and start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return Excerpt(text=excerpt.text, marks=tuple(marks), field=excerpt.field)


def _copies(first: StoredMatch, matches: Sequence[StoredMatch]) -> tuple[Copy, ...]:
    copies: dict[str, Copy] = {}
    for match in matches:
        if match.article_id != first.article_id and match.outcome is not MatchOutcome.SHADOW:
            article = match.article
            copies.setdefault(article.url, Copy(source=source_of(article), url=article.url, title=article.title))
    copies.pop(first.article.url, None)
    return tuple(copies.values())
