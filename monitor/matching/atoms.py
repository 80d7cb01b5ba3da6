"""Atoms: the words, phrases and exact texts of a rule set, each interned once and found in one pass.

Word boundaries are part of the pattern (" sanctions relief "): filtering bare hits afterwards costs eight times as
much (reference/matching.md §1). A pattern in a script without spaces has no boundary there; a Hangul word has one in
front, and what follows it must be particles.
"""

from dataclasses import dataclass

from monitor.matching.affixes import LONGEST_TAIL, PARTICLE_TAILS, prefixed_forms
from monitor.matching.automaton import build_automaton
from monitor.text import ExactText, Folded, exact_view, fold
from monitor.text.characters import is_unspaced, script_group

Occurrences = dict[int, list[tuple[int, int]]]

_HANGUL_GROUP = script_group("한")
#: Occurrences of one atom that are looked at in an article: more than anybody reads, and 500 spans cost under a
#: millisecond.
MAX_OCCURRENCES = 500


@dataclass(frozen=True, slots=True)
class _Target:
    """What a pattern of the automaton stands for."""

    atom: int
    skip: int  #: bytes from the start of the pattern to the start of the term
    trim: int  #: bytes from the end of the term to the end of the pattern
    rest: tuple[bytes, ...] | None = None  #: words after the first Hangul word, which ends the pattern; None: no Hangul


class AtomTable:
    """Interns patterns while a rule set is compiled."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, bytes], int] = {}
        self._rarity: list[float] = []

    def words(self, text: str) -> int | None:
        """Return the atom of a word or phrase; None if it folds to nothing."""
        folded = fold(text.replace("\n", " ")).bytes.strip()
        return self._intern("words", folded) if folded else None

    def exact(self, text: str) -> int | None:
        """Return the atom of a text that is compared as written; None if nothing of it can be seen."""
        view = exact_view(text.replace("\n", " ")).view.strip()
        return self._intern("exact", view.encode("utf-8", "replace")) if view else None

    def frequency(self, atom: int) -> float:
        """Return a guess of how often an atom turns up, for choosing what a rule hangs on; only the order matters."""
        return self._rarity[atom]

    def scanner(self) -> "Scanner":
        """Compile what was interned."""
        return Scanner(self._ids)

    def _intern(self, kind: str, data: bytes) -> int:
        atom = self._ids.setdefault((kind, data), len(self._ids))
        if atom == len(self._rarity):
            # Long words are rare, and a phrase is as rare as its rarest word: enough until statistics are kept.
            self._rarity.append(2.0 ** -(min(max(map(len, data.split())), 24) + data.count(b" ")))
        return atom


class Scanner:
    """Finds atoms in folded texts and exact views."""

    def __init__(self, ids: dict[tuple[str, bytes], int]) -> None:
        targets: dict[bytes, list[_Target]] = {}
        exact: dict[bytes, int] = {}
        for (kind, data), atom in ids.items():
            if kind == "exact":
                exact[data] = atom
            else:
                for pattern, target in _patterns(data, atom):
                    targets.setdefault(pattern, []).append(target)
        self._targets = [tuple(found) for found in targets.values()]
        self._machine = build_automaton(list(targets))
        self._exact_atoms = list(exact.values())
        self._exact_machine = build_automaton(list(exact))

    @property
    def has_exact(self) -> bool:
        """Whether any atom asks for the exact view."""
        return bool(self._exact_atoms)

    def find_words(self, folded: Folded) -> Occurrences:
        """Return by atom the `[start, end)` of every occurrence, in bytes of the folded text."""
        found: Occurrences = {}
        data = folded.bytes
        for start, end, pattern in self._machine.find(data):
            for target in self._targets[pattern]:
                finish = end - target.trim if target.rest is None else _end_of_hangul(data, end, target.rest)
                if finish >= 0:
                    found.setdefault(target.atom, []).append((start + target.skip, finish))
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


def _patterns(folded: bytes, atom: int) -> list[tuple[bytes, _Target]]:
    """Return what the automaton looks for, for one word or phrase."""
    first, *others = folded.decode().split(" ")
    words = [first, *others]
    hangul = next((place for place, word in enumerate(words) if script_group(word[0]) == _HANGUL_GROUP), None)
    patterns: dict[bytes, _Target] = {}
    for form, prefix in prefixed_forms(first):
        front = "" if is_unspaced(first[0]) else " "
        skip = len((front + form[:prefix]).encode())
        if hangul is None:
            back = "" if is_unspaced(words[-1][0]) else " "
            pattern = front + " ".join((form, *others)) + back
            target = _Target(atom, skip, len(back))
        else:
            pattern = front + " ".join((form, *others)[: hangul + 1])
            target = _Target(atom, skip, 0, tuple(word.encode() for word in words[hangul + 1 :]))
        patterns.setdefault(pattern.encode(), target)
    return list(patterns.items())


def _end_of_hangul(data: bytes, end: int, rest: tuple[bytes, ...]) -> int:
    """Return where a term ends whose first Hangul word ends at `end`; -1 if it is another word or goes on otherwise."""
    gap = _after_particles(data, end)
    for place, word in enumerate(rest):
        if gap < 0 or not data.startswith(word, gap + 1):
            return -1
        end = gap + 1 + len(word)
        character = word.decode()[0]
        if script_group(character) == _HANGUL_GROUP:
            gap = _after_particles(data, end)
        elif data[end : end + 1] == b" ":
            gap = end
        else:  # only the last word may go on, and only in a script without spaces
            gap = end if place == len(rest) - 1 and is_unspaced(character) else -1
    return end if gap >= 0 else -1


def _after_particles(data: bytes, end: int) -> int:
    """Return where the space after the particles at `end` stands; -1 if something else follows."""
    gap = data.find(b" ", end, end + LONGEST_TAIL + 1)
    return gap if gap >= 0 and data[end:gap] in PARTICLE_TAILS else -1
