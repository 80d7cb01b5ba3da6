"""Text from the web on its way to a terminal or a log."""

#: C0 and C1 controls, which drive terminals, line and paragraph separators, and what turns the direction of writing.
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A)]
_SURROGATES = range(0xD800, 0xE000)
_TO_PRINT = {**dict.fromkeys(_CONTROLS, " "), **dict.fromkeys(_SURROGATES, "\N{REPLACEMENT CHARACTER}")}


def printable(text: str) -> str:
    """Return the text on one line and without control characters; as long as before.

    What comes from the web must not drive a terminal: clear it, set its title, write over what stands there.
    """
    return text.translate(_TO_PRINT)
