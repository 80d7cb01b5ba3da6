"""Whether a page is worth reading: does it have the words that some rule cannot do without?

Asked of a page as it came, before anything is known of its article: fields, paragraphs, sentences, the order of words,
the language. So only words count, never phrases: of each group of words that a rule requires one has to be there. The
answer may be yes for a page that no rule matches; it is never no for one whose article a rule would match.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from monitor.matching.automaton import Automaton, build_automaton
from monitor.matching.clauses import Clause, Group, Narrowing
from monitor.matching.connectives import AllOf, NoneOf, OneOf, SomeOf
from monitor.matching.evaluate import Compiler
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.layout import DEFAULT_LANGUAGE
from monitor.matching.proximity import NearClause
from monitor.matching.required import Needs
from monitor.rules.model import Enabled, RuleSet

#: Bytes that are looked through at once: what is found in a stretch is bounded by its length times the nested words.
_STRETCH = 1 << 16
#: So few letters stand in nearly every page, inside of words: one is never looked for, three where nothing longer is.
_LETTER, _SHORT = 1, 3

#: Numbers of words.
_Numbers = frozenset[int]


class _Ways(NamedTuple):
    """How a group is met: by one of these words, or by one word of each set of several."""

    one_of: _Numbers
    all_of: tuple[tuple[_Numbers, ...], ...]


class _Some(NamedTuple):
    """So many of these have to be met."""

    least: int
    needs: "tuple[_Need, ...]"


#: What a rule or a part of it needs: the number of a group of words, or some of several needs.
_Need: TypeAlias = int | _Some


class Prescan:
    """The words that the rules of a rule set require; never changes, may be shared between threads.

    A rule hangs on the rarest of the words that it cannot do without, and is looked at only where one of them is found.
    """

    def __init__(
        self,
        rule_set: RuleSet,
        *,
        languages: Collection[str] = (DEFAULT_LANGUAGE,),
        frequencies: WordFrequencies | None = None,
    ) -> None:
        """Take in the rules that are in use, shadow rules too; options as for the percolator."""
        compiler = Compiler(rule_set, languages, frequencies)
        clauses = dict(_clauses(rule_set, compiler))
        words = _Words(compiler, compiler.needs())
        wordless: list[str] = []
        self._rules: list[_Need] = []
        hung: dict[int, array[int]] = defaultdict(lambda: array("I"))
        for identity, clause in clauses.items():
            need = words.need(clause)
            if need is None:
                wordless.append(identity)
                continue
            for word in words.anchors(need):
                hung[word].append(len(self._rules))
            self._rules.append(need)
        #: rules that may match a page whatever its words are: while there are any, every page passes
        self.wordless = tuple(wordless)
        self._hung = dict(hung)
        self._ways = words.ways
        self._longest = words.longest
        self._machine = words.machine()

    def passes(self, letters: bytes) -> bool:
        """Whether some rule may match an article whose words stand in these letters (`text.fold_letters`)."""
        if self.wordless:
            return True
        present: set[int] = set()
        for at in range(0, len(letters), _STRETCH):
            begin = max(0, at - self._longest)  # what began in the stretch before
            present.update(word for _, _, word in self._machine.find(letters[begin : at + _STRETCH]))
        page = _Page(present, self._ways)
        rules, hung = self._rules, self._hung
        return any(page.meets(rules[rule]) for word in present if word in hung for rule in hung[word])


def wordless_rules(rule_set: RuleSet) -> tuple[str, ...]:
    """Return the rules in use that may match a page whatever its words are; cheaper than a whole `Prescan`."""
    compiler = Compiler(rule_set, ())
    clauses = dict(_clauses(rule_set, compiler))
    words = _Words(compiler, compiler.table.needs(()))  # forms of words make no difference
    return tuple(identity for identity, clause in clauses.items() if words.need(clause) is None)


def _clauses(rule_set: RuleSet, compiler: Compiler) -> Iterator[tuple[str, Clause]]:
    """Compile the rules that are in use."""
    for rule in rule_set.rules:
        if rule.enabled is not Enabled.FALSE:
            yield rule.identity, compiler.rule(rule.expression)[0]


class _Page:
    """The words that a page has; what is known of a group of them serves the next rule that needs it."""

    def __init__(self, present: set[int], ways: Sequence[_Ways]) -> None:
        self._absent = present.isdisjoint
        self._ways = ways
        self._met: dict[int, bool] = {}

    def meets(self, need: _Need) -> bool:
        """Whether what is needed is there."""
        if isinstance(need, _Some):
            missing = len(need.needs) - need.least
            for one in need.needs:
                if not self.meets(one):
                    missing -= 1
                    if missing < 0:
                        return False
            return missing >= 0
        known = self._met.get(need)
        if known is None:
            one_of, all_of = self._ways[need]
            absent = self._absent
            known = self._met[need] = not absent(one_of) or any(not any(map(absent, way)) for way in all_of)
        return known


class _Words:
    """The words that the clauses of a compiler need, numbered."""

    def __init__(self, compiler: Compiler, needs: Sequence[Needs]) -> None:
        self.ways: list[_Ways] = []  #: of each group of words, in which it can be met
        self.longest = 0  #: bytes of a word
        self._compiler = compiler
        self._needs = [_without_short(of_atom) for of_atom in needs]
        self._groups: dict[Group, int] = {}
        self._by_number: list[Group] = []
        self._numbers: dict[str, int] = {}
        self._kept: dict[frozenset[str], frozenset[int]] = {}

    def need(self, clause: Clause) -> _Need | None:
        """Return what a clause needs, None if it may hold without any word."""
        match clause:
            case NoneOf():
                return None
            case AllOf() | NearClause():
                return self._some(len(clause.children), clause.children)
            case OneOf():
                return self._some(1, clause.children)
            case SomeOf():
                return self._some(clause.count, clause.children)
            case Narrowing():
                return self.need(clause.children[0])
            case _:
                groups = [self._group(group) for group in clause.required(self._compiler)]
                return _at_least(len(groups), groups)

    def anchors(self, need: _Need) -> set[int]:
        """Return words of which one stands wherever the need is met, the rarest that there are."""
        atoms = {atom for group in self._rarest(need)[1] for atom in self._by_number[group]}
        return {number for atom in atoms for number in self._number(_longest(self._needs[atom]))}

    def machine(self) -> Automaton:
        """Return what finds all words that were numbered."""
        return build_automaton([word.encode() for word in self._numbers])

    def _some(self, least: int, clauses: Sequence[Clause]) -> _Need | None:
        return _at_least(least, list(map(self.need, clauses)))

    def _rarest(self, need: _Need) -> tuple[float, tuple[int, ...]]:
        """Return groups of words of which one is met wherever the need is, after how common they are together."""
        if isinstance(need, _Some):
            each = sorted(map(self._rarest, need.needs))[: max(0, len(need.needs) - need.least + 1)]
            return sum(share for share, _ in each), tuple(group for _, groups in each for group in groups)
        atoms = self._by_number[need]
        inside = sum(4.0 ** -min(map(len, _longest(self._needs[atom]))) for atom in atoms)  # of longer words
        return self._compiler.frequency(atoms) + inside, (need,)

    def _group(self, group: Group) -> int | None:
        """Return the number of a group; None if one of its atoms may occur without any word."""
        if not all(self._needs[atom] for atom in group):
            return None
        known = self._groups.get(group)
        if known is None:
            known = self._groups[group] = len(self.ways)
            self._by_number.append(group)
            ways = {tuple(map(self._number, self._needs[atom])) for atom in group}
            one_of = frozenset[int]().union(*(way[0] for way in ways if len(way) == 1))
            self.ways.append(_Ways(one_of, tuple(way for way in ways if len(way) > 1)))
        return known

    def _number(self, words: frozenset[str]) -> frozenset[int]:
        known = self._kept.get(words)
        if known is None:
            numbers = self._numbers
            known = frozenset(numbers.setdefault(word, len(numbers)) for word in words)
            self._kept[words] = known
            self.longest = max(self.longest, *(len(word.encode()) for word in words))
        return known


def _at_least(count: int, needs: Sequence[_Need | None]) -> _Need | None:
    """Return the need that so many of these are met; those that are None always are."""
    asked = tuple(need for need in needs if need is not None)
    least = count - (len(needs) - len(asked))
    if least <= 0:
        return None
    return asked[0] if len(asked) == least == 1 else _Some(least, asked)


def _without_short(needs: Needs) -> Needs:
    """Leave out words that tell nothing: single letters, and the short words of a phrase that has longer ones."""
    asked = tuple(words for words in needs if not _any_short(words, _LETTER))
    return tuple(words for words in asked if not _any_short(words, _SHORT)) or asked


def _any_short(words: frozenset[str], letters: int) -> bool:
    return any(len(word) <= letters and word.isascii() for word in words)


def _longest(needs: Needs) -> frozenset[str]:
    """Return the words of an atom that are likely to be found least."""
    return max(needs, key=lambda words: min(map(len, words)))
