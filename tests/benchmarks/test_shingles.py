import pytest

from tests.benchmarks.shingles import Overlap, Quality


def test_runs_of_four_words_are_compared_as_often_as_they_occur() -> None:
    page = Overlap.of("one two three four five", "zero one two three four")
    assert (page.shared, page.true, page.extracted) == (1, 2, 2)
    assert (page.precision, page.recall, page.f1) == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("true", "extracted", "f1"), [("", "", 1.0), ("a", "", 0.0), ("", "a", 0.0), ("a b", "a, b", 1.0)]
)
def test_short_and_empty_texts(true: str, extracted: str, f1: float) -> None:
    assert Overlap.of(true, extracted).f1 == f1


def test_every_page_weighs_the_same_and_empty_ones_have_no_precision() -> None:
    pages = [Overlap(1, 1, 1), Overlap(0, 4, 0), Overlap(9, 10, 18)]
    quality = Quality.of(pages)
    assert (quality.precision, quality.poor) == (0.75, 1)
    assert quality.recall == pytest.approx((1 + 0 + 0.9) / 3)
