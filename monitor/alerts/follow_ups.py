"""What becomes of later news of a story that a channel was told, and of edits: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from monitor.alerts.content import OPEN_OUTCOMES
from monitor.alerts.news import news_of
from monitor.alerts.situation import Situation
from monitor.alerts.sources import source_of
from monitor.core.article import Article
from monitor.core.message import EditNote, FollowUp, Report, Severity
from monitor.core.outbox import DeliveryKind, DeliveryState
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.core.rereading import Edit
from monitor.rules.model import Threads

FOLLOW_UP_EVERY = timedelta(minutes=10)  #: what comes meanwhile makes one reply
MAX_REPORTS = 10  #: articles named in one reply; more are counted
NAMED = "named in the message itself"
NO_THREADS = "the channel has no threads"
THREADS_OFF = "threads: off"
KNOWN_ARTICLE = "the article is told already"

#: An alert of a rule in these states has been told, or is told by another: its further matches are later news.
_TOLD = (DeliveryState.SENT, DeliveryState.MERGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Post `content` in the thread of its parent."""

    content: FollowUp | EditNote
    matches: tuple[StoredMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Have the first message name the articles, and post nothing."""

    matches: tuple[StoredMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOnly:
    """Post nothing."""

    matches: tuple[StoredMatch, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Postpone:
    """Look again at `until`."""

    matches: tuple[StoredMatch, ...]
    until: datetime
    reason: str


Step: TypeAlias = Reply | Name | CountOnly | Postpone


def plan_follow_up(
    parent: StoredDelivery,
    deliveries: Sequence[StoredDelivery],
    matches: Sequence[StoredMatch],
    situation: Situation,
) -> tuple[Step, ...]:
    """Return what becomes of the later news of the story that `parent` told; empty if there is none.

    `deliveries` and `matches` are all of the story in the channel. Each match is in one step at most.
    """
    late = late_matches(deliveries, matches)
    if not late:
        return ()
    if situation.threads is None or situation.threads is Threads.OFF:
        reason = NO_THREADS if situation.threads is None else THREADS_OFF
        return (CountOnly(matches=tuple(late), reason=reason),)
    steps: list[Step] = []
    muted = {match.id: mute for match in late if (mute := situation.mute_of(match, parent.story_id)) is not None}
    for number in sorted({mute.id for mute in muted.values()}):
        held = tuple(match for match in late if match.id in muted and muted[match.id].id == number)
        mute = muted[held[0].id]
        steps.append(Postpone(matches=held, until=mute.until, reason=str(mute)))
    free = [match for match in late if match.id not in muted]
    told = {match.article_id for match in matches if match.told_by is not None}
    known = tuple(match for match in free if match.article_id in told)
    if known:
        steps.append(CountOnly(matches=known, reason=KNOWN_ARTICLE))
    new = tuple(match for match in free if match.article_id not in told)
    if new:
        steps.append(_of_new(parent, deliveries, matches, new, situation))
    return tuple(steps)


def late_matches(deliveries: Sequence[StoredDelivery], matches: Sequence[StoredMatch]) -> list[StoredMatch]:
    """Return the open matches of rules whose alert has been told, or is told by another's."""
    told = {one.rule for one in deliveries if one.kind is DeliveryKind.ALERT and one.state in _TOLD}
    return [
        match
        for match in matches
        if match.outcome in OPEN_OUTCOMES and match.told_by is None and match.match.rule in told
    ]


def plan_edit(
    parent: StoredDelivery | None, key: str, edit: Edit | None, article: Article | None, situation: Situation
) -> Step:
    """Return what becomes of the note that an article was changed, which belongs into the thread of `parent`."""
    if parent is None or edit is None or article is None:
        return CountOnly(matches=(), reason="there is no message that it belongs to")
    if situation.threads is not Threads.ON:
        reason = NO_THREADS if situation.threads is None else f"threads: {situation.threads}"
        return CountOnly(matches=(), reason=reason)
    rule = situation.rules.get(edit.rule)
    quiet = situation.quiet_until(rule.severity if rule is not None else parent.severity)
    if quiet is not None:
        return Postpone(matches=(), until=quiet, reason="quiet")
    note = EditNote(
        key=key,
        rule=edit.rule,
        severity=parent.severity,
        title=article.title,
        url=article.url,
        source=source_of(article),
        removed=edit.removed,
        added=edit.added,
    )
    return Reply(content=note, matches=())


def _of_new(
    parent: StoredDelivery,
    deliveries: Sequence[StoredDelivery],
    matches: Sequence[StoredMatch],
    new: tuple[StoredMatch, ...],
    situation: Situation,
) -> Step:
    if situation.threads is Threads.UPDATE_ONLY:
        return Name(matches=new)
    severities = {one.rule: one.severity for one in deliveries if one.kind is DeliveryKind.ALERT}
    loudest = max((severities.get(match.match.rule, Severity.LOW) for match in new), default=Severity.LOW)
    quiet = situation.quiet_until(loudest)
    if quiet is not None:
        return Postpone(matches=new, until=quiet, reason="quiet: for the thread")
    number = 1 + sum(one.kind is DeliveryKind.FOLLOW_UP and one.parent_id == parent.id for one in deliveries)
    return Reply(content=_follow_up(parent, number, matches, new), matches=new)


def _follow_up(
    parent: StoredDelivery, number: int, matches: Sequence[StoredMatch], new: Sequence[StoredMatch]
) -> FollowUp:
    told = {match.article_id: match for match in matches if match.told_by is not None}
    first = next((match for match in matches if match.told_by == parent.id), new[0])
    earlier = [match.article for match in told.values()]
    by_article: dict[int, StoredMatch] = {}
    for match in new:
        by_article.setdefault(match.article_id, match)
    reports: list[Report] = []
    for match in list(by_article.values())[:MAX_REPORTS]:
        reports.append(
            Report(
                source=source_of(match.article),
                url=match.article.url,
                title=match.article.title,
                after_s=(match.found_at - first.found_at).total_seconds(),
                news=news_of(match.article, match.match, earlier),
            )
        )
        earlier.append(match.article)
    return FollowUp(
        key=f"follow-up:{parent.id}:{number}",
        rule=parent.rule,
        severity=parent.severity,
        reports=tuple(reports),
        more=max(len(by_article) - MAX_REPORTS, 0),
    )
