"""The text of one rule file, and the way from an offset in it to a line and a column."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from monitor.core.errors import RuleProblem
from monitor.rules.model import Position

MAX_BYTES = 2_000_000  #: one rule file; tens of thousands of rules fit in it, and a mistaken path does not

# What YAML allows as a character (YAML 1.1 §5.1); a byte order mark inside the text is none.
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text, every line ended by one newline; offsets count its code points."""

    path: str
    text: str
    line_starts: tuple[int, ...]

    @classmethod
    def of(cls, path: str, text: str) -> "Source":
        """Return the source for a text, line ends of every system made one."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        starts = [0, *(found.end() for found in re.finditer("\n", text))]
        return cls(path, text, tuple(starts))

    def position(self, offset: int) -> Position:
        """Return where an offset is, as an editor counts."""
        return Position(self.path, *self.line_and_column(offset))

    def line_and_column(self, offset: int) -> tuple[int, int]:
        """Return the same without the path."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line_of(self, offset: int) -> str:
        """Return the whole line that an offset is on, without its newline."""
        line = self.position(offset).line
        start = self.line_starts[line - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)]


def read_source(path: str, raw: bytes) -> Source | RuleProblem:
    """Decode a rule file, or say why it cannot be a text."""
    if len(raw) > MAX_BYTES:
        return RuleProblem(path, 1, 1, f"this file is larger than {MAX_BYTES // 1_000_000} MB (split it into several)")
    if raw.startswith(_UTF16):
        return RuleProblem(path, 1, 1, "this file is UTF-16 (save it as UTF-8)")
    raw = raw.removeprefix(_UTF8_BOM)
    try:
        source = Source.of(path, raw.decode())
    except UnicodeDecodeError as error:
        before = Source.of(path, raw[: error.start].decode())
        at = before.position(len(before.text))
        return RuleProblem(
            path, at.line, at.column, f"byte 0x{raw[error.start]:02x} is not UTF-8 (save the file as UTF-8)"
        )
    odd = _NOT_TEXT.search(source.text)
    if odd is None:
        return source
    at = source.position(odd.start())
    return RuleProblem(path, at.line, at.column, f"control character U+{ord(odd[0]):04X} (delete it)")
