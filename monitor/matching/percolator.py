"""Match every stored rule against one article.

    article -> fold -> one pass of the automaton -> atoms present -> rules that hang on one of them -> evaluate those

Cost grows with what an article holds, hardly with the number of rules (reference/matching.md §3: exponent 0.12 from
1,000 to 100,000 rules that do not match).
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from monitor.core.article import Article
from monitor.core.match import Excerpt, Match
from monitor.matching.clauses import Window
from monitor.matching.excerpts import choose_excerpts
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.layout import DEFAULT_LANGUAGE, Layout
from monitor.matching.marks import Mark, Marker
from monitor.matching.tier import FILTERED
from monitor.matching.tiers import Options, Tiers
from monitor.matching.where import WHERE_LINES, Traits
from monitor.rules.model import RuleSet
from monitor.rules.nodes import And, leaves_of

#: Spans reported for one rule and article: what is beyond is counted as cut, since nobody reads that many marks.
MAX_SPANS = 1_000
#: Spans reported for one article, all rules together: about a quarter of a second of work. Only pages made to match
#: everything come here; the rules that are left then get `FEWEST_SPANS` each.
MAX_SPANS_OF_ARTICLE = 20_000
FEWEST_SPANS = 20


@dataclass(frozen=True, slots=True)
class Report:
    """What percolating an article came to."""

    matches: tuple[Match, ...]  #: in the order of the rule files
    truncated: bool  #: the article, or a list of spans, was cut to its bound


class Percolator:
    """A compiled rule set: never changes, may be shared between threads.

    Rules with `enabled: false` never match, shadow rules do: what becomes of a match is the caller's to decide.
    """

    def __init__(
        self,
        rule_set: RuleSet,
        *,
        include_disabled: bool = False,
        languages: Collection[str] = (DEFAULT_LANGUAGE,),
        frequencies: WordFrequencies | None = None,
        tiers: Tiers | None = None,
    ) -> None:
        """Compile; with `include_disabled`, disabled rules match too, as their tests want.

        Inflected words are expanded in `languages`, in those of the feeds, and in those that the rules name.
        `frequencies` tell which words are rare; without them long words are taken to be. They change no match.
        `tiers` are those of the rule set, if it was compiled already; then the options are theirs.
        """
        options = Options(include_disabled=include_disabled, languages=tuple(languages), frequencies=frequencies)
        self._tiers = tiers or Tiers.of(rule_set, options)

    def updated(self, rule_set: RuleSet) -> "Percolator":
        """Return the percolator of an edited rule set, in about the time that compiling what was edited takes.

        It gives the matches that `Percolator(rule_set)` gives. Rules, entities and terms that did not change should be
        the same objects as before: others are compared.
        """
        tiers = self._tiers.updated(rule_set)
        return self.rebuilt(rule_set) if tiers is None else Percolator(rule_set, tiers=tiers)

    def rebuilt(self, rule_set: RuleSet) -> "Percolator":
        """Return a percolator that is compiled anew, with the options of this one and what was learnt since."""
        return Percolator(rule_set, tiers=Tiers.of(rule_set, self._tiers.options))

    @property
    def worth_rebuilding(self) -> bool:
        """Whether so much was edited that articles would be matched faster if all rules were compiled anew."""
        return self._tiers.worth_rebuilding

    def match(self, article: Article, *, only: Collection[str] | None = None) -> list[Match]:
        """Return the rules that hold, in file order, each with its spans and excerpts; `only` names rules to try."""
        return list(self.percolate(article, only=only).matches)

    def match_rules(
        self, article: Article, only: Collection[str], *, where_lines: Collection[str] = WHERE_LINES
    ) -> list[Match]:
        """Match some rules; lines of `where` that are not in `where_lines` are taken to hold (rule tests)."""
        return list(self.percolate(article, only=only, where_lines=where_lines).matches)

    def percolate(
        self,
        article: Article,
        *,
        only: Collection[str] | None = None,
        where_lines: Collection[str] = WHERE_LINES,
    ) -> Report:
        """Match, and say whether anything was cut to its bound."""
        layout = Layout(article)
        markers = self._tiers.markers(layout)
        cut = False
        traits: Traits | None = None
        matches: list[Match] = []
        room = MAX_SPANS_OF_ARTICLE
        for marker, number in self._tiers.candidates(markers, only):
            tier = marker.tier
            if tier.kinds[number] & FILTERED:
                traits = traits or Traits(article)
                if not tier.filters[number].holds(traits, where_lines):
                    continue
            marks = marker.marks(number)
            if marks is None:
                continue
            most = max(FEWEST_SPANS, min(MAX_SPANS, room))
            if len(marks) > most:
                cut = True
                del marks[most:]
            room -= len(marks)
            choose = partial(_excerpts, marker, number, marks)
            matches.append(Match(tier.identities[number], tuple(map(_span_of, marks)), (), choose))
        # What a bound left out may be why a rule does not match: it is told whatever matches.
        return Report(tuple(matches), cut or any(marker.reading.truncated for marker in markers))


#: Of a mark.
_span_of = itemgetter(3)


def _excerpts(marker: Marker, number: int, marks: list[Mark]) -> tuple[Excerpt, ...]:
    """Return what to show of a rule that holds; only sentences with one of the marks are shown."""
    covers: dict[str, set[int]] = {}
    clause = marker.tier.clauses.get(number)
    if clause is None:  # presence decided, so that every leaf that occurs makes its item true
        expression = marker.tier.rules[number].expression
        for place, item in enumerate(expression.items if isinstance(expression, And) else (expression,)):
            for leaf in leaves_of(item):
                covers.setdefault(str(leaf), set()).add(place)
    else:
        for place, of_item in enumerate(clause.find_each(Window(marker.reading)) or ()):
            for _, _, text in of_item:
                covers.setdefault(text, set()).add(place)
    return choose_excerpts(marker.reading.layout, [(start, end, text) for start, end, text, _ in marks], covers)
