"""What is found: matches, their spans by clause, the excerpts to show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from monitor.core.article import Field


class Span(NamedTuple):
    """`[start, end)` in code points of `field`; `clause` is the part of the expression that it makes true."""

    field: Field
    start: int
    end: int
    clause: str
    text: str  #: what stands there


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A passage to show: whole sentences; `marks` are `[start, end)` in code points of `text`, none overlapping."""

    text: str
    marks: tuple[tuple[int, int], ...]
    field: Field = Field.BODY


class Match:
    """A rule that holds for an article; a value, equal to any other of the same rule, spans and excerpts.

    Its excerpts may be chosen when somebody asks for them: splitting paragraphs into sentences costs more than
    everything else about a match, and of the matches of a backtest hardly any are shown.
    """

    __slots__ = ("_choose", "_excerpts", "rule", "spans")

    def __init__(
        self,
        rule: str,
        spans: tuple[Span, ...],
        excerpts: tuple[Excerpt, ...] = (),
        choose: Callable[[], tuple[Excerpt, ...]] | None = None,
    ) -> None:
        """Take what was found; with `choose` the excerpts are what it returns, once."""
        self.rule = rule
        self.spans = spans  #: title first, then body, then captions; sorted by start
        self._excerpts = excerpts
        self._choose = choose

    @property
    def excerpts(self) -> tuple[Excerpt, ...]:
        """The passages to show, best first."""
        choose = self._choose
        if choose is not None:
            self._excerpts = choose()
            self._choose = None  # and what it held on to is let go
        return self._excerpts

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Match):
            return NotImplemented
        return (self.rule, self.spans, self.excerpts) == (other.rule, other.spans, other.excerpts)

    def __hash__(self) -> int:
        return hash((self.rule, self.spans))

    def __repr__(self) -> str:
        return f"Match(rule={self.rule!r}, spans={self.spans!r}, excerpts={self.excerpts!r})"

    def __reduce__(self) -> tuple[type["Match"], tuple[str, tuple[Span, ...], tuple[Excerpt, ...]]]:
        return Match, (self.rule, self.spans, self.excerpts)
