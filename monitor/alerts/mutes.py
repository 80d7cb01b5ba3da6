"""Which matches a mute holds: pure."""

from collections.abc import Sequence

from monitor.alerts.sources import names_of
from monitor.core.mutes import Mute, MuteKind
from monitor.core.records import StoredMatch


def mute_of(match: StoredMatch, *, story_id: int, channel: str, mutes: Sequence[Mute]) -> Mute | None:
    """Return the mute that holds a match longest, None if none does; `mutes` are those that have not ended."""
    holding = [mute for mute in mutes if mute.channel in {None, channel} and _holds(mute, match, story_id)]
    return max(holding, key=lambda mute: (mute.until, mute.id), default=None)


def _holds(mute: Mute, match: StoredMatch, story_id: int) -> bool:
    match mute.kind:
        case MuteKind.RULE:
            return match.match.rule == mute.target
        case MuteKind.SOURCE:
            return mute.target.casefold() in {name.casefold() for name in names_of(match.article)}
        case MuteKind.STORY:
            return str(story_id) == mute.target
        case MuteKind.ENTITY:
            return any(span.clause == f"@{mute.target}" for span in match.match.spans)
