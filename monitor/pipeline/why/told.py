"""What became of a match in a channel: its story, what held it, the outbox, the channel. Pure."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from monitor.alerts.content import reasons_of
from monitor.alerts.follow_ups import FOLLOW_UP_EVERY, NAMED, THREADS_OFF
from monitor.alerts.mutes import mute_of
from monitor.alerts.plan import FOR_THREAD, MUTED, parent_of
from monitor.core.outbox import DeliveryKind, DeliveryState, MatchOutcome
from monitor.core.records import StoredArticle, StoredDelivery, StoredMatch
from monitor.core.rereading import EditKind
from monitor.pipeline.why.held import hold_of
from monitor.pipeline.why.stations import Ending, Outcome, Step, Walk
from monitor.pipeline.why.trace import Trace
from monitor.pipeline.why.words import clock, command, counted, since_published

_MOST_CLAUSES = 6  #: that held, in a line
_TS_IS_NEAR = timedelta(hours=24)  #: a message stands in its channel within this of its claim, or the ts is none

#: The alerts of a story, by channel and rule.
Deliveries: TypeAlias = Mapping[str, Mapping[str, StoredDelivery]]


def by_channel(trace: Trace) -> Deliveries:
    """Return the alerts of the article's story, by lasting name of their channel and by rule."""
    found: dict[str, dict[str, StoredDelivery]] = {}
    for one in trace.deliveries.values():
        if one.kind is DeliveryKind.ALERT:
            found.setdefault(one.channel, {})[one.rule] = one
    return found


class Told:
    """One match and what became of it; every way of its walk is a method."""

    def __init__(
        self, trace: Trace, stored: StoredArticle, match: StoredMatch, deliveries: Deliveries, position: str
    ) -> None:
        """`position` is where the rule stands, "" if it does not any more."""
        self.trace = trace
        self.now = trace.now
        self.stored = stored
        self.match = match
        self.rule = match.match.rule
        self.position = position
        self.channel = match.channel
        self.resolved = trace.names.get(match.channel, match.channel)
        self.story = deliveries.get(self.resolved, {})
        self.alert = self.story.get(self.rule)
        self.teller = trace.deliveries.get(match.told_by) if match.told_by is not None else None
        self.walk = Walk()

    def ending(self) -> Ending:
        """Return how it ends."""
        self._add_clauses()
        self._add_edits()
        self._add_story()
        ways: Mapping[MatchOutcome, Callable[[], Ending]] = {
            MatchOutcome.WAITING: self._waiting,
            MatchOutcome.HELD: self._held,
            MatchOutcome.POSTED: self._posted,
            MatchOutcome.FOLLOW_UP: self._in_thread,
            MatchOutcome.DIGEST: self._in_digest,
            MatchOutcome.MERGED: self._merged,
            MatchOutcome.COUNTED_ONLY: self._counted_only,
            MatchOutcome.SHADOW: self._shadow,
            MatchOutcome.UNDELIVERED: self._refused,
        }
        return ways[self.match.outcome]()

    def add(self, step: Step, outcome: str, detail: str, *, at: datetime | None = None) -> None:
        """Go on to a station of this rule in this channel."""
        self.walk.add(step, outcome, detail, at=at, rule=self.rule, channel=self.channel)

    def _add_clauses(self) -> None:
        held = [f"{one.clause}: {one.count}" for one in reasons_of(self.match.match)]
        more = [f"{len(held) - _MOST_CLAUSES} more"] if len(held) > _MOST_CLAUSES else []
        said = " · ".join([*held[:_MOST_CLAUSES], *more])
        self.walk.add(Step.WHERE, "holds", "every line of `where` holds", at=self.match.found_at, rule=self.rule)
        detail = f"every clause holds ({said})" if said else "every clause holds"
        self.walk.add(Step.CLAUSES, "holds", detail, at=self.match.found_at, rule=self.rule)

    def _add_edits(self) -> None:
        for one in self.trace.edits:
            if one.edit.rule == self.rule:
                detail = f"the article was edited, and the rule {one.edit.kind}"
                self.walk.add(Step.EDIT, str(one.edit.kind), detail, at=one.found_at, rule=self.rule)

    def _add_story(self) -> None:
        first = self.trace.first
        if first is None or first.id == self.stored.id:
            self.add(
                Step.STORY, "opens", f"it is the first article of story {self.stored.story_id}", at=self.match.found_at
            )
            return
        detail = f"the same news as story {first.id}: {first.article.title} ({first.article.url})"
        self.add(Step.STORY, "joins", detail, at=first.found_at)

    def _posted(self) -> Ending:
        message = self.teller or self.alert
        at = _sent_at(message)
        self._add_outbox(message)
        if message is not None:
            self.add(
                Step.HOLD, "passed", "no mute, quiet hours or cap held it when its turn came", at=message.claimed_at
            )
        place = f"message {message.sent_id}" if message is not None and message.sent_id else "it stands there"
        if message is not None and message.thread:
            place += " in the thread of its story"
        self.add(Step.CHANNEL, "sent", f"posted, {place}", at=at)
        when = f" at {clock(at, self.now)}" if at is not None else ""
        late = since_published(self.stored.article.published_at, at) if at is not None else ""
        sentence = f"Posted to {self.channel}{when} by {self.rule}{late}{self._edited_since(at)}."
        number = command("alerts", "show", str(message.id)) if message is not None else ""
        return self.walk.end(Outcome.POSTED, sentence, number)

    def _edited_since(self, at: datetime | None) -> str:
        """Return what an edit after the message did to the rule, or that one before it brought the match."""
        ours = [one for one in self.trace.edits if one.edit.rule == self.rule]
        if ours and at is not None and ours[-1].found_at > at:
            return (
                f"; the article was edited at {clock(ours[-1].found_at, self.now)}, and the rule {ours[-1].edit.kind}"
            )
        if ours and ours[-1].edit.kind is EditKind.STARTED:
            return f"; it matches since an edit, found at {clock(ours[-1].found_at, self.now)}"
        revised = self.stored.revised_at
        if revised is not None and at is not None and revised > at:
            return f"; the article was edited at {clock(revised, self.now)}, and the rule still matches"
        return ""

    def _in_thread(self) -> Ending:
        at = _sent_at(self.teller)
        if self.match.reason == NAMED:
            at = self.teller.claimed_at if self.teller else None
            detail = f"its story was told already; the message there names it ({NAMED})"
            self.add(Step.HOLD, "named", detail, at=at)
            sentence = f"Not posted by itself: its story stands in {self.channel}, and the message there names it."
            return self.walk.end(Outcome.IN_THREAD, sentence, self._message_of_story())
        self._add_outbox(self.teller)
        sent = f", message {self.teller.sent_id}" if self.teller is not None and self.teller.sent_id else ""
        detail = f"told in the thread of its story in {self.channel}{sent}"
        self.add(Step.CHANNEL, "follow-up", detail, at=at)
        when = f" at {clock(at, self.now)}" if at is not None else ""
        sentence = (
            f"Told in the thread of its story in {self.channel}{when} by {self.rule}: the story stood there already."
        )
        return self.walk.end(Outcome.IN_THREAD, sentence, self._message_of_story())

    def _in_digest(self) -> Ending:
        at = _sent_at(self.teller)
        if self.alert is not None:
            self.add(Step.HOLD, "held", "it was held for the digest", at=self.alert.created_at)
        self._add_outbox(self.teller)
        self.add(Step.CHANNEL, "digest", f"told in a digest in {self.channel}", at=at)
        when = f" at {clock(at, self.now)}" if at is not None else ""
        late = since_published(self.stored.article.published_at, at) if at is not None else ""
        sentence = f"Told in the digest of {self.channel}{when} for {self.rule}{late}: it had been held until then."
        return self.walk.end(Outcome.IN_DIGEST, sentence)

    def _merged(self) -> Ending:
        other = self.teller.rule if self.teller is not None else self.match.reason.removeprefix("into ")
        at = _sent_at(self.teller)
        detail = f"one message per story: that of {other} names it, since it is more urgent or asks for more"
        self.add(Step.HOLD, "merged", detail, at=at)
        when = f" at {clock(at, self.now)}" if at is not None else ""
        sentence = f"Told in {self.channel}{when} by the message of {other}, which names {self.rule}."
        return self.walk.end(
            Outcome.MERGED,
            sentence,
            self._message_of_story(),
            f"severity: high  # of {self.rule}: the most urgent leads",
        )

    def _counted_only(self) -> Ending:
        self.add(Step.HOLD, "counted only", self.match.reason, at=self.match.found_at)
        sentence = f"Not posted: {self.channel} had been told this story ({self.match.reason})."
        remedy = (
            "threads: on  # of the channel: later news replies in the thread"
            if self.match.reason == THREADS_OFF
            else ""
        )
        return self.walk.end(Outcome.NOT_POSTED, sentence, remedy, self._message_of_story())

    def _shadow(self) -> Ending:
        detail = "it is a shadow rule: its matches are kept and counted, never posted"
        self.add(Step.RULE, "shadow", detail, at=self.match.found_at)
        sentence = f"Not posted: {self.rule} matched, but it is a shadow rule (`enabled: shadow`)."
        where = f"{self.position}: " if self.position else ""
        return self.walk.end(
            Outcome.NOT_POSTED, sentence, f"{where}remove the line `enabled: shadow`  # for articles to come"
        )

    def _refused(self) -> Ending:
        message = self.teller or self.alert
        self._add_outbox(message)
        detail = f"{self.channel} refused the message for good: {self.match.reason}"
        self.add(Step.CHANNEL, "refused", detail, at=message.claimed_at if message else None)
        sentence = (
            f"Not posted: {self.rule} matched, and {self.channel} refused the message for good ({self.match.reason})."
        )
        number = message.id if message is not None else "NUMBER"
        return self.walk.end(
            Outcome.NOT_POSTED,
            sentence,
            command("alerts", "retry", str(number)),
            command("channels", "test", self.channel),
        )

    def _held(self) -> Ending:
        if self.teller is not None and self.teller.kind is DeliveryKind.DIGEST:
            return self._on_its_way(self.teller, "the digest that tells it")
        parent = parent_of(list(self.story.values()))
        holding = self.alert if self.alert is not None and self.alert.state is DeliveryState.HELD else None
        until = holding.due_at if holding is not None else parent.follow_up_at if parent is not None else None
        mute = None
        if self.match.reason.startswith(MUTED):
            mute = mute_of(
                self.match, story_id=self.stored.story_id or 0, channel=self.resolved, mutes=self.trace.mutes
            )
        held = hold_of(self.match.reason, channel=self.channel, until=until, mute=mute, now=self.now)
        self.add(Step.HOLD, held.outcome, held.detail, at=self.match.found_at)
        sentence = f"Not posted yet: {self.rule} matched, and {held.sentence}."
        return self.walk.end(Outcome.HELD, sentence, *held.remedies)

    def _waiting(self) -> Ending:
        if self.teller is not None:
            other = self.teller.kind is DeliveryKind.ALERT and self.teller.rule != self.rule
            return self._on_its_way(
                self.teller, f"the message of {self.teller.rule}, which names it," if other else "its message"
            )
        if self.match.reason == FOR_THREAD:
            return self._for_thread()
        if self.alert is None:
            self.add(Step.OUTBOX, "none", "it has no alert", at=self.match.found_at)
            return self.walk.end(Outcome.ON_ITS_WAY, f"Not posted yet: {self.rule} matched.")
        return self._on_its_way(self.alert, "its message")

    def _for_thread(self) -> Ending:
        parent = parent_of(list(self.story.values()))
        at = parent.follow_up_at if parent is not None else None
        minutes = int(FOLLOW_UP_EVERY.total_seconds() // 60)
        told = f"the story stands in {self.channel}; later news is told in its thread, every {minutes} minutes"
        self.add(Step.OUTBOX, "for the thread", told, at=at)
        when = f" at {clock(at, self.now)}" if at is not None else ""
        sentence = f"Not posted yet: its story stands in {self.channel}, and this is told in its thread{when}."
        return self.walk.end(Outcome.ON_ITS_WAY, sentence)

    def _on_its_way(self, delivery: StoredDelivery, what: str) -> Ending:
        """Return how it ends for now, with a delivery that is not out."""
        row, now = self.trace.channels.get(self.resolved), self.now
        number, again = delivery.id, clock(delivery.due_at, now)
        why = f" ({delivery.reason})" if delivery.reason else ""
        tries = counted(delivery.attempt, "attempt")
        matched = f"Not posted yet: {self.rule} matched, and {what}"
        match delivery.state:
            case DeliveryState.SENDING:
                self.add(Step.OUTBOX, "sending", f"being posted, {tries}", at=delivery.claimed_at)
                sentence = (
                    f"Perhaps posted: {what} was on its way to {self.channel} at {_clock(delivery.claimed_at, now)}."
                )
                return self.walk.end(Outcome.UNKNOWN, sentence)
            case DeliveryState.UNKNOWN:
                self.add(Step.OUTBOX, "sending", f"posted, {tries}", at=delivery.claimed_at)
                detail = f"no answer{why}: it is looked up in {self.channel} before anything is repeated, at {again}"
                self.add(Step.CHANNEL, "unknown", detail, at=delivery.due_at)
                sentence = (
                    f"Perhaps posted: {self.channel} gave no clear answer{why}; it is looked up, next at {again}."
                )
                return self.walk.end(Outcome.UNKNOWN, sentence, command("run") if delivery.due_at <= now else "")
            case DeliveryState.PARKED:
                self.add(Step.OUTBOX, "made", f"alert {number}, {tries}", at=delivery.created_at)
                detail = f"{self.channel} takes nothing now{why}: kept, tried again at {again}"
                self.add(Step.CHANNEL, "parked", detail, at=delivery.due_at)
                sentence = f"{matched} is parked: {self.channel} takes nothing now{why}; the next try is at {again}."
                test, retry = command("channels", "test", self.channel), command("alerts", "retry", str(number))
                return self.walk.end(Outcome.ON_ITS_WAY, sentence, test, retry)
        if delivery.reason:
            self.add(Step.OUTBOX, "retry", f"alert {number}, {tries}{why}: again at {again}", at=delivery.due_at)
            sentence = f"{matched} waits for its next try, {again}{why}."
            return self.walk.end(Outcome.ON_ITS_WAY, sentence, command("alerts", "retry", str(number)))
        if row is not None and row.trouble:
            self.add(Step.OUTBOX, "made", f"alert {number}", at=delivery.created_at)
            slot = clock(row.next_slot_at, now)
            self.add(Step.CHANNEL, "trouble", f"{self.channel}: {row.trouble}; next try {slot}", at=row.next_slot_at)
            sentence = f"{matched} waits: {self.channel} has trouble ({row.trouble}); the next try is at {slot}."
            return self.walk.end(Outcome.ON_ITS_WAY, sentence, command("channels", "test", self.channel))
        if delivery.due_at > now:
            detail = f"alert {number} waits for copies of the story until {again}"
            self.add(Step.OUTBOX, "collecting", detail, at=delivery.due_at)
            sentence = (
                f"{matched} is posted to {self.channel} at {again}: until then copies of the story are collected."
            )
            return self.walk.end(Outcome.ON_ITS_WAY, sentence, "wait: 0s  # of the channel: at once")
        self.add(Step.OUTBOX, "due", f"alert {number} is due since {again}", at=delivery.due_at)
        sentence = f"{matched} is due in {self.channel} since {again}: nothing is delivering, or it is its turn soon."
        return self.walk.end(Outcome.ON_ITS_WAY, sentence, command("run"), command("status"))

    def _add_outbox(self, delivery: StoredDelivery | None) -> None:
        if delivery is None:
            return
        tries = f", {counted(delivery.attempt, 'attempt')}" if delivery.attempt > 1 else ""
        self.add(Step.OUTBOX, "made", f"{delivery.kind} {delivery.id}{tries}", at=delivery.created_at)

    def _message_of_story(self) -> str:
        parent = parent_of(list(self.story.values()))
        return command("alerts", "show", str(parent.id)) if parent is not None else ""


def _sent_at(delivery: StoredDelivery | None) -> datetime | None:
    """Return when a message came to stand: Slack's own time of it where there is one, else that of its claim."""
    if delivery is None or delivery.claimed_at is None:
        return None
    try:
        stamped = datetime.fromtimestamp(float(delivery.sent_id or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return delivery.claimed_at
    return stamped if abs(stamped - delivery.claimed_at) < _TS_IS_NEAR else delivery.claimed_at


def _clock(at: datetime | None, now: datetime) -> str:
    return clock(at, now) if at is not None else "an unknown time"
