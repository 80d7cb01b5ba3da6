"""Hashes of runs of words: what stories compare to know the same text again."""

from zlib import crc32

from monitor.text.fold import Folded, fold

#: Mersenne prime: hashes fit a signed 64-bit column.
_MODULUS = (1 << 61) - 1
_FACTOR = 0x1F83D9ABFB41BD6B % _MODULUS  # any large odd number; must never change: hashes are stored


def word_shingle_hashes(text: str | Folded, *, size: int = 5) -> frozenset[int]:
    """Return one hash for each run of `size` folded words, `0 <= hash < 2**61 - 1`.

    The same in every process and on every machine. A text of fewer words has one hash, that of all its words; one
    without words none.
    """
    words = (fold(text) if isinstance(text, str) else text).words()
    if not words:
        return frozenset()
    size = min(size, len(words))
    known = {word: crc32(word) + 1 for word in set(words)}
    codes = [known[word] for word in words]
    leaving = pow(_FACTOR, size, _MODULUS)
    rolling = 0
    hashes = set()
    for place, code in enumerate(codes):
        rolling = (rolling * _FACTOR + code) % _MODULUS
        if place >= size:
            rolling = (rolling - codes[place - size] * leaving) % _MODULUS
        if place >= size - 1:
            hashes.add(rolling)
    return frozenset(hashes)
