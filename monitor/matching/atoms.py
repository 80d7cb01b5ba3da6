"""Atoms: the words, phrases and exact texts of a rule set, each interned once and found in one pass."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import product
from math import prod

from monitor.matching.automaton import Automaton, build_automaton
from monitor.matching.frequencies import WordFrequencies
from monitor.matching.patterns import (
    Target,
    fold_pattern,
    forms_patterns,
    literal_patterns,
    whole_pattern,
    wildcard_patterns,
)
from monitor.matching.required import Needs, needs_of_forms, needs_of_pattern
from monitor.text import ExactText, Folded, exact_view, fold
from monitor.text.characters import HANGUL, UNSPACED
from monitor.text.inflection import expand

#: By atom the `[start, end)` of its occurrences, in code points of the original.
Occurrences = dict[int, list[tuple[int, int]]]
#: Something found in a folded text: start and end in bytes, both a byte (mostly a space) outside of the term, and the
#: number of the atom or pattern. So the automaton returns it.
Found = tuple[int, int, int]
#: The forms of each word of an inflected phrase, by the language of the article.
Forms = Mapping[str, Sequence[frozenset[str]]]

#: Occurrences of one atom that are looked at in an article: more than anybody reads, and 500 spans cost under a
#: millisecond.
MAX_OCCURRENCES = 500
#: Occurrences of all patterns together that are taken in from one article, at about 100 bytes each: an article of
#: 4 KB has some hundreds under 100,000 rules.
MAX_FOUND = 500_000

#: Phrases that the forms of a phrase may multiply out to: beyond, the words behind the first are checked on a hit.
_MOST_PHRASES = 100
#: Bytes that are searched at once; what is found in one stretch is bounded by its length times the nested patterns.
_STRETCH = 1 << 16
#: Beyond, going over everything once for one atom costs more than it can save.
_MANY_FOUND = 1_000
#: Letters of the scripts where something may be: those without spaces, Hangul, Arabic and Hebrew.
_GLUED = re.compile(f"[{UNSPACED}{HANGUL}\u05d0-\u05ea\u0620-\u06d3\u0750-\u077f]")
#: No text has this byte, so a pattern of it is never found.
_NOWHERE = b"\xff"


class AtomTable:
    """Interns patterns while a rule set is compiled."""

    def __init__(self, frequencies: WordFrequencies) -> None:
        """Take in how often words turn up."""
        self._ids: dict[tuple[str, str], int] = {}
        self._rarity: list[float] = []
        self._frequencies = frequencies
        self._inflected: dict[int, list[str]] = {}  # the words as written

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def inflects(self) -> bool:
        """Whether any atom is a word in all its forms, which depend on the languages."""
        return bool(self._inflected)

    def words(self, text: str) -> int | None:
        """Return the atom of a word or phrase, with wildcards or without; None if it folds to nothing."""
        folded = fold_pattern(text)
        if "*" in folded or "?" in folded:
            return self._intern("whole" if folded[0] in "*?" else "wildcard", folded)
        return self._intern("words", folded) if folded else None

    def exact(self, text: str) -> int | None:
        """Return the atom of a text that is compared as written; None if nothing of it can be seen."""
        view = exact_view(text.replace("\n", " ")).view.strip()
        return self._intern("exact", view) if view else None

    def inflected(self, text: str) -> int | None:
        """Return the atom of a word or phrase in any of the forms, in articles of their language."""
        folded = fold_pattern(text)
        if not folded:
            return None
        atom = self._intern("inflected", folded)
        self._inflected.setdefault(atom, text.split())
        return atom

    def inside(self, folded: str) -> int:
        """Return the atom of folded letters that may stand inside a word."""
        return self._intern("inside", folded)

    def frequency(self, atom: int) -> float:
        """Return an estimate of the share of articles that have an atom, for choosing what a rule hangs on."""
        return self._rarity[atom]

    def scanner(self, languages: Collection[str]) -> "Scanner":
        """Compile what was interned; inflected words are expanded in `languages`, primary subtags."""
        known = self._forms(languages)
        forms = {
            atom: {language: [of_word[word] for word in words] for language, of_word in known.items()}
            for atom, words in self._inflected.items()
        }
        return Scanner(self._ids, forms)

    def needs(self, languages: Collection[str]) -> list[Needs]:
        """Return by atom the words without which it occurs in no article; `languages` as for `scanner`."""
        forms = self._forms(languages).values()
        return [
            needs_of_forms(self._inflected[atom], forms) if kind == "inflected" else needs_of_pattern(kind, text)
            for (kind, text), atom in self._ids.items()  # in the order of their numbers
        ]

    def _forms(self, languages: Collection[str]) -> dict[str, Mapping[str, frozenset[str]]]:
        """Return by language the forms of every word that is wanted in all its forms."""
        wanted = {word for words in self._inflected.values() for word in words}
        return {language: expand(wanted, language) for language in sorted(languages)} if wanted else {}

    def _intern(self, kind: str, text: str) -> int:
        atom = self._ids.setdefault((kind, text), len(self._ids))
        if atom == len(self._rarity):
            self._rarity.append(self._frequencies.share(text))
        return atom


class Scan:
    """What of the words and phrases stands in one folded text."""

    __slots__ = ("_by_atom", "_checked", "_found", "present", "truncated")

    def __init__(
        self, found: list[Found], present: set[int], checked: dict[int, list[Found]], *, truncated: bool
    ) -> None:
        """Take what was found: by atom, where it was looked at one by one, the others as they come."""
        self.present = present  #: atoms that occur
        self.truncated = truncated  #: whether some of the text was left out for a bound
        self._checked = frozenset(checked)
        self._by_atom = checked
        self._found = found

    def places(self, atom: int) -> list[Found]:
        """Return where an atom stands, in order of the ends."""
        if len(self._found) > _MANY_FOUND:
            self.sort_out()
        known = self._by_atom.get(atom)
        if known is None:
            known = self._by_atom[atom] = [one for one in self._found if one[2] == atom]
        return known

    def sort_out(self) -> None:
        """Go over everything once: cheaper than `places` if that is asked for more than a few atoms."""
        by_atom: dict[int, list[Found]] = defaultdict(list)
        for one in self._found:
            by_atom[one[2]].append(one)
        self._by_atom.update(by_atom)
        self._found = []

    def is_plain(self, atom: int) -> bool:
        """Whether the places of an atom are as the automaton found them: in order, each once."""
        return atom not in self._checked


class Scanner:
    """Finds atoms in folded texts and exact views.

    Nearly every atom is a word or phrase with a space on either side: its pattern has the atom's own number, so that
    what the automaton returns is the set of atoms as it stands. Only the others are looked at one by one.
    """

    def __init__(self, ids: Mapping[tuple[str, str], int], forms: Mapping[int, Forms]) -> None:
        self._whole: dict[int, re.Pattern[str]] = {}  # searched in the whole text where a piece of them is found
        self._unanchored: list[int] = []
        patterns = [b""] * len(ids)  # by atom; empty where it is none of the plain ones
        plain: dict[bytes, int] = {}
        others: dict[bytes, list[Target]] = {}
        exact: dict[bytes, int] = {}
        for (kind, text), atom in ids.items():
            if kind == "words" and _is_plain(text):
                patterns[atom] = pattern = f" {text} ".encode()
                plain[pattern] = atom
            elif kind == "exact":
                exact[text.encode("utf-8", "replace")] = atom
            else:
                for pattern, target in self._patterns(kind, text, atom, forms):
                    others.setdefault(pattern, []).append(target)
        self._targets: dict[int, tuple[Target, ...]] = {}
        for pattern, targets in others.items():
            number = plain.get(pattern)
            if number is not None:
                targets.append(Target(number, 1, 1))
            else:
                number = targets[0].atom if not patterns[targets[0].atom] else len(patterns)
                if number == len(patterns):
                    patterns.append(b"")
                patterns[number] = pattern
            self._targets[number] = tuple(targets)
        self._checked = frozenset(self._targets)
        self._longest = max(map(len, patterns), default=0)
        self._machine = build_automaton(_without_gaps(patterns)) if plain or others else build_automaton([])
        self._exact_atoms = list(exact.values())
        self._exact_machine = build_automaton(list(exact))

    @property
    def has_exact(self) -> bool:
        """Whether any atom asks for the exact view."""
        return bool(self._exact_atoms)

    def scan(self, folded: Folded, language: str) -> Scan:
        """Find every word and phrase in a folded text of an article in a language."""
        data = folded.bytes
        if len(data) <= _STRETCH:
            found, truncated = self._machine.find(data), False
        else:
            found, truncated = _find_in_stretches(self._machine, data, self._longest)
        present = {pattern for _, _, pattern in found}
        if present.isdisjoint(self._checked) and not self._unanchored:
            return Scan(found, present, {}, truncated=truncated)
        checked: dict[int, list[Found]] = defaultdict(list)
        plain: list[Found] = []
        targets = self._targets
        for one in found:
            start, end, pattern = one
            if pattern not in targets:
                plain.append(one)
                continue
            for atom, skip, trim, check, languages in targets[pattern]:
                if languages is None or language in languages:
                    finish = end - trim if check is None else check(data, end)
                    if finish >= 0:
                        checked[atom].append((start + skip - 1, finish + 1, atom))
        if self._whole:
            self._search_whole(data, checked)
        present -= self._checked
        present.update(checked)
        return Scan(plain, present, dict(checked), truncated=truncated)

    def find_exact(self, text: ExactText) -> tuple[Occurrences, bool]:
        """Return by atom its `[start, end)` in code points of the original, and whether some are left out."""
        found: Occurrences = {}
        truncated = False
        for start, end, pattern in self._exact_machine.find(text.bytes):
            atom = self._exact_atoms[pattern]
            places = found.get(atom, [])
            if len(places) >= MAX_OCCURRENCES:
                truncated = True
            elif (span := text.span(start, end)) is not None:
                places.append(span)
                found[atom] = places
        return found, truncated

    def _patterns(self, kind: str, text: str, atom: int, forms: Mapping[int, Forms]) -> Iterable[tuple[bytes, Target]]:
        match kind:
            case "words":
                return literal_patterns(text, atom)
            case "wildcard":
                return wildcard_patterns(text, atom)
            case "inside":
                return ((text.encode(), Target(atom, 0, 0)),)
            case "whole":
                return self._add_whole(text, atom)
            case _:
                return _inflected_patterns(text, forms[atom], atom)

    def _add_whole(self, folded: str, atom: int) -> list[tuple[bytes, Target]]:
        """Take in a pattern that begins with a wildcard: its longest piece is looked for, then the whole."""
        self._whole[atom] = whole_pattern(folded)
        piece = max(re.split(r"[*? ]", folded), key=len)
        if not piece:
            self._unanchored.append(atom)
            return []
        return [(piece.encode(), Target(atom, 0, 0))]

    def _search_whole(self, data: bytes, found: dict[int, list[Found]]) -> None:
        wanted = [atom for atom in self._whole if atom in found]
        if not wanted and not self._unanchored:
            return
        text = data.decode()
        for atom in (*wanted, *self._unanchored):
            places = _in_bytes(text, [match.span(1) for match in self._whole[atom].finditer(text)])
            found[atom] = [(start - 1, end + 1, atom) for start, end in places]
            if not places:
                del found[atom]


def _is_plain(folded: str) -> bool:
    """Whether a folded word or phrase stands with a space on either side, and nothing is glued to it."""
    return folded.isascii() or not _GLUED.search(folded)


def _without_gaps(patterns: Sequence[bytes]) -> list[bytes]:
    """Return the patterns, those without text replaced by others that are never found."""
    return [pattern or b"%b%d" % (_NOWHERE, number) for number, pattern in enumerate(patterns)]


def _find_in_stretches(machine: Automaton, data: bytes, longest: int) -> tuple[list[Found], bool]:
    """Return what is found until there is more than is taken in, and whether that was so."""
    found: list[Found] = []
    for at in range(0, len(data), _STRETCH):
        begin = max(0, at - longest)  # what began in the stretch before
        for start, end, pattern in machine.find(data[begin : at + _STRETCH]):
            if end + begin > at:
                found.append((start + begin, end + begin, pattern))
        if len(found) > MAX_FOUND:
            return found[:MAX_FOUND], True
    return found, False


def _in_bytes(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places of a text, ordered by start, as places of its UTF-8."""
    if text.isascii():
        return places
    before = at = 0
    counted: list[tuple[int, int]] = []
    for start, end in places:
        before += len(text[at:start].encode())
        at = start
        counted.append((before, before + len(text[start:end].encode())))
    return counted


def _inflected_patterns(folded: str, forms: Forms, atom: int) -> list[tuple[bytes, Target]]:
    """Return what the automaton looks for: the words as they are in any article, their forms in one of the language."""
    patterns = list(literal_patterns(folded, atom))
    by_phrase: dict[str, set[str]] = {}
    for language, words in forms.items():
        folds = [sorted({one for form in of_word if (one := fold(form).bytes.decode().strip())}) for of_word in words]
        if not all(folds):
            continue
        if prod(map(len, folds)) > _MOST_PHRASES:
            patterns.extend(forms_patterns(folds, atom, frozenset({language})))
            continue
        for phrase in map(" ".join, product(*folds)):
            by_phrase.setdefault(phrase, set()).add(language)
    by_phrase.pop(folded, None)
    for phrase, languages in by_phrase.items():
        patterns.extend(literal_patterns(phrase, atom, frozenset(languages)))
    return patterns
