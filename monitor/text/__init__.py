"""Folding with offsets into the original; words, sentences, paragraphs.

Here: what RULES.md calls "Words and folding", done once per text and fast enough for every article (`fold`), the view
that `=term` compares (`exact_view`), where sentences and paragraphs end, and the word hashes that stories compare.
Not here: finding a pattern in a text (`monitor.matching`), deciding whether two texts tell the same (`monitor.alerts`).

Built as layers of small edits: most characters fold to one character, so only the few places where a text changes its
length are noted, and offsets are mapped back only for what is reported.
"""

from monitor.text.exact import ExactText, exact_view
from monitor.text.fold import Folded, fold, fold_letters
from monitor.text.sentences import paragraphs, sentences
from monitor.text.shingles import word_shingle_hashes
from monitor.text.words import WordIndex

__all__ = [
    "ExactText",
    "Folded",
    "WordIndex",
    "exact_view",
    "fold",
    "fold_letters",
    "paragraphs",
    "sentences",
    "word_shingle_hashes",
]
