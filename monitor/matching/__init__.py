"""The percolator: which rules hold for an article, where, and what to show.

Here: compiling a rule set (`Percolator`), finding every pattern in one pass (`patterns`, `atoms`, `automaton`), the
operators (`evaluate` lists them, each kind has its module), filters about the article (`where`), passages to show
(`excerpts`), why a rule holds or not (`explain`).
Not here: reading rule files (`monitor.rules`), folding (`monitor.text`), deciding what is told (`monitor.alerts`).

Built so that rules which cannot match cost nothing: each rule hangs on the rarest of the words that it cannot do
without, and is looked at only in an article that has one of them.
"""

from monitor.matching.evaluate import required_weight
from monitor.matching.explain import ClauseReport, Explanation, explain
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.percolator import Percolator, Report
from monitor.matching.where import WHERE_LINES

__all__ = [
    "WHERE_LINES",
    "ClauseReport",
    "Explanation",
    "Percolator",
    "Report",
    "WordFrequencies",
    "explain",
    "required_weight",
]
