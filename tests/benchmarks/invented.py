"""An invented corpus: pages, a feed and rules of made-up words, the same for the same seed.

About one rule in a hundred is about words that occur, the others about names that (nearly) never do, as with real
rule sets: most rules match nothing on most days.
"""

import json
import random
from dataclasses import dataclass
from pathlib import Path

SYLLABLES = [
    c + v
    for c in ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "st", "tr"]
    for v in ("a", "e", "i", "o", "u", "an", "er")
]
WORDS_IN_PAGE = 700
STOP = [
    "the",
    "of",
    "and",
    "to",
    "in",
    "a",
    "is",
    "that",
    "for",
    "on",
    "with",
    "as",
    "by",
    "at",
    "from",
    "it",
    "was",
    "are",
    "be",
    "this",
]


@dataclass(frozen=True)
class Corpus:
    """So many articles and rules; `write` puts feed.xml, N.html, rules.yaml and rules.json into a folder."""

    articles: int
    rules: int
    seed: int

    def write(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        vocabulary = invented_words()
        common = vocabulary[:4000]
        items = []
        for number in range(self.articles):
            dice = random.Random(f"{self.seed} article {number}")
            title = " ".join(dice.choices(common, k=7)).capitalize()
            (folder / f"{number}.html").write_text(_page(title, dice, common))
            items.append(f"<item><title>{title}</title><link>BASE/articles/{number}</link><guid>{number}</guid></item>")
        (folder / "feed.xml").write_text(
            f'<rss version="2.0"><channel><title>Invented</title><link>BASE/</link>{"".join(items)}</channel></rss>'
        )
        self._write_rules(folder, vocabulary)

    def _write_rules(self, folder: Path, vocabulary: list[str]) -> None:
        dice = random.Random(f"{self.seed} rules")
        common, rare = vocabulary[:4000], vocabulary[4000:]
        rules, lines = [], ['defaults: {channel: "#news-desk"}', "rules:"]
        for number in range(self.rules):
            names = [" ".join(dice.choices(common if number % 100 == 0 else rare, k=k)) for k in (1, 2, 2)]
            topics = dice.choices(common, k=3)
            rules.append({"name": f"rule-{number}", "all": [names, topics]})
            expression = " AND ".join(
                "(" + " OR ".join(f'"{text}"' for text in any_of) + ")" for any_of in (names, topics)
            )
            lines += [f"  - rule: rule-{number}", f"    title: Rule {number}", f"    match: '{expression}'"]
        (folder / "rules.json").write_text(json.dumps(rules))
        (folder / "rules.yaml").write_text("\n".join(lines) + "\n")


def invented_words() -> list[str]:
    """Return the vocabulary, in no order; the first 4,000 are the common words."""
    dice = random.Random(0)
    words = {"".join(dice.choices(SYLLABLES, k=dice.choice((2, 3, 3, 4)))) for _ in range(40_000)}
    return sorted(sorted(words), key=lambda word: dice.random())  # a set has another order in every process


def invented_paragraphs(dice: random.Random, common: list[str]) -> list[str]:
    """Return the text of an article of at least 700 words."""

    def sentence() -> str:
        words = [dice.choice(STOP) if dice.random() < 0.4 else dice.choice(common) for _ in range(dice.randint(12, 25))]
        return " ".join(words).capitalize() + "."

    paragraphs: list[str] = []
    count = 0
    while count < WORDS_IN_PAGE:
        paragraphs.append(" ".join(sentence() for _ in range(3)))
        count += len(paragraphs[-1].split())
    return paragraphs


def _page(title: str, dice: random.Random, common: list[str]) -> str:
    paragraphs = [
        f'<p class="story-text story-text--{number}">{text}</p>'
        for number, text in enumerate(invented_paragraphs(dice, common))
    ]
    links = "".join(
        f'<li class="nav-item"><a class="nav-link" href="/{w}/{n}" data-track="nav-{n}">{w}</a></li>'
        for n, w in enumerate(dice.choices(common, k=120))
    )
    cards = "".join(
        f'<div class="card"><a href="/c/{n}"><img src="/i/{n}.jpg" alt=""><h3>{" ".join(dice.choices(common, k=8))}</h3></a></div>'
        for n in range(30)
    )
    script = (
        "<script>window.data = " + json.dumps({w: n for n, w in enumerate(dice.choices(common, k=400))}) + "</script>"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - Invented</title>{script}</head><body>'
        f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>{title}</h1>{''.join(paragraphs)}</article>"
        f"<aside>{cards}</aside></main><footer><ul>{links}</ul><p>All rights reserved.</p></footer>{script}</body></html>"
    )
