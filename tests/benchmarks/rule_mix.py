"""Realistic rule sets over given articles, the same for the same seed.

About five names in a hundred are of the articles, the others (nearly) never occur: half of them are made of words
that the articles do have ("Angela Toyota"), so that a scanner gets as far into them as into real ones. Popular names
are shared by many rules. Topics are words of 1 to 15 % of the articles, what is excluded is more common than that.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.invented import SYLLABLES

RULES_PER_FILE = 1_500  #: rules or entities; a file is at most 2 MB and has at most 25,000 values

_WORD = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,}){0,2}\b")


#: Operators are no words unless they are quoted.
_OPERATORS = frozenset(
    [
        "and",
        "or",
        "not",
        "near",
        "onear",
        "except",
        "sentence",
        "paragraph",
        "title",
        "lead",
        "body",
        "caption",
        "first",
        "atleast",
        "any",
    ]
)


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text or text.lower() in _OPERATORS else text


@dataclass(frozen=True)
class MixedRule:
    """A rule in a form that others can be fed with: every group needs one of its texts."""

    groups: tuple[tuple[str, ...], ...]
    excluded: tuple[str, ...] = ()
    form: str = "AND"  #: AND, NEAR, SENTENCE, TITLE
    entity: str | None = None  #: the first group is that entity's names

    @property
    def plain(self) -> bool:
        """Whether AND, OR and NOT say it all."""
        return self.form == "AND"

    def expression(self) -> str:
        """Return the rule as people write it."""
        groups = [" OR ".join(map(_quoted, group)) for group in self.groups]
        groups = [f"({group})" if " OR " in group else group for group in groups]
        if self.entity is not None:
            groups[0] = f"@{self.entity}"
        joined = {
            "NEAR": " NEAR/10 ".join(groups),
            "SENTENCE": f"SENTENCE({' AND '.join(groups)})",
            "TITLE": f"TITLE({' AND '.join(groups)})",
        }.get(self.form, " AND ".join(groups))
        return joined + (f" AND NOT ({' OR '.join(map(_quoted, self.excluded))})" if self.excluded else "")


class Vocabulary:
    """What rules are made of."""

    def __init__(self, texts: Sequence[str], *, seed: int) -> None:
        dice = random.Random(f"{seed} vocabulary")
        counts = Counter(word for text in texts for word in {found.lower() for found in _WORD.findall(text)})
        usable = sorted(word for word in counts if len(word) > 4 and word.isascii())
        self.topics = [word for word in usable if 0.01 * len(texts) < counts[word] < 0.15 * len(texts)]
        self.common = [word for word in usable if counts[word] >= 0.15 * len(texts)]
        self.present = sorted({name for text in texts for name in _CAPITALISED.findall(text) if len(name) > 4})
        self.absent = self._absent(dice, "\n".join(texts))
        dice.shuffle(self.present)

    def _absent(self, dice: random.Random, everything: str) -> list[str]:
        words = sorted({word for name in self.present for word in name.split()})
        found: set[str] = set()
        while len(found) < 120_000:
            if dice.random() < 0.5:
                name = " ".join(dice.sample(words, dice.choice((2, 2, 3))))
            else:
                parts = ["".join(dice.choices(SYLLABLES, k=dice.choice((2, 3)))) for _ in range(dice.choice((1, 2, 2)))]
                name = " ".join(parts).title()
            if len(name) > 5 and name not in everything:
                found.add(name)
        names = sorted(found)
        dice.shuffle(names)
        return names


class Mix:
    """So many rules; `present` is the share of names that are of the articles, `prefix` begins every identity."""

    def __init__(
        self, vocabulary: Vocabulary, count: int, *, prefix: str, present: float = 0.05, plain: bool = False
    ) -> None:
        self._vocabulary = vocabulary
        self._prefix = prefix
        self._dice = random.Random(f"{prefix} {count}")
        self._present = present
        self._plain = plain
        self.entities = [self._names() for _ in range(max(1, count // 4))]
        self.rules = [self._rule() for _ in range(count)]

    def _names(self) -> tuple[str, ...]:
        dice = self._dice
        pool = self._vocabulary.present if dice.random() < self._present else self._vocabulary.absent
        wanted = dice.choice((1, 1, 2, 3, 4))
        return tuple(dict.fromkeys(pool[int(len(pool) * dice.random() ** 2)] for _ in range(wanted)))

    def _rule(self) -> MixedRule:
        dice = self._dice
        shared = int(len(self.entities) * dice.random() ** 2) if dice.random() < 0.5 else None
        names = self._names() if shared is None else self.entities[shared]
        entity = None if shared is None else f"{self._prefix}-entity-{shared}"
        topics = tuple(dice.sample(self._vocabulary.topics, dice.randint(1, 5)))
        kind = dice.random()
        if kind < 0.27:
            return MixedRule((names,), entity=entity)
        if kind < 0.62:
            return MixedRule((names, topics), entity=entity)
        if kind < 0.73:
            return MixedRule((names, topics), tuple(dice.sample(self._vocabulary.common, 2)), entity=entity)
        if kind < 0.97:
            form = "AND" if self._plain else "NEAR" if kind < 0.89 else "SENTENCE"
            return MixedRule((names, topics), form=form, entity=entity)
        return MixedRule((names,), form="AND" if self._plain else "TITLE", entity=entity)

    def texts(self) -> list[str]:
        """Return every text that some rule looks for, each once."""
        used = {text for rule in self.rules for text in (*rule.excluded, *(t for group in rule.groups for t in group))}
        return sorted(used | {name for names in self.entities for name in names})

    def write(self, folder: Path) -> Path:
        """Put the rule files into a folder."""
        folder.mkdir(parents=True)
        lines = ["entities:"]
        for number, names in enumerate(self.entities):
            lines.append(f"  - {{entity: {self._prefix}-entity-{number}, names: {json.dumps(names)}}}")
        self._write(folder / "entities", lines)
        lines = [
            f"  - {{rule: {self._prefix}-{number}, match: {json.dumps(rule.expression())}}}"
            for number, rule in enumerate(self.rules)
        ]
        self._write(folder / "rules", ["rules:", *lines])
        (folder / "defaults.yaml").write_text("defaults: {channel: console}\n")
        return folder

    def _write(self, path: Path, lines: list[str]) -> None:
        head, items = lines[0], lines[1:]
        for start in range(0, len(items), RULES_PER_FILE):
            text = "\n".join([head, *items[start : start + RULES_PER_FILE]]) + "\n"
            path.with_name(f"{path.name}-{start}.yaml").write_text(text, "utf-8")
