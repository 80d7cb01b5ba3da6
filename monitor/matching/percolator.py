"""Match every stored rule against one article.

    article -> fold -> one pass of the automaton -> atoms present -> rules that hang on one of them -> evaluate those

Cost grows with what an article holds, hardly with the number of rules (reference/matching.md §3: exponent 0.12 from
1,000 to 100,000 rules that do not match).
"""

from collections.abc import Collection
from dataclasses import dataclass

from monitor.core.article import Article
from monitor.core.match import Match
from monitor.matching.clauses import Clause, Occurrence, Window
from monitor.matching.evaluate import Compiler
from monitor.matching.excerpts import choose_excerpts
from monitor.matching.reading import DEFAULT_LANGUAGE, Reading
from monitor.matching.where import WHERE_LINES, Filter, Traits
from monitor.rules.model import Enabled, Rule, RuleSet

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


@dataclass(frozen=True, slots=True)
class _Compiled:
    rule: Rule
    clause: Clause
    filter: Filter


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
    ) -> None:
        """Compile; with `include_disabled`, disabled rules match too, as their tests want.

        Inflected words are expanded in `languages`, in those of the feeds, and in those that the rules name.
        """
        compiler = Compiler(rule_set, languages)
        self._rules: list[_Compiled] = []
        self._by_atom: dict[int, list[int]] = {}
        self._always: list[int] = []
        for rule in rule_set.rules:
            if rule.enabled is not Enabled.FALSE or include_disabled:
                self._add(rule, compiler)
        self._places = {compiled.rule.identity: place for place, compiled in enumerate(self._rules)}
        self._scanner = compiler.table.scanner()

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
        reading = Reading(article, self._scanner)
        candidates = set(self._always)
        for atom in reading.present:
            if atom in self._by_atom:
                candidates.update(self._by_atom[atom])
        if only is not None:
            candidates.intersection_update({self._places[rule] for rule in only if rule in self._places})
        matches: list[Match] = []
        room = MAX_SPANS_OF_ARTICLE
        traits: Traits | None = None
        window = Window(reading)
        for place in sorted(candidates):
            compiled = self._rules[place]
            if not compiled.clause.may_hold(reading.present):
                continue
            if compiled.filter.asks:
                traits = traits or Traits(article)
                if not compiled.filter.holds(traits, where_lines):
                    continue
            found = compiled.clause.find_each(window)
            if found is not None:
                most_spans = max(FEWEST_SPANS, min(MAX_SPANS, room))
                matches.append(_match(compiled.rule.identity, found, reading, most_spans))
                room -= len(matches[-1].spans)
        return Report(tuple(matches), reading.truncated)

    def _add(self, rule: Rule, compiler: Compiler) -> None:
        clause = compiler.clause(rule.expression)
        place = len(self._rules)
        self._rules.append(_Compiled(rule, clause, Filter(rule.where)))
        if clause.required:
            for atom in compiler.rarest(clause.required):
                self._by_atom.setdefault(atom, []).append(place)
        else:  # the language refuses such a rule; if one comes all the same, it is tried on every article
            self._always.append(place)


def _match(rule: str, found: list[list[Occurrence]], reading: Reading, most_spans: int) -> Match:
    """Return what to report of a rule that holds; `found` is by item of the expression."""
    covers: dict[str, set[int]] = {}
    for number, of_item in enumerate(found):
        for _, _, clause in of_item:
            covers.setdefault(clause, set()).add(number)
    occurrences = sorted({occurrence for of_item in found for occurrence in of_item})
    if len(occurrences) > most_spans:
        reading.truncated = True
        del occurrences[most_spans:]
    return Match(
        rule=rule,
        spans=tuple(reading.span(*occurrence) for occurrence in occurrences),
        excerpts=choose_excerpts(reading, occurrences, covers),
    )
