"""What a digest says: the stories that were held, by rule, in parts that a message holds: pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.alerts.calendar import zone_of
from monitor.alerts.content import OPEN_OUTCOMES
from monitor.alerts.situation import Situation
from monitor.alerts.sources import source_of
from monitor.core.message import Digest, Held, Precision, Section
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.rules.model import Rule

STORIES_PER_PART = 20
PRECISION_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a digest, and what it tells."""

    digest: Digest
    alerts: tuple[StoredDelivery, ...]
    matches: tuple[StoredMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    lead: StoredDelivery
    alerts: tuple[StoredDelivery, ...]
    matches: tuple[StoredMatch, ...]  #: all of the story that nobody was told of, of these rules


def plan_digest(
    alerts: Sequence[StoredDelivery],
    matches: Mapping[int, Sequence[StoredMatch]],
    situation: Situation,
    *,
    precision: Sequence[Precision] = (),
    refused: Sequence[StoredDelivery] = (),
) -> tuple[Part, ...]:
    """Return the parts of a digest of held alerts; `matches` are those of the channel by story.

    A story is told once, under the rule that leads it; the others are named beside it. `refused` are the channel's
    alerts that were refused for good: those made since the first of the held ones was found are told as lost.
    """
    stories = list(_stories(alerts, matches))
    if not stories:
        return ()
    scheduled = max(alert.due_at for alert in alerts)
    articles = len({match.article_id for story in stories for match in story.matches})
    held = Counter(kind_of(story.lead.reason) for story in stories)
    since = min(match.found_at for story in stories for match in story.matches)
    parts = [stories[at : at + STORIES_PER_PART] for at in range(0, len(stories), STORIES_PER_PART)]
    return tuple(
        Part(
            digest=Digest(
                key=digest_key(situation.channel, scheduled, number),
                part=number,
                parts=len(parts),
                since=since,
                until=situation.now,
                zone=zone_of(situation.plan),
                stories=len(stories),
                articles=articles,
                sections=tuple(_sections(part, situation.rules)),
                held=tuple(sorted(held.items(), key=lambda one: (-one[1], one[0]))),
                precision=tuple(precision) if number == len(parts) else (),
                lost=sum(one.created_at >= since for one in refused),
            ),
            alerts=tuple(alert for story in part for alert in story.alerts),
            matches=tuple(match for story in part for match in story.matches),
        )
        for number, part in enumerate(parts, start=1)
    )


def digest_key(channel: str, scheduled: datetime, part: int) -> str:
    """Return the unique key of one message of a digest.

    >>> digest_key("C0123456789", datetime(2026, 11, 23, 8, tzinfo=UTC), 1)
    'digest:C0123456789:2026-11-23T08:00:00+00:00:1'
    """
    return f"digest:{channel}:{scheduled.isoformat()}:{part}"


def week_of(now: datetime, zone: str) -> datetime:
    """Return when the week of `now` began in a zone: Monday, 00:00."""
    local = now.astimezone(ZoneInfo(zone))
    monday = local.date() - timedelta(days=local.weekday())
    return datetime(monday.year, monday.month, monday.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def kind_of(reason: str) -> str:
    """Return why something is held, in a word or two.

    >>> kind_of("quiet: until 07:00 Asia/Tokyo"), kind_of("cap: more than 20 an hour")
    ('quiet hours', 'over max_per_hour')
    """
    kind = reason.partition(":")[0]
    return {"quiet": "quiet hours", "cap": "over max_per_hour", "mute": "muted"}.get(kind, kind)


def _stories(alerts: Sequence[StoredDelivery], matches: Mapping[int, Sequence[StoredMatch]]) -> Iterator[_Story]:
    """Yield the stories, those of a rule together: the most urgent rule first, of each the most urgent story first."""
    by_story: dict[int, list[StoredDelivery]] = {}
    for alert in alerts:
        by_story.setdefault(alert.story_id, []).append(alert)
    found = []
    for story_id, ours in by_story.items():
        ours.sort(key=lambda alert: (-alert.severity, -alert.weight, alert.order, alert.id))
        rules = {alert.rule for alert in ours}
        untold = tuple(
            match
            for match in matches[story_id]
            if match.match.rule in rules and match.outcome in OPEN_OUTCOMES and match.told_by is None
        )
        if untold:
            found.append(_Story(lead=ours[0], alerts=tuple(ours), matches=untold))
    urgent: dict[str, int] = {}
    for story in found:
        urgent[story.lead.rule] = max(urgent.get(story.lead.rule, 0), int(story.lead.severity))
    found.sort(
        key=lambda story: (
            -urgent[story.lead.rule],
            story.lead.order,
            story.lead.rule,
            -story.lead.severity,
            story.lead.created_at,
            story.lead.id,
        )
    )
    yield from found


def _sections(stories: Sequence[_Story], rules: Mapping[str, Rule]) -> Iterator[Section]:
    by_rule: dict[str, list[Held]] = {}
    for story in stories:
        by_rule.setdefault(story.lead.rule, []).append(_held(story))
    for identity, held in by_rule.items():
        rule = rules.get(identity)
        yield Section(rule=identity, rule_title=rule.title if rule is not None else identity, stories=tuple(held))


def _held(story: _Story) -> Held:
    first = next((match for match in story.matches if match.match.rule == story.lead.rule), story.matches[0])
    articles = {match.article_id for match in story.matches}
    return Held(
        title=first.article.title,
        url=first.article.url,
        source=source_of(first.article),
        severity=story.lead.severity,
        more=len(articles) - 1,
        also_matched=tuple(alert.rule for alert in story.alerts if alert.id != story.lead.id),
        reason=kind_of(story.lead.reason),
    )
