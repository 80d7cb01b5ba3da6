"""A plain text, as somebody saved or pasted it, to an article."""

import re
from typing import Final

from monitor.articles.filters import Cleaned, clean, is_prose, junk_kind, to_lines
from monitor.articles.guards import check_text
from monitor.articles.language import settle_language
from monitor.articles.prose import ends_as_sentence, lead_of, one_line, weigh
from monitor.core.article import Article

_BLANK: Final = re.compile(r"\n[ \t\u3000]*\n")
WRAPPED_CHARS: Final = 50  #: lines are wrapped by hand at 60 to 80; shorter ones stand for themselves
TITLE_WORDS: Final = range(3, 41)
SURE_TITLE_WORDS: Final = 5  #: a shorter line on top may be a section or a kicker


def read_text(text: str, *, url: str = "", language: str | None = None) -> Article:
    """Return the article in a plain text: its first line that looks like a headline is the title; raises NotAPage.

    Blank lines part paragraphs; within one, single line breaks are spaces where the lines are wrapped prose. Without
    any blank line every line is a paragraph. Navigation, subscription and caption lines are treated as on a page.
    """
    lines = _unwrap(check_text(text.removeprefix("\ufeff")).replace("\r\n", "\n").replace("\r", "\n"))
    title = _headline(lines)
    cleaned: Cleaned = clean(lines, [title] if title else [])
    body = "\n".join(cleaned.lines)
    return Article(
        url=url,
        title=title,
        text=body,
        lead=lead_of(body),
        captions=cleaned.captions,
        language=settle_language((language,), f"{title}\n{body}"),
    )


def _unwrap(text: str) -> list[str]:
    blocks = [to_lines(block) for block in _BLANK.split(text)]
    if len(blocks) == 1:
        return blocks[0]
    lines: list[str] = []
    for block in blocks:
        joined = one_line(" ".join(block))
        wrapped = (
            all(len(line) >= WRAPPED_CHARS for line in block[:-1]) and ends_as_sentence(joined) and weigh(joined) >= 20
        )
        lines.extend([joined] if wrapped and joined else block)
    return lines


def _headline(lines: list[str]) -> str:
    """Return the first line before the text that reads as a headline; "" if there is none."""
    candidates: list[str] = []
    for line in lines:
        if is_prose(line):
            break
        if junk_kind(line) is None and weigh(line) in TITLE_WORDS and not line.endswith((".", "。", ":", ",")):
            candidates.append(line)
    return next((line for line in candidates if weigh(line) >= SURE_TITLE_WORDS), next(iter(candidates), ""))
