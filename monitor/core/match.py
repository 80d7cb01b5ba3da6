"""What is found: matches, their spans by clause, the excerpts to show."""

from dataclasses import dataclass

from monitor.core.article import Field


@dataclass(frozen=True, slots=True, order=True)
class Span:
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


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that holds for an article."""

    rule: str
    spans: tuple[Span, ...]  #: title first, then body, then captions; sorted by start
    excerpts: tuple[Excerpt, ...]  #: best first
