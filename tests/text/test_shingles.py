import subprocess
import sys

from monitor.text import fold, word_shingle_hashes

TEXT = "The port reopened on Monday after a week of talks between the union and the operator."


def test_texts_share_the_hashes_of_the_words_they_share() -> None:
    mine = word_shingle_hashes(TEXT)
    assert len(mine) == len(TEXT.split()) - 4
    assert mine > word_shingle_hashes("the port REOPENED on Monday, after a week")
    assert mine.isdisjoint(word_shingle_hashes("Nothing of this is told in the other article here."))


def test_a_folded_text_has_the_same_hashes() -> None:
    assert word_shingle_hashes(fold(TEXT)) == word_shingle_hashes(TEXT)


def test_a_short_text_has_one_hash_and_an_empty_one_none() -> None:
    assert len(word_shingle_hashes("Port reopens")) == 1
    assert word_shingle_hashes("…") == frozenset()


def test_hashes_fit_a_signed_column_and_are_the_same_in_every_process() -> None:
    mine = word_shingle_hashes(TEXT)
    assert all(0 <= number < 2**61 for number in mine)
    code = f"from monitor.text import word_shingle_hashes as h; print(sorted(h({TEXT!r})))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str(sorted(mine))


def test_order_counts() -> None:
    assert word_shingle_hashes("a b c d e") != word_shingle_hashes("e d c b a")
