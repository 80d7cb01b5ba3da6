"""An article as one text, folded once: its fields, paragraphs, sentences and words, whoever reads it."""

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate

from monitor.core.article import Article, Field
from monitor.core.match import Span
from monitor.matching.regexes import Regexes
from monitor.text import ExactText, WordIndex, exact_view, fold, sentences

# What is read of an article: work is bounded, whatever a page holds. The longest of 440 real articles in the reference
# has 60,000 characters; a text beyond these bounds is a dump, and the match says that it was cut.
MAX_TITLE_CHARS = 2_000
MAX_BODY_CHARS = 500_000
MAX_CAPTION_CHARS = 50_000

#: A paragraph of fewer words is a byline or a place, and no lead (RULES.md §2).
LEAD_WORDS = 15

#: Language of an article that does not say and is too short to tell.
DEFAULT_LANGUAGE = "en"

#: `[start, end)`
Interval = tuple[int, int]


class Layout:
    """Title, body and captions as paragraphs of one text; offsets here count its code points."""

    def __init__(self, article: Article) -> None:
        title, body, captions = article.title, article.text, article.field(Field.CAPTION)
        #: whether something was left out for length
        self.truncated = len(title) > MAX_TITLE_CHARS or len(body) > MAX_BODY_CHARS or len(captions) > MAX_CAPTION_CHARS
        title = title[:MAX_TITLE_CHARS].replace("\n", " ")  # a title is one paragraph
        body = body[:MAX_BODY_CHARS]
        if captions.count("\n") >= len(article.captions) > 0:  # and so is each caption
            captions = "\n".join(caption.replace("\n", " ") for caption in article.captions)
        self.article = article
        self.text = f"{title}\n{body}\n{captions[:MAX_CAPTION_CHARS]}"
        self.folded = fold(self.text)
        #: primary subtag of the language
        self.language = (article.language or DEFAULT_LANGUAGE).replace("_", "-").partition("-")[0].lower()
        self._body_start = len(title) + 1
        self._captions_start = self._body_start + len(body) + 1
        self._sentences: dict[int, list[Interval]] = {}

    @cached_property
    def exact(self) -> ExactText:
        """The text as exact terms see it."""
        return exact_view(self.text)

    @cached_property
    def regexes(self) -> Regexes:
        """The text as regular expressions see it."""
        return Regexes(self.text)

    @cached_property
    def words(self) -> WordIndex:
        """The words by paragraph, as `paragraph_of` numbers them."""
        return WordIndex(self.folded)

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        lengths = [len(line) + 1 for line in self.text.split("\n")]
        return list(accumulate(lengths[:-1], initial=0))

    def paragraph_of(self, position: int) -> int:
        """Return the number of the paragraph at a position: newlines before it, the title being paragraph 0."""
        return bisect_right(self._paragraph_starts, position) - 1

    def paragraph(self, number: int) -> Interval:
        """Return `[start, end)` of a paragraph."""
        starts = self._paragraph_starts
        end = starts[number + 1] - 1 if number + 1 < len(starts) else len(self.text)
        return starts[number], end

    def paragraphs(self) -> list[Interval]:
        """Return every paragraph that is not blank: the title, those of the body, the captions."""
        bounds = (self.paragraph(number) for number in range(len(self._paragraph_starts)))
        return [(start, end) for start, end in bounds if self.text[start:end].strip()]

    def sentences(self, number: int) -> list[Interval]:
        """Return the sentences of a paragraph; a title and a caption are one each."""
        top, bottom = self.paragraph(number)
        if top not in self._sentences:
            if self.field_of(top) is Field.BODY:
                found = sentences(self.text[top:bottom], language=self.article.language)
                self._sentences[top] = [(top + first, top + last) for first, last in found]
            else:
                self._sentences[top] = [_stripped(self.text, top, bottom)]
        return self._sentences[top]

    @property
    def title(self) -> Interval:
        """The headline."""
        return 0, self._body_start - 1

    @property
    def body(self) -> Interval:
        """The text."""
        return self._body_start, self._captions_start - 1

    @property
    def captions(self) -> Interval:
        """All captions and image texts."""
        return self._captions_start, len(self.text)

    @cached_property
    def lead(self) -> Interval:
        """The article's own lead where it says one, else the first paragraph of enough words, else the first."""
        first, last = self.paragraph_of(self._body_start), self.paragraph_of(self._captions_start - 1)
        bounds = [self.paragraph(number) for number in range(first, last + 1)]
        for start, end in bounds:
            if self.article.lead and self.text[start:end] == self.article.lead:
                return start, end
        for number, (start, end) in enumerate(bounds, first):
            if len(self.words.bounds(number)[0]) >= LEAD_WORDS:
                return start, end
        return next(((start, end) for start, end in bounds if self.text[start:end].strip()), bounds[0])

    def first_words(self, count: int) -> Interval:
        """Return the body up to the end of its word number `count`."""
        start, end = self.body
        for number in range(self.paragraph_of(start), self.paragraph_of(end) + 1):
            ends = self.words.bounds(number)[1]
            if count <= len(ends):
                return start, ends[count - 1] if count else start
            count -= len(ends)
        return start, end

    def field_of(self, start: int) -> Field:
        """Return the field that a position lies in."""
        if start < self._body_start:
            return Field.TITLE
        return Field.BODY if start < self._captions_start else Field.CAPTION

    def span(self, start: int, end: int, clause: str) -> Span:
        """Return a span of this text as one of its field."""
        at = self._body_start
        if at <= start < self._captions_start:
            return Span(Field.BODY, start - at, end - at, clause, self.text[start:end])
        field, at = (Field.TITLE, 0) if start < at else (Field.CAPTION, self._captions_start)
        return Span(field, start - at, end - at, clause, self.article.field(field)[start - at : end - at])

    def passage(self, start: int, end: int) -> Interval:
        """Return the whole sentences that `[start, end)` lies in; a title and a caption are one sentence each."""
        of_paragraph = self.sentences(self.paragraph_of(start))
        first = bisect_right(of_paragraph, start, key=_end)
        after = bisect_left(of_paragraph, end, key=_start)
        if first >= after:
            return start, end
        return min(start, of_paragraph[first][0]), max(end, of_paragraph[after - 1][1])

    def place(self, position: int) -> str:
        """Return in words where a position lies: `the title`, `paragraph 4`, `caption 2`, blank ones left out."""
        field = self.field_of(position)
        if field is Field.TITLE:
            return "the title"
        start, _ = self.body if field is Field.BODY else self.captions
        lines = self.text[start : self.paragraph(self.paragraph_of(position))[1]].split("\n")
        return f"{'paragraph' if field is Field.BODY else 'caption'} {sum(bool(line.strip()) for line in lines)}"


def _start(interval: Interval) -> int:
    return interval[0]


def _end(interval: Interval) -> int:
    return interval[1]


def _stripped(text: str, start: int, end: int) -> Interval:
    passage = text[start:end]
    return start + len(passage) - len(passage.lstrip()), end - len(passage) + len(passage.rstrip())
