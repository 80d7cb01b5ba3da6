"""A feed polled twice: what was parsed as new has to be what the whole document has more than the one before."""

import contextlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from monitor.core.errors import NotAFeed
from monitor.core.feed import Entry, Feed, Increment
from monitor.feeds import parse, parse_unseen
from monitor.feeds.document import read_document
from monitor.feeds.split import split_items

URL = "https://feeds.example/dir/feed.xml"
#: Which items the first poll finds, by their numbers and how many there are.
HALVES: tuple[Callable[[int, int], bool], ...] = (
    lambda number, _: number % 2 == 0,
    lambda number, _: number % 2 == 1,
    lambda number, count: number < count // 2,
    lambda number, count: number >= 2,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """The second of two polls."""

    earlier: Feed
    later: Feed  #: all of it, by the full parse
    increment: Increment

    @property
    def whole(self) -> bool:
        """Whether entries that had not changed were parsed again."""
        return bool({*self.earlier.entries} & {*self.increment.feed.entries})

    @property
    def missing(self) -> list[Entry]:
        """Entries that neither poll found."""
        known = {*self.earlier.entries, *self.increment.feed.entries}
        return [entry for entry in self.later.entries if entry not in known]

    @property
    def invented(self) -> list[Entry]:
        """Entries of the second poll that the full parse does not find, or not in this order."""
        rest = iter(self.later.entries)
        return [entry for entry in self.increment.feed.entries if entry not in rest]

    @property
    def agrees(self) -> bool:
        """Whether the two polls are as good as two full parses."""
        counts = (self.increment.found, self.increment.feed.skipped)
        return not self.missing and not self.invented and counts == self.counts

    @property
    def counts(self) -> tuple[int, int]:
        """Entries found and skipped by the full parse."""
        return len(self.later.entries), self.later.skipped


def poll_twice(earlier: bytes, later: bytes) -> Second:
    """Poll a feed whose body changes, taken as it is; raises NotAFeed if one of the two is none."""
    first = parse_unseen(earlier, url=URL, as_it_is=True)
    assert first.feed == parse(earlier, url=URL)
    increment = parse_unseen(later, url=URL, seen=first.items, as_it_is=True)
    return Second(earlier=first.feed, later=parse(later, url=URL), increment=increment)


def without_some(body: bytes, keep: Callable[[int, int], bool]) -> tuple[bytes, bytes]:
    """Return a feed with some of its items, and with all of them; (body, body) if it has no items to be told."""
    try:
        document = read_document(body, url=URL, content_type="", charset=None)
    except NotAFeed:
        return body, body
    split = split_items(document.text)
    if split is None:
        return body, body
    count = len(split.spans)
    some = split.only([number for number in range(count) if keep(number, count)])
    return some.encode("utf-8", "surrogatepass"), document.text.encode("utf-8", "surrogatepass")


@dataclass(slots=True)
class Agreement:
    """How feeds fare that are polled twice."""

    feeds: int = 0
    polls: int = 0  #: pairs of polls
    whole: int = 0  #: feeds with a second poll that had to parse all of it
    differ: list[tuple[bytes, Second]] = field(default_factory=list)  #: the body of the feed; what came of it


def agree(bodies: Iterable[bytes]) -> Agreement:
    """Poll each distinct feed twice, in several ways; what is no feed is left out."""
    agreement = Agreement()
    for body in dict.fromkeys(bodies):
        pairs = dict.fromkeys(without_some(body, keep) for keep in HALVES)
        seconds = []
        for earlier, later in pairs:
            with contextlib.suppress(NotAFeed):  # as it was, or when half of it is gone
                seconds.append(poll_twice(earlier, later))
        agreement.feeds += bool(seconds)
        agreement.polls += len(seconds)
        agreement.whole += any(second.whole for second in seconds)
        agreement.differ += [(body, second) for second in seconds if not second.agrees]
    return agreement
