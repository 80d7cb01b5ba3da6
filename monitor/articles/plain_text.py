"""A plain text, as somebody saved or pasted it, to an article."""

import re
from typing import Final

from monitor.articles.filters import Known, clean, is_prose, to_lines
from monitor.articles.guards import check_text
from monitor.articles.junk import is_credit_line, junk_kind
from monitor.articles.language import settle_language
from monitor.articles.prose import ends_as_sentence, lead_of, one_line, weigh
from monitor.core.article import Article

_BLANK: Final = re.compile(r"\n[ \t\u3000]*\n")
WRAPPED_CHARS: Final = 50  #: lines are wrapped by hand at 60 to 80; shorter ones stand for themselves
TITLE_WORDS: Final = range(3, 41)


def read_text(text: str, *, url: str = "", language: str | None = None) -> Article:
    """Return the article in a plain text: its first line that looks like a headline is the title; raises NotAPage.

    Blank lines part paragraphs; within one, single line breaks are spaces where the lines are wrapped prose. Without
    any blank line every line is a paragraph. Navigation, subscription and caption lines are treated as on a page.
    """
    plain = check_text(text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n")
    blocks = [to_lines(block) for block in _BLANK.split(plain)]
    if len(blocks) > 1:
        blocks = [_unwrap(block) for block in blocks]
    title = _headline(blocks)
    lines = [line for block in blocks for line in block]
    cleaned = clean(lines, Known(headlines=[title] if title else []))
    body = "\n".join(cleaned.lines)
    return Article(
        url=url,
        title=title,
        text=body,
        lead=lead_of(body),
        captions=cleaned.captions,
        language=settle_language((language,), f"{title}\n{body}"),
    )


def _unwrap(block: list[str]) -> list[str]:
    """Return the lines of a block, as one where they are prose that was wrapped by hand."""
    joined = one_line(" ".join(block))
    wrapped = all(len(line) >= WRAPPED_CHARS for line in block[:-1]) and weigh(joined) >= 20
    return [joined] if wrapped and ends_as_sentence(joined) else block


def _headline(blocks: list[list[str]]) -> str:
    """Return the first line above the text that reads as a headline, "" if there is none.

    A line that stands alone comes first: kickers and sections stand together with navigation.
    """
    together: list[str] = []
    for block in blocks:
        for line in block:
            if is_prose(line):
                return next(iter(together), "")
            if not _reads_as_headline(line):
                continue
            if len(block) == 1:
                return line
            together.append(line)
    return next(iter(together), "")


def _reads_as_headline(line: str) -> bool:
    return (
        weigh(line) in TITLE_WORDS
        and not line.endswith((".", "。", ":", ","))
        and junk_kind(line) is None
        and not is_credit_line(line)
    )
