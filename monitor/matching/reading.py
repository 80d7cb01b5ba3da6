"""What of a compiled rule set occurs in one article."""

from monitor.matching.atoms import MAX_OCCURRENCES, Found, Occurrences, Scanner
from monitor.matching.layout import Interval, Layout
from monitor.matching.regexes import Regex


class Reading:
    """The atoms of a scanner in an article, and what clauses have found of them so far."""

    __slots__ = ("_places", "_scan", "_spans", "found", "layout", "present", "truncated")

    def __init__(self, layout: Layout, scanner: Scanner) -> None:
        self.layout = layout
        self.truncated = layout.truncated  #: whether something was left out for a bound
        self._scan = scanner.scan(layout.folded, layout.language)
        self._spans: Occurrences = {}
        if scanner.has_exact:
            self._spans, cut = scanner.find_exact(layout.exact)
            self.truncated |= cut
        self.truncated |= self._scan.truncated
        #: atoms that occur
        self.present: set[int] = self._scan.present.union(self._spans) if self._spans else self._scan.present
        self._places: dict[frozenset[int], list[Found]] = {}
        #: what clauses that several rules share have found, by clause
        self.found: dict[object, list[Interval]] = {}

    def expect_many(self) -> None:
        """Prepare for being asked about many atoms."""
        self._scan.sort_out()

    def occurrences(self, atom: int) -> list[Interval]:
        """Return `[start, end)` of an atom's occurrences in code points of the text, in order."""
        spans = self._spans.get(atom)
        if spans is None:
            places = self._scan.places(atom)
            if len(places) > MAX_OCCURRENCES:
                self.truncated = True
                places = places[:MAX_OCCURRENCES]
            spans = self.layout.folded.spans(places)
            if len(spans) > 1 and not self._scan.is_plain(atom):
                spans = sorted(set(spans))
            self._spans[atom] = spans
        return spans

    def places(self, atoms: frozenset[int]) -> list[Found]:
        """Return where words and phrases stand in the folded text, in order; not for exact texts."""
        known = self._places.get(atoms)
        if known is None:
            each = [self._scan.places(atom) for atom in atoms & self.present]
            known = sorted(each[0] if len(each) == 1 else [place for places in each for place in places])
            self._places[atoms] = known
        return known

    def regex(self, pattern: str, compiled: Regex) -> list[Interval]:
        """Return where a regular expression matches, in order."""
        found, cut = self.layout.regexes.find(pattern, compiled)
        self.truncated |= cut
        return found
