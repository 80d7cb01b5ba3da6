"""The signature on made-up wire copy: what `tests.benchmarks.stories` measures on real articles, in short."""

import random

import pytest

from tests.benchmarks.invented import invented_paragraphs, invented_words
from tests.benchmarks.story_quality import count_false_pairs, measure_recall
from tests.benchmarks.wire_edits import WireEditor, paragraphs


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Return articles of 300 to 700 words."""
    dice = random.Random(20)
    common = invented_words()[:4_000]
    return ["\n".join(invented_paragraphs(dice, common)[: 6 + number % 8]) for number in range(40)]


def test_edited_copies_are_known_again_among_the_stories_of_others(texts: list[str]) -> None:
    recalls = measure_recall(texts, seeds=range(2))

    assert len(recalls) == 7
    assert {kind: recall.share for kind, recall in recalls.items() if recall.share < 0.98} == {}


def test_unrelated_texts_are_no_story(texts: list[str]) -> None:
    false = count_false_pairs(list(enumerate(texts)))

    assert (false.found, false.of) == (0, 40 * 39 // 2)


def test_halves_of_one_text_are_no_pair() -> None:
    assert count_false_pairs([(1, "the same"), (1, "the same"), (2, "the same"), (3, "other")]).of == 5


@pytest.mark.parametrize(("kind", "share"), [("trimmed to 70 %", 0.7), ("trimmed to 30 %", 0.3)])
def test_a_trimmed_text_has_whole_paragraphs_with_at_least_the_share_of_the_words(
    texts: list[str], kind: str, share: float
) -> None:
    for seed in range(20):
        text = texts[seed]
        copy = WireEditor(texts, seed=seed).kinds[kind](text)
        assert copy in text
        assert set(copy.split("\n")) <= set(paragraphs(text))
        assert len(copy.split()) >= share * len(text.split())
        assert len(copy.split("\n")[:-1]) < len(paragraphs(text)) * (share + 0.2)


def test_edits_are_the_same_for_the_same_seed(texts: list[str]) -> None:
    one, same, other = (WireEditor(texts, seed=seed).kinds for seed in (1, 1, 2))

    assert [edit(texts[0]) for edit in one.values()] == [edit(texts[0]) for edit in same.values()]
    assert all(edit(texts[0]) != texts[0] for edit in other.values())
