import pytest

from monitor.matching import Percolator, WordFrequencies
from monitor.matching import frequencies as module
from tests.fakes.rule_sets import all_of, article, rule, rule_set, word


def learnt(*texts: str) -> WordFrequencies:
    frequencies = WordFrequencies()
    for text in texts:
        frequencies.learn(article(text))
    return frequencies


def test_a_word_of_many_articles_is_more_common_than_one_of_few() -> None:
    frequencies = learnt("Minister, minister, minister", *["the said"] * 50)
    assert frequencies.share("said") > frequencies.share("minister") > frequencies.share("parliament")
    assert 0.7 < frequencies.share("said") < 1


def test_words_are_folded_and_titles_count() -> None:
    frequencies = WordFrequencies()
    frequencies.learn(article("", title="Élysée"))
    assert frequencies.counts() == {}  # one article says nothing about what is common
    frequencies.learn(article("ELYSEE'S"))
    assert frequencies.counts() == {"elysee": 2.0}


def test_without_anything_learnt_long_words_are_rare() -> None:
    frequencies = WordFrequencies()
    assert frequencies.share("parliamentary") < frequencies.share("oil") < 1


def test_a_phrase_is_rarer_than_its_rarest_word_and_a_wildcard_more_common_than_what_it_says() -> None:
    frequencies = learnt(*["prime minister"] * 10, *["prime"] * 30)
    assert frequencies.share("prime minister") < frequencies.share("minister") < frequencies.share("prime")
    assert frequencies.share("sanct*") > frequencies.share("sancts")


def test_what_was_learnt_can_be_kept() -> None:
    frequencies = learnt(*["oil price"] * 5, "rare")
    kept = WordFrequencies(frequencies.counts(), articles=frequencies.articles)
    assert kept.articles == 6
    assert kept.share("oil") == frequencies.share("oil")


def test_old_articles_fade_and_rare_words_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FADE_AFTER", 10)
    frequencies = learnt(*["oil"] * 9, "once")
    assert frequencies.articles == 5
    assert frequencies.counts() == {"oil": 4.5}
    monkeypatch.setattr(module, "_MOST_WORDS", 2)
    frequencies = learnt("a b", "a b c", "a d e f")
    assert set(frequencies.counts()) == {"a", "b"}


def test_rules_hang_on_what_is_rare_in_the_stream() -> None:
    rules = rule_set(*(rule(all_of(word("ombudsman"), word(f"w{number}")), str(number)) for number in range(50)))
    blind, taught = Percolator(rules), Percolator(rules, frequencies=learnt(*["ombudsman"] * 30))

    assert len(blind._tiers.base._anchors._hung) == 1  # all on the long word
    assert len(taught._tiers.base._anchors._hung) == 50  # each on its own, since the long word is in every article
    one = article("The ombudsman met w7.")
    assert [match.rule for match in taught.match(one)] == [match.rule for match in blind.match(one)] == ["7"]
