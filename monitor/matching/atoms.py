"""Atoms: the words, phrases and exact texts of a rule set, each interned once and found in one pass."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

from monitor.matching.automaton import build_automaton
from monitor.matching.patterns import (
    Target,
    fold_pattern,
    forms_patterns,
    literal_patterns,
    whole_pattern,
    wildcard_patterns,
)
from monitor.text import ExactText, Folded, exact_view, fold

Occurrences = dict[int, list[tuple[int, int]]]
#: The forms of each word of an inflected phrase, by the language of the article.
Forms = Mapping[str, Sequence[frozenset[str]]]

#: Occurrences of one atom that are looked at in an article: more than anybody reads, and 500 spans cost under a
#: millisecond.
MAX_OCCURRENCES = 500

#: Phrases that the forms of a phrase may multiply out to: beyond, the words behind the first are checked on a hit.
_MOST_PHRASES = 100


class AtomTable:
    """Interns patterns while a rule set is compiled."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], int] = {}
        self._forms: dict[int, Forms] = {}
        self._rarity: list[float] = []

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

    def inflected(self, text: str, forms: Forms) -> int | None:
        """Return the atom of a word or phrase in any of the forms, in articles of their language."""
        folded = fold_pattern(text)
        if not folded:
            return None
        atom = self._intern("inflected", f"{folded}\n{' '.join(sorted(forms))}")
        self._forms[atom] = forms
        return atom

    def inside(self, folded: str) -> int:
        """Return the atom of folded letters that may stand inside a word."""
        return self._intern("inside", folded)

    def frequency(self, atom: int) -> float:
        """Return a guess of how often an atom turns up, for choosing what a rule hangs on; only the order matters."""
        return self._rarity[atom]

    def scanner(self) -> "Scanner":
        """Compile what was interned."""
        return Scanner(self._ids, self._forms)

    def _intern(self, kind: str, text: str) -> int:
        atom = self._ids.setdefault((kind, text), len(self._ids))
        if atom == len(self._rarity):
            # Long words are rare, and a phrase is as rare as its rarest word: enough until statistics are kept.
            data = text.partition("\n")[0].encode("utf-8", "replace")
            self._rarity.append(2.0 ** -(min(max(map(len, data.split())), 24) + data.count(b" ")))
        return atom


class Scanner:
    """Finds atoms in folded texts and exact views."""

    def __init__(self, ids: Mapping[tuple[str, str], int], forms: Mapping[int, Forms]) -> None:
        targets: dict[bytes, list[Target]] = {}
        exact: dict[bytes, int] = {}
        self._whole: dict[int, re.Pattern[str]] = {}  # searched in the whole text where a piece of them is found
        self._unanchored: list[int] = []
        for (kind, text), atom in ids.items():
            match kind:
                case "exact":
                    exact[text.encode("utf-8", "replace")] = atom
                    continue
                case "words":
                    found = literal_patterns(text, atom)
                case "wildcard":
                    found = wildcard_patterns(text, atom)
                case "inside":
                    found = iter(((text.encode(), Target(atom, 0, 0)),))
                case "whole":
                    found = iter(self._add_whole(text, atom))
                case _:
                    found = iter(_inflected_patterns(text.partition("\n")[0], forms[atom], atom))
            for pattern, target in found:
                targets.setdefault(pattern, []).append(target)
        self._targets = [tuple(of_pattern) for of_pattern in targets.values()]
        #: the only target of a pattern that asks for nothing more: nearly all are such
        self._simple = [
            of_pattern[0] if len(of_pattern) == 1 and of_pattern[0][3:] == (None, None) else None
            for of_pattern in self._targets
        ]
        self._machine = build_automaton(list(targets))
        self._exact_atoms = list(exact.values())
        self._exact_machine = build_automaton(list(exact))

    @property
    def has_exact(self) -> bool:
        """Whether any atom asks for the exact view."""
        return bool(self._exact_atoms)

    def find_words(self, folded: Folded, language: str) -> Occurrences:
        """Return by atom the `[start, end)` of every occurrence, in bytes of the folded text."""
        found: Occurrences = defaultdict(list)
        data = folded.bytes
        simple = self._simple
        for start, end, pattern in self._machine.find(data):
            known = simple[pattern]
            if known is not None:
                found[known[0]].append((start + known[1], end - known[2]))
                continue
            for atom, skip, trim, check, languages in self._targets[pattern]:
                if languages is None or language in languages:
                    finish = end - trim if check is None else check(data, end)
                    if finish >= 0:
                        found[atom].append((start + skip, finish))
        if self._whole:
            self._search_whole(data, found)
        return found

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

    def _add_whole(self, folded: str, atom: int) -> list[tuple[bytes, Target]]:
        """Take in a pattern that begins with a wildcard: its longest piece is looked for, then the whole."""
        self._whole[atom] = whole_pattern(folded)
        piece = max(re.split(r"[*? ]", folded), key=len)
        if not piece:
            self._unanchored.append(atom)
            return []
        return [(piece.encode(), Target(atom, 0, 0))]

    def _search_whole(self, data: bytes, found: Occurrences) -> None:
        wanted = [atom for atom in self._whole if atom in found]
        if not wanted and not self._unanchored:
            return
        text = data.decode()
        for atom in (*wanted, *self._unanchored):
            found[atom] = _in_bytes(text, [match.span(1) for match in self._whole[atom].finditer(text)])
            if not found[atom]:
                del found[atom]


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
