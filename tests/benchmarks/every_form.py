"""Rules in every form of the language, made of the words of given articles, so that they match there."""

import random
import re
from collections.abc import Iterator, Sequence

from monitor.core.article import Article
from monitor.rules.model import Entity, RuleSet, Term
from monitor.rules.nodes import (
    And,
    AnyOf,
    AtLeast,
    Exact,
    Except,
    Inflected,
    Name,
    Near,
    Node,
    Not,
    NotNear,
    Or,
    Regex,
    Scope,
    Unit,
    Words,
)
from tests.fakes.rule_sets import entity, rule, term

_WORD = re.compile(r"[^\W\d_]{2,}")
_NOWHERE = Words("qqqzzz")


def rules_of(articles: Sequence[Article], *, seed: int = 1) -> RuleSet:
    """Return rules of every form for each article, each named by its form and the article's number."""
    rules = []
    entities: list[Entity] = []
    terms: list[Term] = []
    for number, article in enumerate(articles):
        paragraphs = [line for line in article.text.split("\n") if len(_WORD.findall(line)) > 5]
        if not paragraphs:
            continue
        dice = random.Random(f"{seed} {number}")
        text = dice.choice(paragraphs)
        found = list(_WORD.finditer(text))
        at = dice.randrange(len(found) - 4)
        one, two, _, four = (match[0] for match in found[at : at + 4])
        phrase = text[found[at].start() : found[at + 2].end()]
        entities.append(entity(f"names-{number}", [phrase, "qqqzzz qqq", f"={phrase}"], weak=[two]))
        terms.append(term(f"term-{number}", [f"~{one}", f"{four[:3]}*" if len(four) > 3 else four]))
        parts = _Parts(one, two, four, phrase, number, article)
        rules += [rule(node, f"{form}-{number}") for form, node in parts.forms()]
    return RuleSet(rules=tuple(rules), entities=tuple(entities), terms=tuple(terms))


class _Parts:
    """Words of one paragraph: two neighbours, a third one near, the phrase that they begin."""

    def __init__(self, one: str, two: str, four: str, phrase: str, number: int, article: Article) -> None:
        self._one, self._two, self._four = Words(one), Words(two), Words(four)
        self._phrase = phrase
        self._number = number
        self._article = article

    def forms(self) -> Iterator[tuple[str, Node]]:
        """Yield (name of the form, expression)."""
        yield from self._leaves()
        yield from self._operators()
        for unit, text in ((Unit.TITLE, self._article.title), (Unit.CAPTION, "\n".join(self._article.captions))):
            if words := _WORD.findall(text):
                yield str(unit), Scope(unit, Words(words[-1]))

    def _leaves(self) -> Iterator[tuple[str, Node]]:
        one, two = self._one.text, self._two.text
        yield "word", self._one
        yield "phrase", Words(self._phrase, quoted=True)
        yield "exact", Exact(self._phrase, quoted=True)
        yield "inflected", Inflected(one)
        yield "inflected-phrase", Inflected(f"{one} {two}", quoted=True)
        yield "entity", Name(f"names-{self._number}")
        yield "term", Name(f"term-{self._number}")
        yield "regex", Regex(rf"{re.escape(one)}\W+{re.escape(two)}")
        yield "regex-either", Regex(rf"({re.escape(one)}|qqq zzz)\b")
        if len(one) > 4:
            yield "prefix", Words(f"{one[:4]}*")
            yield "one-letter", Words(f"{one[:2]}?{one[3:]}")
            yield "suffix", Words(f"?{one[1:]}")

    def _operators(self) -> Iterator[tuple[str, Node]]:
        one, two, four = self._one, self._two, self._four
        yield "and", And((one, four))
        yield "or", Or((_NOWHERE, And((one, two))))
        yield "not", And((one, Not(_NOWHERE)))
        yield "near", Near((one, Or((four, _NOWHERE))), 5)
        yield "near-ordered", Near((one, two, four), 5, ordered=True)
        yield "not-near", NotNear(one, _NOWHERE, 3)
        yield "except", Except(one, Words(f"{one.text} qqqzzz", quoted=True))
        yield "sentence", Scope(Unit.SENTENCE, And((one, two)))
        yield "paragraph", Scope(Unit.PARAGRAPH, And((one, four)))
        yield "body", Scope(Unit.BODY, two)
        yield "lead", Scope(Unit.LEAD, two)
        yield "first", Scope(Unit.FIRST, two, 100)
        yield "at-least", AtLeast(1, one)
        yield "any", AnyOf(2, (one, _NOWHERE, four))
