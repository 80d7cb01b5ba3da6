"""What happens to wire copy before it is printed: seven kinds of edits, made by chance.

The kinds are those that the thresholds of `monitor.alerts.stories` were chosen on; a seed gives the same edits in every
run. Cuts are of whole paragraphs and keep at least the share of the words that they name.
"""

import random
import re
from collections.abc import Callable, Sequence

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_SENTENCE_CHARACTERS = range(40, 300)


class WireEditor:
    """Edits texts; what it adds comes from other texts, as it does in a newspaper."""

    def __init__(self, texts: Sequence[str], *, seed: int) -> None:
        self._dice = random.Random(seed)
        self._sentences = [
            sentence
            for text in texts
            for sentence in _SENTENCE_END.split(text)
            if len(sentence) in _SENTENCE_CHARACTERS
        ]
        self._words = sorted({word for text in texts for word in text.lower().split()})
        self.kinds: dict[str, Callable[[str], str]] = {
            "new headline and lead": self._lead_replaced,
            "trimmed to 70 %": lambda text: "\n".join(self._run(text, 0.7)),
            "trimmed to 50 %, new lead": lambda text: "\n".join([self._sentence(), *self._run(text, 0.5)[1:]]),
            "trimmed to 30 %": lambda text: "\n".join(self._run(text, 0.3)),
            "25 % local paragraphs more": self._extended,
            "5 % of the words changed": lambda text: self._changed(text, 0.05),
            "15 % of the words changed": lambda text: self._changed(text, 0.15),
        }

    def _sentence(self) -> str:
        return self._dice.choice(self._sentences)

    def _lead_replaced(self, text: str) -> str:
        return "\n".join([self._sentence(), *paragraphs(text)[1:]])

    def _run(self, text: str, share: float) -> list[str]:
        """Return consecutive paragraphs with this share of the words: every other time the first ones."""
        all_of_them = paragraphs(text)
        lengths = [len(paragraph.split()) for paragraph in all_of_them]
        wanted = share * sum(lengths)
        starts = [start for start in range(len(lengths)) if sum(lengths[start:]) >= wanted]
        start = 0 if self._dice.random() < 0.5 else self._dice.choice(starts)
        end = next(end for end in range(start, len(lengths) + 1) if sum(lengths[start:end]) >= wanted)
        return all_of_them[start:end]

    def _extended(self, text: str) -> str:
        """Put sentences of others between the paragraphs until a quarter of the words is added."""
        edited = paragraphs(text)
        missing = len(text.split()) // 4
        while missing > 0:
            added = self._sentence()
            edited.insert(self._dice.randrange(len(edited) + 1), added)
            missing -= len(added.split())
        return "\n".join(edited)

    def _changed(self, text: str, share: float) -> str:
        return "\n".join(
            " ".join(self._dice.choice(self._words) if self._dice.random() < share else word for word in line.split())
            for line in text.split("\n")
        )


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text; of one with fewer than four, runs of three sentences."""
    found = [line for line in text.split("\n") if line.strip()]
    if len(found) >= 4:
        return found
    sentences = _SENTENCE_END.split(text)
    return [" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3)]
