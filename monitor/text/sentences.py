"""Where paragraphs and sentences end."""

from collections.abc import Iterator

#: sentencex's rules are asked for by language; English is what it falls back to as well.
DEFAULT_LANGUAGE = "en"


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield `[start, end)` of each paragraph that is not blank, in code points; newlines part paragraphs."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def sentences(text: str, *, language: str | None = None) -> Iterator[tuple[int, int]]:
    """Yield `[start, end)` of each sentence, in code points, without the white space around it.

    Abbreviations, initials, decimals and ordinals do not end one; a closing quote belongs to its sentence; none
    crosses a newline. `language` is BCP 47.
    """
    from sentencex import get_sentence_boundaries  # noqa: PLC0415 - only articles that match are split

    primary = (language or DEFAULT_LANGUAGE).split("-")[0].lower()
    text = text.encode("utf-8", "replace").decode()  # half a character is no text for sentencex
    for paragraph_start, paragraph_end in paragraphs(text):
        for found in get_sentence_boundaries(primary, text[paragraph_start:paragraph_end]):
            start, end = paragraph_start + found["start_index"], paragraph_start + found["end_index"]
            sentence = text[start:end]
            end -= len(sentence) - len(sentence.rstrip())
            start += len(sentence) - len(sentence.lstrip())
            if start < end:
                yield start, end
