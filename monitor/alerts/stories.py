"""Which articles tell the same news: signatures of their texts, and the choice of a story.

FracMinHash over shingles of four words, one hash in sixteen kept. Measured on synthetic edits of 75 real articles, over
all sixteen ways to keep one in sixteen: of copies with 15 % of their words changed it finds 99.8 % (shingles of five
words: 97.7 %), of those cut to 30 % of their length 99.6 %; of 15,673 pairs of unrelated texts it joins one.
`tests.benchmarks.stories` measures it again.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from hashlib import blake2b

from monitor.core.article import Article
from monitor.core.records import StoryCandidate
from monitor.text import fold, word_shingle_hashes

STORY_WINDOW = timedelta(hours=72)  #: an article joins a story whose first article is not older than this
SHINGLE_WORDS = 4
KEPT_ONE_IN = 16
KEPT_ONE_IN_OF_FEW = 2  #: where one in sixteen would be too few to compare
MIN_WORDS = 60  #: shorter texts are compared as a whole
MIN_SHARED = 3
MIN_CONTAINMENT = 0.30


def signature(article: Article) -> frozenset[int]:
    """Return what stands for the text of an article when copies are looked for: integers of 63 bits at most.

    The body decides, for the same wire copy runs under many headlines. Where one hash in sixteen leaves fewer than
    three, as it may of a hundred words, every other hash is kept: such a text still meets edits of itself.

    A body of fewer than 60 words, or of very few different ones, says too little by itself ("Read more on our site"):
    it has one hash, of title and body together, and meets only its equal. That hash is odd and all others are even:
    the kinds never mix.
    Empty for an article without words.
    """
    body = fold(article.text)
    words = body.words()
    if len(words) >= MIN_WORDS:
        hashes = word_shingle_hashes(body, size=SHINGLE_WORDS)
        for one_in in KEPT_ONE_IN, KEPT_ONE_IN_OF_FEW:
            kept = frozenset(number for number in hashes if number % one_in == 0)
            if len(kept) >= MIN_SHARED:
                return kept
    whole = [*fold(article.title).words(), *words]
    return frozenset((_hash_of_all(whole),)) if whole else frozenset()


def choose_story(candidates: Sequence[StoryCandidate], size: int) -> int | None:
    """Return the story that an article with a signature of `size` hashes belongs to, None if it opens its own.

    A story is near enough if it shares at least 3 hashes and 30 % of the smaller signature; of texts that are compared
    as a whole, the one hash. The greatest share wins, then the oldest story. Candidates are within STORY_WINDOW.
    """
    near = [candidate for candidate in candidates if _is_near(candidate, size)]
    if not near:
        return None
    best = min(near, key=lambda one: (-one.shared / min(one.size, size), one.opened_at, one.story_id))
    return best.story_id


def _is_near(candidate: StoryCandidate, size: int) -> bool:
    smaller = min(candidate.size, size)
    if smaller < 1:
        return False
    if smaller == 1:
        return candidate.size == size == candidate.shared
    return candidate.shared >= MIN_SHARED and candidate.shared / smaller >= MIN_CONTAINMENT


def _hash_of_all(words: Iterable[bytes]) -> int:
    """Return 63 bits that are the same in every process, which `hash()` is not."""
    return int.from_bytes(blake2b(b" ".join(words), digest_size=8).digest(), "big") >> 1 | 1
