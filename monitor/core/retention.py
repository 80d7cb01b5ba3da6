"""How long things are kept: the port through which they are let go, and what that costs.

Identity outlives what it belongs to. Of an entry that is let go the hash of its key stays, of an article that of its
URL, so that what a feed still holds a year later, or brings back, is not told again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

#: Nothing younger is let go, however large the database is: a story grows for three days, its thread for longer.
KEPT_AT_LEAST = timedelta(days=7)
#: For so long the text of a story's first article is compared with new ones; `alerts.stories` asks for three days.
SIGNATURES_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """How long things are kept; None: for ever, and however large they are."""

    texts: timedelta | None = None
    outcomes: timedelta | None = None
    max_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo:
    """What one step came to."""

    last: int | None  #: the step after this one begins behind this id; None: there is no more
    rows: Mapping[str, int] = field(default_factory=dict)  #: that went, by what they are: `entries`, `articles`, …


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What there still is, and how large it is."""

    texts_since: datetime | None  #: when the oldest article that has its text was found
    outcomes_since: datetime | None  #: when the oldest entry was seen or the oldest article was found
    used_bytes: int  #: what is stored, its indexes too
    free_bytes: int  #: in the file, to be used again by what comes next
    has_marks: bool = False  #: whether any entry was let go, of which the mark stayed


class RetentionStore(Protocol):
    """`tx.retention`: each method is one small step through the oldest rows behind `after`, by id.

    What is still open is passed over: entries that wait, articles that will be read again, stories with a match or a
    delivery that is not settled, or with anything that came about since `before`.
    """

    def entries(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of entries that were seen before then; the hashes of their keys stay."""
        ...

    def articles(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of articles that were found before then and opened no story, with all that hangs on them.

        The hashes of their URLs stay.
        """
        ...

    def stories(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of stories that were opened before then and have only their first article left, with that one.

        Their matches, deliveries and the feedback on these go too.
        """
        ...

    def deliveries(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of deliveries of no story that were made before then, and of mutes that ended before then."""
        ...

    def signatures(self, *, before: datetime, after: int, limit: int) -> LetGo:
        """Let go of the signatures of stories that were opened before then: nothing is compared with them."""
        ...

    def kept(self) -> Kept:
        """Return what there still is."""
        ...

    def give_back(self, *, at_most: int) -> int:
        """Return so many bytes of free space to the disk, if the file can; return how many it was."""
        ...
