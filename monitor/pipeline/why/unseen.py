"""An article that no feed ever brought: was one of its site polled then, was it failing, had it rolled off? Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.articles.addresses import date_in_url
from monitor.articles.dates import WIDEST_ZONES
from monitor.core.records import FeedState
from monitor.core.tracing import Gap, TracedFeed
from monitor.feeds.health import LOSS_IS_NEWS, Condition, health_of, lost_in_words, per_day, silent_in_words
from monitor.feeds.rhythm import unpack
from monitor.pipeline.why.stations import Ending, Outcome, Period, Step, Walk
from monitor.pipeline.why.trace import Trace
from monitor.pipeline.why.words import clock, command, counted, span, stretch, times

_MOST_FEEDS = 10  #: of a site that are walked
_MOST_LATE, _LEAST_IDLE = (
    4,
    timedelta(minutes=30),
)  #: of so many intervals at once most are those of a program that rests
_MOST_TOLD = 3  #: gaps of one of them


@dataclass(frozen=True, slots=True)
class _Finding:
    """What is to be said of one feed; the likelier reason has the lower rank."""

    rank: int
    outcome: str
    words: str  #: goes on after the feed's name
    at: datetime | None = None
    remedy: str = ""


def unseen(trace: Trace, period: Period | None) -> Ending:
    """Return why nothing is known of an article; `period` is when it was published, if somebody knows."""
    walk, period = Walk(), period or _named_in(trace.asked)
    if trace.let_go:
        return _let_go(walk, trace)
    if not trace.feeds:
        walk.add(Step.FEED, "no feed", f"no feed of {trace.site} is in the rules, and none ever linked there")
        discover = f"{command('feeds', 'discover', _home(trace.asked))}  # then: monitor feeds add URL"
        return walk.end(Outcome.NEVER_SEEN, f"Never seen: no feed of {trace.site} is in the rules.", discover)
    found = sorted(
        ((finding, feed) for feed in trace.feeds for finding in [_finding(feed, period, trace)]),
        key=lambda pair: (pair[0].rank, -pair[1].entries),
    )
    for finding, feed in found[:_MOST_FEEDS]:
        walk.add(
            Step.FEED, finding.outcome, f"{_name(feed)} {finding.words}", at=finding.at, lines=_beside(feed, trace)
        )
    if len(found) > _MOST_FEEDS:
        walk.add(Step.FEED, "more feeds", f"{len(found) - _MOST_FEEDS} more feeds of {trace.site} never carried it")
    first, feed = found[0]
    more = len(found) - 1
    others = f" {counted(more, 'more feed')} of the site below." if more else ""
    verdict = f"Never seen: feed {_name(feed)} {first.words}.{others}"
    given = (
        ""
        if period or first.outcome != "polled"
        else f"{command('why', trace.asked)} --at TIME  # when it was published"
    )
    return walk.end(Outcome.NEVER_SEEN, verdict, first.remedy, given, decided=0)


def _let_go(walk: Walk, trace: Trace) -> Ending:
    since = f"; outcomes are kept since {trace.kept_since:%Y-%m-%d}" if trace.kept_since else ""
    walk.add(
        Step.ENTRY, "let go", f"it was read; all but a mark of it was let go (`retention_outcomes`, `max_size`){since}"
    )
    sentence = "Let go: it was read and judged; what became of it was kept as long as the settings say, and is no more."
    judge_it = f"{command('match', trace.asked, '--explain')}  # reads and matches it now, for you"
    return walk.end(Outcome.LET_GO, sentence, judge_it, "a longer `retention_outcomes` in the settings, for what comes")


def _named_in(url: str) -> Period | None:
    """Return the day that a URL names, in whatever zone its site is."""
    day = date_in_url(url)
    if day is None:
        return None
    return Period(start=day.at - WIDEST_ZONES, end=day.at + timedelta(days=1) + WIDEST_ZONES)


def _finding(traced: TracedFeed, period: Period | None, trace: Trace) -> _Finding:
    state, url, now = traced.feed.state, traced.feed.row.url, trace.now
    gap = _gap_of_then(traced, period, now)
    if gap is not None:
        return _lost(gap, traced.feed.state, now, period)
    if period and trace.kept_since and period.end < trace.kept_since and _was_polled_by(state, period):
        words = f"was polled then; of what came before {trace.kept_since:%Y-%m-%d} only marks are left"
        return _Finding(3, "let go", words, trace.kept_since, "a longer `retention_outcomes`, for what comes")
    if not traced.active:
        words = "is not in the rules any more" + (
            f"; it was polled last {_at(state.last_polled_at, now)}" if state.last_polled_at else ""
        )
        return _Finding(6, "removed", words, state.last_polled_at, command("feeds", "add", url))
    if state.gone:
        words = f"is gone (HTTP 410) since {_at(state.last_polled_at, now)}: it is polled no more"
        return _Finding(1, "gone", words, state.last_polled_at, "name the feed's new address in the rules")
    if state.failures and not (period and state.answered_at and period.end < state.answered_at):
        return _Finding(2, "failing", _failing(state, now), state.last_polled_at, command("feeds", "poll", url))
    if state.polls == 0:
        words = f"was not polled yet (due {_at(state.due_at, now)})"
        return _Finding(4, "not polled yet", words, state.due_at, command("feeds", "poll", url))
    if _is_overdue(state, now) and not (period and state.last_polled_at and period.end < state.last_polled_at):
        words = f"was polled last {_at(state.last_polled_at, now)} and is overdue: nothing has polled since"
        return _Finding(2, "overdue", words, state.last_polled_at, "monitor run")
    if period is not None and state.first_polled_at is not None and period.end < state.first_polled_at:
        return _Finding(3, "rolled off", _before_first_poll(state, now), state.first_polled_at)
    if state.silent:
        return _Finding(5, "silent", _silent(state, now), state.answered_at, _look_for_others(traced))
    words = f"was polled {times(state.polls)}, last {_at(state.last_polled_at, now)}, and never carried it"
    return _Finding(7, "polled", words + _reach(state, now), state.last_polled_at, _look_for_others(traced))


def _was_polled_by(state: FeedState, period: Period) -> bool:
    return state.first_polled_at is not None and state.first_polled_at <= period.start


def _gap_of_then(traced: TracedFeed, period: Period | None, now: datetime) -> Gap | None:
    """Return the gap in which entries rolled off when the article was published; without a time, the last one."""
    for gap in traced.gaps:
        if not gap.lost_high:
            continue
        if period is None and now - gap.until <= LOSS_IS_NEWS:
            return gap
        if period is not None and period.start <= gap.until and (gap.since is None or gap.since <= period.end):
            return gap
    return None


def _lost(gap: Gap, state: FeedState, now: datetime, period: Period | None) -> _Finding:
    lost = lost_in_words(gap.lost_low, gap.lost_high)
    when = stretch(gap.since, gap.until, now)
    within = period is not None and gap.since is not None and gap.since <= period.start and period.end <= gap.until
    one_of = "" if within else "; it may be one of them"
    if gap.failures:
        return _Finding(0, "lost", f"was failing ({gap.reason}) {when}, and {lost} rolled off{one_of}", gap.until)
    if gap.since is not None and gap.until - gap.since > _usual(state):
        words = f"was not polled {when}, and {lost} rolled off{one_of}"
        return _Finding(0, "lost", words, gap.until, "keep `monitor run` running: nobody polled then")
    remedy = "poll the feed more often: its line `every:` in the rules"
    return _Finding(0, "lost", f"was polled too seldom {when}: {lost} rolled off unread{one_of}", gap.until, remedy)


def _usual(state: FeedState) -> timedelta:
    """Return how long a feed is left alone at most while a daemon runs."""
    return max(timedelta(seconds=state.interval_s) * _MOST_LATE, _LEAST_IDLE)


def _is_overdue(state: FeedState, now: datetime) -> bool:
    return now - state.due_at > _usual(state)


def _failing(state: FeedState, now: datetime) -> str:
    reason = state.last_error or "unknown"
    failures = counted(state.failures, "failure")
    if state.answered_at is None:
        return f"never answered ({reason}, {failures}; next try {_at(state.due_at, now)})"
    return f"is failing ({reason}) since {_at(state.answered_at, now)} ({failures}; next try {_at(state.due_at, now)})"


def _before_first_poll(state: FeedState, now: datetime) -> str:
    first = _at(state.first_polled_at, now)
    return (
        f"was polled for the first time {first}, after it was published: by then it had rolled off{_reach(state, now)}"
    )


def _silent(state: FeedState, now: datetime) -> str:
    return f"answers and brings {silent_in_words(state, now=now)}"


def _reach(state: FeedState, now: datetime) -> str:
    """Return how far back the feed's document reaches, so that somebody can tell what it may have held."""
    rhythm = unpack(state.rhythm)
    rate = per_day(rhythm, now=now)
    if not rate or not rhythm.window:
        return ""
    return (
        f" (it shows its last {counted(rhythm.window, 'entry', 'entries')}, about {span(_days(rhythm.window / rate))})"
    )


def _days(days: float) -> timedelta:
    return timedelta(days=min(days, 3_650.0))


def _beside(traced: TracedFeed, trace: Trace) -> tuple[str, ...]:
    """Return what else is known of a feed: what it brought of the site, its condition, its gaps."""
    now, state = trace.now, traced.feed.state
    said = [traced.feed.row.url]
    if traced.entries:
        brought = counted(traced.entries, "entry", "entries")
        said.append(f"brought {brought} of {trace.site}, the last {_at(traced.newest_at, now)}")
    health = health_of(state, now=now)
    if traced.active and health.condition not in {Condition.WELL, Condition.NEW}:
        said.extend(health.reasons)
    for gap in traced.gaps[:_MOST_TOLD]:
        lost = f"{lost_in_words(gap.lost_low, gap.lost_high)} rolled off" if gap.lost_high else "nothing rolled off"
        why = f"{gap.reason}, {counted(gap.failures, 'failure')}" if gap.failures else "between two polls"
        said.append(f"not seen {stretch(gap.since, gap.until, now)} ({why}): {lost}")
    return tuple(said)


def _look_for_others(traced: TracedFeed) -> str:
    return (
        f"{command('feeds', 'discover', _home(traced.feed.row.url))}  # the site may have another feed that carries it"
    )


def _home(url: str) -> str:
    """Return the front page of a URL's site."""
    parts = urlsplit(url.strip())
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}/"


def _name(traced: TracedFeed) -> str:
    return traced.feed.row.name or traced.feed.state.title or traced.feed.row.url


def _at(at: datetime | None, now: datetime) -> str:
    return clock(at, now) if at is not None else "at an unknown time"
