"""States and outcomes: exactly one each, counted (DESIGN.md §5)."""

from enum import StrEnum

#: Why an entry was filtered, and why one was read, where pages are looked at before they are read.
NO_WORDS = "no rule's words on the page"
WORDS = "a rule's words are on the page"
#: Why an entry is a copy of an article of which only a mark is left (core.retention).
LET_GO = "known article, let go since"


class EntryState(StrEnum):
    """What became of an entry."""

    WAITING = "waiting"
    BACKLOG = "backlog"  #: older than what the feed's first poll was asked to bring
    FILTERED = "filtered"  #: reason beside it: too old, no rule's words on the page
    DUPLICATE = "duplicate"  #: another entry had brought this article
    FAILED = "failed"  #: reason beside it; what the feed carried was matched
    READ = "read"


class MatchOutcome(StrEnum):
    """What became of a match in one channel."""

    WAITING = "waiting"
    HELD = (
        "held"  #: for a digest or for later news in the thread; reason beside it: cap, quiet hours, a mute, an outage
    )
    POSTED = "posted"
    FOLLOW_UP = "follow-up"  #: told in the thread of its story, or named in the message itself
    DIGEST = "digest"
    MERGED = "merged"  #: the message of another rule names this one; reason: `into RULE`
    COUNTED_ONLY = "counted only"  #: a further copy of a story, where there are no threads; reason beside it
    SHADOW = "shadow"  #: the rule is a shadow rule
    UNDELIVERED = "undelivered"  #: the channel refused the message for good; reason beside it


class DeliveryKind(StrEnum):
    """What is on its way; the unique key of each begins with it."""

    ALERT = "alert"  #: `alert:RULE:STORY:CHANNEL`
    FOLLOW_UP = "follow-up"  #: `follow-up:ALERT:N`
    EDIT = "edit"  #: `edit:ALERT:ARTICLE.REVISION`
    DIGEST = "digest"  #: `digest:CHANNEL:TIME:PART`
    NOTICE = "notice"  #: `notice:TOPIC:CHANNEL:DAY`


class DeliveryState(StrEnum):
    """Where a delivery is on its way."""

    PENDING = "pending"
    HELD = "held"  #: an alert for a digest, which is due then; reason beside it
    SENDING = "sending"  #: claimed; a crash leaves it here, to be looked up
    UNKNOWN = "unknown"  #: posted, no answer: to be looked up
    PARKED = "parked"  #: the channel or the token is refused: kept, tried again slowly
    SENT = "sent"
    MERGED = "merged"  #: told by another rule's message
    DIGEST = "digest"  #: told by a digest
    COUNTED_ONLY = "counted only"  #: a reply where there are no threads, or none any more
    REFUSED = "refused"  #: never accepted; reason beside it


#: States from which a delivery still has somewhere to go by itself; a held one waits for its digest.
ON_THE_WAY = (DeliveryState.PENDING, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.PARKED)
