"""What is known of a channel at the moment of a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.alerts.calendar import next_digest, quiet_until
from monitor.alerts.mutes import mute_of
from monitor.core.message import Severity
from monitor.core.mutes import Mute
from monitor.core.records import StoredDelivery, StoredMatch
from monitor.rules.model import ChannelPlan, Rule, Threads

#: Over which the alerts of a channel are counted: each gives its place back an hour after it went out.
CAP_WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A channel and its rules as they are now."""

    now: datetime
    plan: ChannelPlan
    channel: str  #: the resolved name
    rules: Mapping[str, Rule] = field(default_factory=dict)
    mutes: Sequence[Mute] = ()  #: those that have not ended
    posted: int = 0  #: alerts that went out in the channel itself within CAP_WINDOW
    has_threads: bool = True

    def mute_of(self, match: StoredMatch, story_id: int) -> Mute | None:
        """Return the mute that holds a match longest, None if none does."""
        return mute_of(match, story_id=story_id, channel=self.channel, mutes=self.mutes)

    def mute_of_alert(self, alert: StoredDelivery, matches: Sequence[StoredMatch]) -> Mute | None:
        """Return the mute that holds an alert: all its matches are muted, and this ends first."""
        mutes = [self.mute_of(match, alert.story_id) for match in matches if match.match.rule == alert.rule]
        holding = [mute for mute in mutes if mute is not None]
        if not holding or len(holding) < len(mutes):
            return None
        return min(holding, key=lambda mute: (mute.until, mute.id))

    def quiet_until(self, severity: Severity) -> datetime | None:
        """Return until when something of this severity has to keep quiet, None if it may be posted."""
        return None if severity is Severity.CRITICAL else quiet_until(self.plan.quiet, self.now)

    def is_full(self, severity: Severity) -> bool:
        """Whether the channel has had its alerts of this hour."""
        return severity is not Severity.CRITICAL and self.posted >= self.plan.max_per_hour

    def next_digest(self, after: datetime | None = None) -> datetime:
        """Return when what is held goes out next, later than `after` or now."""
        return next_digest(self.plan, max(after or self.now, self.now))

    @property
    def threads(self) -> Threads | None:
        """What becomes of later news; None where the channel has no threads at all."""
        return self.plan.threads if self.has_threads else None
