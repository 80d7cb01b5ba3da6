"""One article as the percolator reads it: a single text, folded once, with what was found in it."""

from bisect import bisect_left, bisect_right

from monitor.core.article import Article, Field
from monitor.core.match import Span
from monitor.matching.atoms import MAX_OCCURRENCES, Occurrences, Scanner
from monitor.text import exact_view, fold, sentences

# What is read of an article: work is bounded, whatever a page holds. The longest of 440 real articles in the reference
# has 60,000 characters; a text beyond these bounds is a dump, and the match says that it was cut.
MAX_TITLE_CHARS = 2_000
MAX_BODY_CHARS = 500_000
MAX_CAPTION_CHARS = 50_000


class Reading:
    """Title, body and captions as paragraphs of one text; offsets here count its code points."""

    def __init__(self, article: Article, scanner: Scanner) -> None:
        title, body, captions = article.title, article.text, "\n".join(article.captions)
        #: whether something was left out for length
        self.truncated = len(title) > MAX_TITLE_CHARS or len(body) > MAX_BODY_CHARS or len(captions) > MAX_CAPTION_CHARS
        title = title[:MAX_TITLE_CHARS].replace("\n", " ")  # a title is one paragraph
        body = body[:MAX_BODY_CHARS]
        self.article = article
        self.text = f"{title}\n{body}\n{captions[:MAX_CAPTION_CHARS]}"
        self._body_start = len(title) + 1
        self._captions_start = self._body_start + len(body) + 1
        self._folded = fold(self.text)
        self._places: Occurrences = scanner.find_words(self._folded)
        self._spans: Occurrences = {}
        if scanner.has_exact:
            self._spans, cut = scanner.find_exact(exact_view(self.text))
            self.truncated |= cut
        #: atoms that occur
        self.present = frozenset(self._places.keys() | self._spans.keys())
        self._sentences: dict[int, list[tuple[int, int]]] = {}
        self.names: dict[str, list[tuple[int, int]]] = {}  #: occurrences of names that were asked for already

    def occurrences(self, atom: int) -> list[tuple[int, int]]:
        """Return `[start, end)` of an atom's occurrences, in order."""
        spans = self._spans.get(atom)
        if spans is None:
            places = self._places.get(atom, [])
            self.truncated |= len(places) > MAX_OCCURRENCES
            spans = self._spans[atom] = sorted({self._folded.span(*place) for place in places[:MAX_OCCURRENCES]})
        return spans

    def field_of(self, start: int) -> Field:
        """Return the field that a position lies in."""
        if start < self._body_start:
            return Field.TITLE
        return Field.BODY if start < self._captions_start else Field.CAPTION

    def span(self, start: int, end: int, clause: str) -> Span:
        """Return a span of this text as one of its field."""
        field = self.field_of(start)
        offset = {Field.TITLE: 0, Field.BODY: self._body_start, Field.CAPTION: self._captions_start}[field]
        text = self.article.title if field is Field.TITLE else self.text
        return Span(field, start - offset, end - offset, clause, text[start:end])

    def passage(self, start: int, end: int) -> tuple[int, int]:
        """Return the whole sentences that `[start, end)` lies in; a title and a caption are one sentence each."""
        top = self.text.rfind("\n", 0, start) + 1
        bottom = self.text.find("\n", end)
        bottom = len(self.text) if bottom < 0 else bottom
        if self.field_of(start) is not Field.BODY:
            return _stripped(self.text, top, bottom)
        if top not in self._sentences:
            found = sentences(self.text[top:bottom], language=self.article.language)
            self._sentences[top] = [(top + first, top + last) for first, last in found]
        of_paragraph = self._sentences[top]
        first = bisect_right(of_paragraph, start, key=lambda sentence: sentence[1])
        after = bisect_left(of_paragraph, end, key=lambda sentence: sentence[0])
        if first >= after:
            return start, end
        return min(start, of_paragraph[first][0]), max(end, of_paragraph[after - 1][1])


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    passage = text[start:end]
    return start + len(passage) - len(passage.lstrip()), end - len(passage) + len(passage.rstrip())
