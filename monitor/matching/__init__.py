"""The percolator: which rules hold for an article, where, and what to show.

Here, in the order in which an article meets them: one text with its units (`layout`), every pattern found in one pass
(`patterns`, `affixes`, `atoms`, `automaton`), what occurs (`reading`), the rules that may hold (`tier`, and `tiers`
with what was edited since), the operators (`evaluate` lists them, each kind has its module), the spans (`marks`),
filters about the article (`where`), passages to show (`excerpts`); then which words are rare (`frequencies`), why a
rule holds or not (`explain`, `misses`, `hints`, `lacks`), which came near (`nearest`), and whether a page may have an
article that some rule matches before anybody reads it (`required`, `prescan`).
Not here: reading rule files (`monitor.rules`), folding (`monitor.text`), deciding what is told (`monitor.alerts`).

Built so that rules which cannot match cost nothing: each rule hangs on the rarest of the words that it cannot do
without, and is looked at only in an article that has one of them.
"""

from monitor.matching.evaluate import inflection_languages, required_weight
from monitor.matching.explain import ClauseReport, Explanation, explain, explain_each
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.lacks import Lack, LackKind, lack_of
from monitor.matching.nearest import nearest
from monitor.matching.percolator import Percolator, Report
from monitor.matching.prescan import Prescan, wordless_rules
from monitor.matching.where import WHERE_LINES

__all__ = [
    "WHERE_LINES",
    "ClauseReport",
    "Explanation",
    "Lack",
    "LackKind",
    "Percolator",
    "Prescan",
    "Report",
    "WordFrequencies",
    "explain",
    "explain_each",
    "inflection_languages",
    "lack_of",
    "nearest",
    "required_weight",
    "wordless_rules",
]
