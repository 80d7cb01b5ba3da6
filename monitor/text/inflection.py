"""Every inflected form of a word, from simplemma's dictionaries, for `~word`.

Rules are expanded when they are compiled, never words of an article: a lemma table inverted and kept would take 600 MB.
A dictionary is read once for all the words that are wanted, and let go; what stays is their forms. For 1,000 words
that took 0.2 s of CPU in English, 0.3 in French, 1.4 in Spanish, 2.0 in German, 2.9 in Russian (1.4 million forms),
6.6 in Finnish, and at most 40, 40, 115, 120, 155 and 415 MB while it lasted; ten times the words hardly change that.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from unicodedata import normalize

from monitor.text.fold import fold

#: Words whose forms are kept, all languages together: at about 1 KB each, far below what a dictionary takes.
KEPT_WORDS = 1 << 15

#: Languages that simplemma knows under another code: Norwegian is written as Bokmål unless it says otherwise; Bosnian,
#: Croatian and Serbian share one dictionary; the last three are codes of old.
_OTHER_CODES = {"no": "nb", "bs": "hbs", "hr": "hbs", "sh": "hbs", "sr": "hbs", "fil": "tl", "in": "id", "iw": "he"}

_APOSTROPHES = ("'", "’")


def languages() -> frozenset[str]:
    """Return the languages with a dictionary, as primary subtags of BCP 47; in others a word has no further forms."""
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES  # noqa: PLC0415 - as in _scan

    return SUPPORTED_LANGUAGES | {code for code, other in _OTHER_CODES.items() if other in SUPPORTED_LANGUAGES}


def expand(words: Collection[str], language: str) -> Mapping[str, frozenset[str]]:
    """Return for each word every dictionary form whose lemma is that of the word, and the word itself.

    Forms are spelt as the dictionary has them, not folded. `language` is BCP 47; in one without a dictionary, as for
    a word that the dictionary lacks, the word is all there is. A word that is a form of another and has forms of its
    own (`found`) gives both families. A word in small letters is looked up with a capital too, a capitalised one in
    small letters only where it is unknown: `~krieg` takes in the verb, `~Krieg` does not.

    Expand all words of a rule set in one call: each call with new words reads the dictionary anew.
    """
    code = language.partition("-")[0].lower()
    code = _OTHER_CODES.get(code, code)
    slots = {word: _slot(code, normalize("NFC", word)) for word in words}
    missing = {normalize("NFC", word) for word, slot in slots.items() if not slot}
    found = _scan(missing, code) if missing else {}
    expanded: dict[str, frozenset[str]] = {}
    for word, slot in slots.items():
        if not slot:
            slot.append(found[normalize("NFC", word)])
        expanded[word] = slot[0]
    return expanded


def expand_one(word: str, language: str) -> frozenset[str]:
    """Return every form of one word.

    >>> sorted(expand_one("sanction", "en"))
    ['sanction', 'sanctioned', 'sanctioning', 'sanctions']
    """
    return expand((word,), language)[word]


@lru_cache(maxsize=KEPT_WORDS)
def _slot(_language: str, _word: str) -> list[frozenset[str]]:
    """Return the place where the forms of a word are kept: empty until a scan fills it.

    So one scan serves many words, and the least recently used are forgotten. Two threads that fill the same slot put
    in the same forms.
    """
    return []


def _scan(words: Collection[str], code: str) -> dict[str, frozenset[str]]:
    """Read one dictionary once, for all of `words`; a second time where a lemma is spelt in two ways."""
    # Its import takes 0.07 s, and few rule sets ask for forms; its own cache would keep eight whole dictionaries.
    from simplemma.strategies.dictionaries import DefaultDictionaryFactory  # noqa: PLC0415

    if code not in languages():
        return {word: frozenset({word}) for word in words}
    dictionary = DefaultDictionaryFactory(cache_max_size=0).get_dictionary(code)
    lemmas = {word: _lemmas(word, dictionary) for word in words}
    families = _families(dictionary, {lemma for found in lemmas.values() for lemma in found})
    # Russian самолёт is listed as a form of самолет, and as the lemma of half of its forms; here they are one word.
    respelt = {lemma: {form for form in forms if _same_word(form, lemma)} for lemma, forms in families.items()}
    families |= _families(dictionary, {form for found in respelt.values() for form in found} - families.keys())
    for found in lemmas.values():
        found.update(*(respelt[lemma] for lemma in tuple(found)))
    return {word: frozenset({word}.union(*(families[lemma] for lemma in lemmas[word]))) for word in words}


def _lemmas(word: str, dictionary: Mapping[str, str]) -> set[str]:
    """Return what the dictionary says a word is a form of, and the word itself, which may be the lemma of others."""
    spellings = (word, word.capitalize()) if word.islower() else (word,)
    known = [spelling for spelling in spellings if spelling in dictionary]
    known = known or [spelling for spelling in (word.lower(), word.capitalize()) if spelling in dictionary]
    lemmas = {lemma for spelling in known for lemma in (spelling, dictionary[spelling])}
    above = {dictionary.get(lemma, lemma): lemma for lemma in lemmas}
    return lemmas | {lemma for lemma, below in above.items() if _same_word(lemma, below)}


def _families(dictionary: Mapping[str, str], lemmas: Collection[str]) -> dict[str, frozenset[str]]:
    """Return the forms of each lemma, without clitics: 'd folds to a letter that stands for much else."""
    if not lemmas:
        return {}
    families: dict[str, set[str]] = {lemma: set() for lemma in lemmas}
    for form, lemma in dictionary.items():
        if lemma in families and not form.startswith(_APOSTROPHES):
            families[lemma].add(form)
    return {lemma: frozenset(forms) for lemma, forms in families.items()}


def _same_word(spelling: str, other: str) -> bool:
    """Whether two spellings differ in accents only (ё and е)."""
    if spelling == other or len(spelling) != len(other) or (spelling.isascii() and other.isascii()):
        return False
    return fold(spelling).bytes == fold(other).bytes
