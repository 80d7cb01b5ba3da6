"""How much of a text is another: runs of four words, as scrapinghub/article-extraction-benchmark compares them.

Words are `\\w+` with their case; a run counts as often as it occurs; a text of one to three words is one run.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import mean

RUN = 4


@dataclass(frozen=True)
class Overlap:
    """The runs of a true and of an extracted text, and those that both have."""

    shared: int
    true: int
    extracted: int

    @classmethod
    def of(cls, true: str, extracted: str) -> "Overlap":
        """Compare two texts."""
        one, other = _runs(true), _runs(extracted)
        return cls((one & other).total(), one.total(), other.total())

    @property
    def precision(self) -> float:
        """Return the share of the extracted runs that are true."""
        return self.shared / self.extracted if self.extracted else float(self.true == 0)

    @property
    def recall(self) -> float:
        """Return the share of the true runs that were extracted."""
        return self.shared / self.true if self.true else float(self.extracted == 0)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True)
class Quality:
    """The means over pages, each of the same weight, and how many pages are poor."""

    f1: float
    precision: float
    recall: float
    poor: int  #: pages with F1 below .5

    @classmethod
    def of(cls, pages: Iterable[Overlap]) -> "Quality":
        """Average; a page without extracted text has no precision, one without true text no recall."""
        pages = list(pages)
        precision = mean([page.precision for page in pages if page.extracted] or [0.0])
        recall = mean([page.recall for page in pages if page.true] or [0.0])
        return cls(harmonic(precision, recall), precision, recall, sum(page.f1 < 0.5 for page in pages))


def harmonic(one: float, other: float) -> float:
    """Return the harmonic mean, 0 if both are."""
    return 2 * one * other / (one + other) if one + other else 0.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - RUN + 1)) if words else range(0)
    return Counter(tuple(words[start : start + RUN]) for start in starts)
