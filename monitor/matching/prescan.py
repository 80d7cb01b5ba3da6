"""Whether a page is worth reading: does it have the words that some rule cannot do without?

Asked of a page as it came, before anything is known of its article: fields, paragraphs, sentences, the order of words,
the language. So only words count, never phrases: of each group of words that a rule requires one has to be there. The
answer may be yes for a page that no rule matches; it is never no for one whose article a rule would match.
"""

from array import array
from collections import defaultdict
from collections.abc import Collection, Sequence

from monitor.matching.automaton import Automaton, build_automaton
from monitor.matching.clauses import Group
from monitor.matching.evaluate import Compiler
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.layout import DEFAULT_LANGUAGE
from monitor.matching.required import Needs
from monitor.rules.model import Enabled, RuleSet

#: Bytes that are looked through at once: what is found in a stretch is bounded by its length times the nested words.
_STRETCH = 1 << 16

#: Numbers of words: a set for each word of an atom, one of each set has to be there.
_Way = tuple[frozenset[int], ...]


class Prescan:
    """The words that the rules of a rule set require; never changes, may be shared between threads.

    A rule hangs on the rarest group of words that it requires: only where one of them is found it is looked at.
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
        rules = [rule for rule in rule_set.rules if rule.enabled is not Enabled.FALSE]
        required = [compiler.rule(rule.expression)[0].required(compiler) for rule in rules]
        words = _Words(compiler, compiler.needs())
        wordless: list[str] = []
        self._ways: list[tuple[_Way, ...]] = []  # of each group of words, in which it can be met
        self._rules: list[tuple[int, ...]] = []  # the groups that each rule requires, the rarest first
        numbers: dict[Group, int] = {}
        hung: dict[int, array[int]] = defaultdict(lambda: array("I"))
        for rule, groups in zip(rules, required, strict=True):
            asked = sorted(filter(words.asks, groups), key=words.rarity)
            if not asked:
                wordless.append(rule.identity)
                continue
            for word in words.anchors(asked[0]):
                hung[word].append(len(self._rules))
            for group in asked:
                if group not in numbers:
                    numbers[group] = len(self._ways)
                    self._ways.append(words.ways(group))
            self._rules.append(tuple(numbers[group] for group in asked))
        #: rules that may match a page whatever its words are: while there are any, every page passes
        self.wordless = tuple(wordless)
        self._hung = dict(hung)
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
        met: dict[int, bool] = {}
        return any(self._meets(rule, present, met) for word in present for rule in self._hung.get(word, ()))

    def _meets(self, rule: int, present: set[int], met: dict[int, bool]) -> bool:
        """Whether each group of words that a rule requires is met; `met` is what is known of groups."""
        for group in self._rules[rule]:
            known = met.get(group)
            if known is None:
                known = met[group] = any(not any(map(present.isdisjoint, way)) for way in self._ways[group])
            if not known:
                return False
        return True


def wordless_rules(rule_set: RuleSet) -> tuple[str, ...]:
    """Return the rules in use that may match a page whatever its words are; cheaper than a whole `Prescan`."""
    compiler = Compiler(rule_set, ())
    rules = [rule for rule in rule_set.rules if rule.enabled is not Enabled.FALSE]
    required = [compiler.rule(rule.expression)[0].required(compiler) for rule in rules]
    words = _Words(compiler, compiler.table.needs(()))  # forms of words make no difference
    return tuple(
        rule.identity for rule, groups in zip(rules, required, strict=True) if not any(map(words.asks, groups))
    )


class _Words:
    """The words that the groups of a compiler's rules need, numbered."""

    def __init__(self, compiler: Compiler, needs: Sequence[Needs]) -> None:
        self._needs = needs
        self._compiler = compiler
        self._numbers: dict[str, int] = {}
        self._kept: dict[frozenset[str], frozenset[int]] = {}
        self.longest = 0  #: bytes

    def asks(self, group: Group) -> bool:
        """Whether a group asks for words: not if one of its atoms may occur without any."""
        return all(self._needs[atom] for atom in group)

    def rarity(self, group: Group) -> float:
        """Return an estimate of how many pages have one of its words; only the order matters."""
        inside = sum(4.0 ** -min(map(len, _rarest(self._needs[atom]))) for atom in group)  # of longer words
        return self._compiler.frequency(group) + inside

    def anchors(self, group: Group) -> set[int]:
        """Return words of which one stands wherever the group is met."""
        return {number for atom in group for number in self._number(_rarest(self._needs[atom]))}

    def ways(self, group: Group) -> tuple[_Way, ...]:
        """Return in which ways the group can be met."""
        return tuple({tuple(map(self._number, self._needs[atom])) for atom in group})

    def machine(self) -> Automaton:
        """Return what finds all words that were numbered."""
        return build_automaton([word.encode() for word in self._numbers])

    def _number(self, words: frozenset[str]) -> frozenset[int]:
        known = self._kept.get(words)
        if known is None:
            numbers = self._numbers
            known = frozenset(numbers.setdefault(word, len(numbers)) for word in words)
            self._kept[words] = known
            self.longest = max(self.longest, *(len(word.encode()) for word in words))
        return known


def _rarest(needs: Needs) -> frozenset[str]:
    """Return the set of words that is likely to be found least: that of the longest ones."""
    return max(needs, key=lambda words: min(map(len, words)))
