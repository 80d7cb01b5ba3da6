"""States and outcomes: exactly one each, counted (DESIGN.md §5)."""

from enum import StrEnum

#: Why an entry was filtered, and why one was read, where pages are looked at before they are read.
NO_WORDS = "no rule's words on the page"
WORDS = "a rule's words are on the page"


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
    POSTED = "posted"
    MERGED = "merged"  #: the message of another rule names this one; reason: `into RULE`
    COUNTED_ONLY = "counted only"  #: a further copy of a story that is already out
    SHADOW = "shadow"  #: the rule is a shadow rule
    UNDELIVERED = "undelivered"  #: the channel refused the message for good; reason beside it


class DeliveryState(StrEnum):
    """Where an alert is on its way."""

    PENDING = "pending"
    SENDING = "sending"  #: claimed; a crash leaves it here, to be looked up
    UNKNOWN = "unknown"  #: posted, no answer: to be looked up
    PARKED = "parked"  #: the channel or the token is refused: kept, tried again slowly
    SENT = "sent"
    MERGED = "merged"  #: told by another rule's message
    REFUSED = "refused"  #: never accepted; reason beside it
