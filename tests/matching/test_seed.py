"""The worked example of RULES.md §7, on the raw text of the article; skipped where the shared data is absent."""

from pathlib import Path

import pytest

from monitor.matching import Percolator
from tests.fakes.rule_sets import all_of, article, entity, name, rule, rule_set, word

SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "nikkei-asia-north-korea.txt"


@pytest.mark.skipif(not SEED.exists(), reason="the shared data is not here")
def test_the_worked_example_matches_with_its_best_sentences() -> None:
    korea = entity("north-korea", ["North Korea", "N. Korea"], weak=["Pyongyang", "Kim Jong Un"])
    rules = rule_set(rule(all_of(word("sanctions relief"), name("north-korea"))), entities=[korea])
    (match,) = Percolator(rules).match(article(SEED.read_text(encoding="utf-8"), language="en"))
    best = [excerpt.text for excerpt in match.excerpts[:4]]
    assert any(text.startswith("North Korea seeks") for text in best)
    assert any("offers of" in text and "Pyongyang" in text for text in best)
    assert any("is unlikely to agree to talks" in text for text in best)
    assert all("Sponsored" not in excerpt.text for excerpt in match.excerpts)
