"""The view of a text that `=term` compares: original letters, after NFC (RULES.md "Words and folding")."""

import re
import unicodedata

from monitor.text.characters import is_invisible, is_mark, is_unspaced, script_group
from monitor.text.edits import CodePoints, Edits, rewrite
from monitor.text.normal import compose, foreign_characters, is_composed

#: Straight and curly quotes are equal.
_QUOTES = dict.fromkeys("‘’‚‛", "'") | dict.fromkeys("“”„‟", '"')
_ASCII_SPACES = "\t\v\f\r\x1c\x1d\x1e\x1f"


class ExactText:
    """A text as `=term` sees it; made by `exact_view`."""

    __slots__ = ("_code_points", "_layers", "bytes", "text", "view")

    def __init__(self, text: str, view: str, layers: list[Edits]) -> None:
        self.text = text  #: the original
        self.view = view  #: what is compared; paragraphs are parted by newlines still
        self.bytes = view.encode("utf-8", "replace")
        self._layers = layers
        self._code_points = CodePoints(self.bytes)

    def span(self, start_byte: int, end_byte: int) -> tuple[int, int] | None:
        """Return `[start, end)` in code points of the original, None if a letter or digit stands directly outside."""
        start, end = self._code_points.before(start_byte), self._code_points.before(end_byte)
        if not (self._is_edge(start - 1, start) and self._is_edge(end, end - 1)):
            return None
        for layer in reversed(self._layers):
            start, end = layer.old_start(start), layer.old_end(end)
        return start, end

    def _is_edge(self, outside: int, inside: int) -> bool:
        """Whether a term may end between the two neighbours."""
        if not 0 <= outside < len(self.view):
            return True
        out, edge = self.view[outside], self.view[inside]
        if is_unspaced(edge) or not (edge.isalnum() or is_mark(edge)):
            return True
        if outside > inside and is_mark(out):
            return False  # it belongs to the last letter, which is another letter then
        return not out.isalnum() or script_group(out) != script_group(edge)


def exact_view(text: str) -> ExactText:
    r"""Return the view of a text: NFC, quotes straight, white space as spaces, invisible characters left out.

    >>> exact_view("AT&T’s “C\N{SOFT HYPHEN}++”").view
    'AT&T\'s "C++"'
    """
    layers: list[Edits] = []
    view = text
    if not text.isascii():
        characters = foreign_characters(view)
        if not is_composed(view, characters):
            view, edits = compose(view)
            layers.append(edits)
            characters = foreign_characters(view)
        for character in characters:
            if character in _QUOTES:
                view = view.replace(character, _QUOTES[character])
            elif unicodedata.category(character)[0] == "Z" or character == "\x85":
                view = view.replace(character, " ")
        hidden = "".join(c for c in characters if is_invisible(c))
        if hidden:
            view, edits = rewrite(view, re.compile(f"[{re.escape(hidden)}]+"), lambda _: "")
            layers.append(edits)
    for space in _ASCII_SPACES:  # eight look-ups are 50 times cheaper than one str.translate
        view = view.replace(space, " ")
    return ExactText(text, view, layers)
