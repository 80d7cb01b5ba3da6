"""Rule files of any size in which everything that people write occurs, each rule with two tests that hold.

Names and texts are invented, topics are plain nouns. The same seed gives the same bytes.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from monitor.rules.countable_nouns import PLURALS
from monitor.text.inflection import expand
from tests.benchmarks.invented import STOP, SYLLABLES

ENTITIES_PER_FILE = 1_000
_SITES = ("*.news.example", "*.press.example", "*.wire.example")
_TAGS = ("asia", "business", "energy", "politics", "science", "trade")
_HEAD = """\
defaults:
  channel: console
  where: {languages: [en]}
feeds:
  - {feed: "https://news.example/rss", name: Example News, tags: [asia, business], language: en}
  - {feed: "https://press.example/atom", name: Example Press, tags: [politics, trade], language: de}
channels:
  - {channel: "#trade-desk", wait: 90s}
"""


@dataclass(frozen=True)
class _Written:
    """An expression, a text that it matches, and one that it does not."""

    match: str
    fits: str
    fails: str
    title: bool = False  #: the texts are headlines


class RulesWithTests:
    """So many rules in so many files; `write` puts them into a folder."""

    def __init__(self, rules: int, files: int, *, seed: int = 1) -> None:
        self._dice = random.Random(f"{seed} rules with tests")
        forms = expand(PLURALS, "en")
        self._known = sorted(noun for noun in PLURALS if len(noun) > 4 and PLURALS[noun] in forms[noun])
        self._real = {form for noun in self._known for form in forms[noun]}  # "server" is two syllables
        self._files = files
        self._count = rules
        self._entities = [(f"party-{n}", self._names()) for n in range(max(1, rules // 4))]
        self._terms = [(f"topic-{n}", self._nouns(3)) for n in range(max(1, rules // 40))]
        self._forms: tuple[Callable[[], _Written], ...] = (
            self._entity_and_topics,
            self._phrase_and_forms,
            self._near,
            self._sentence,
            self._without,
            self._headline,
            self._wildcard,
            self._term_near_entity,
        )

    def write(self, folder: Path) -> list[Path]:
        """Write every file; return those with rules."""
        folder.mkdir(parents=True)
        (folder / "00-common.yaml").write_text(_HEAD, "utf-8")
        for start in range(0, len(self._entities), ENTITIES_PER_FILE):
            some = self._entities[start : start + ENTITIES_PER_FILE]
            lines = [f"  - entity: {identity}\n    names: {json.dumps(names)}\n" for identity, names in some]
            (folder / f"entities-{start}.yaml").write_text("entities:\n" + "".join(lines), "utf-8")
        lines = [
            f"  - term: {identity}\n    any: [{', '.join(f'~{noun}' for noun in nouns)}]\n"
            for identity, nouns in self._terms
        ]
        (folder / "terms.yaml").write_text("terms:\n" + "".join(lines), "utf-8")
        written: list[Path] = []
        for number in range(self._files):
            first, last = (self._count * place // self._files for place in (number, number + 1))
            file = folder / f"desk-{number:02}.yaml"
            file.write_text("rules:\n" + "".join(map(self.rule, range(first, last))), "utf-8")
            written.append(file)
        return written

    def rule(self, number: int) -> str:
        """Return the text of one more rule."""
        dice = self._dice
        form = self._forms[number % len(self._forms)]()
        lines = [f"  - rule: watch-{number}", f"    title: Watch {self._name()} and what it does", "    match: |"]
        lines.append(f"      {form.match}")
        if dice.random() < 0.3:
            lines.append(
                f"    where: {{languages: [en], tags: [{dice.choice(_TAGS)}], sites: [{json.dumps(dice.choice(_SITES))}]}}"
            )
        if dice.random() < 0.3:
            lines.append('    channel: ["#trade-desk", console]')
        if dice.random() < 0.3:
            lines.append(f"    severity: {dice.choice(('low', 'high', 'critical'))}")
        lines.append("    tests:")
        for text, expected in ((form.fits, "match"), (form.fails, "no match")):
            given = f"{{title: {json.dumps(text)}, body: {json.dumps(self._filler(12))}}}" if form.title else text
            lines += [f"      - given: {given}", f"        expect: {expected}"]
        return "\n".join(lines) + "\n"

    def _word(self) -> str:
        """Return a word that means nothing to any rule."""
        while (word := "".join(self._dice.choices(SYLLABLES, k=self._dice.choice((2, 3))))) in self._real:
            pass
        return word

    def _name(self) -> str:
        return f"{self._word()}q {self._word()}".title()  # a syllable never ends in q: no name is a plain word

    def _names(self) -> list[str]:
        return list(dict.fromkeys(self._name() for _ in range(self._dice.choice((1, 2, 3, 4)))))

    def _filler(self, words: int) -> str:
        said = " ".join(self._dice.choice(STOP) if self._dice.random() < 0.4 else self._word() for _ in range(words))
        return f"{said.capitalize()}."

    def _entity(self) -> tuple[str, str]:
        identity, names = self._dice.choice(self._entities)
        return identity, self._dice.choice(names)

    def _nouns(self, count: int) -> list[str]:
        return self._dice.sample(self._known, count)

    def _entity_and_topics(self) -> _Written:
        identity, name = self._entity()
        one, two, three = self._nouns(3)
        text = f"{self._filler(9)} {name} spoke about the {two} on the day. {self._filler(14)}"
        return _Written(f"@{identity} AND (~{one} OR ~{two} OR ~{three})", text, f"{name} spoke. {self._filler(20)}")

    def _phrase_and_forms(self) -> _Written:
        name = self._name()
        one, two = self._nouns(2)
        text = f"{self._filler(8)} Two {PLURALS[one]} of {name} were seen. {self._filler(10)}"
        return _Written(
            f'"{name}" AND (~{one} OR "{two} deal")', text, f"{self._filler(10)} The {PLURALS[one]} were seen."
        )

    def _near(self) -> _Written:
        name, (one, two) = self._name(), self._nouns(2)
        text = f"{self._filler(12)} The {two} that {name} wanted came. {self._filler(12)}"
        return _Written(
            f'"{name}" NEAR/8 (~{one} OR ~{two})',
            text,
            f"{name} came. {self._filler(15)} {self._filler(15)} The {two}.",
        )

    def _sentence(self) -> _Written:
        identity, name = self._entity()
        (noun,) = self._nouns(1)
        text = f"{self._filler(10)} A {noun} was what {name} asked for. {self._filler(10)}"
        return _Written(
            f"SENTENCE(@{identity} AND ~{noun})", text, f"{name} asked for it. {self._filler(8)} A {noun} came."
        )

    def _without(self) -> _Written:
        name, (one, two, three) = self._name(), self._nouns(3)
        text = f"{name} has a {one}. {self._filler(14)}"
        return _Written(
            f'"{name}" AND ~{one} AND NOT ("{two} {three}" OR "{three} {two}")',
            text,
            f"{text} The {two} {three} is new.",
        )

    def _headline(self) -> _Written:
        identity, name = self._entity()
        (noun,) = self._nouns(1)
        return _Written(
            f"TITLE(@{identity}) AND TITLE(~{noun})", f"{name} wins {noun}", f"{name} wins again", title=True
        )

    def _wildcard(self) -> _Written:
        name, word = self._name(), self._word() + self._word()
        text = f"{self._filler(10)} {name} is {word}ing. {self._filler(8)}"
        return _Written(f"={name.split()[0]} AND {word}*", text, f"{text.lower()}")

    def _term_near_entity(self) -> _Written:
        identity, name = self._entity()
        term, nouns = self._dice.choice(self._terms)
        text = f"{self._filler(16)} {name} and its {PLURALS[self._dice.choice(nouns)]}. {self._filler(8)}"
        return _Written(f"@{identity} NEAR/6 @{term}", text, f"{name} said so. {self._filler(30)}")
