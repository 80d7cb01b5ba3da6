"""The setting `languages`: those in which `~word` is expanded, besides the ones that rules and feeds name."""

import json

from pydantic_core import PydanticCustomError

_WANTED = 'write codes such as en,de or ["en", "de"]'


def read_languages(given: object) -> tuple[str, ...]:
    """Return primary language codes, each once, from a list or a text: `en,de`, or the same as a JSON list.

    `pt-BR` is `pt`: forms of words depend on nothing else. An empty list names none; a text without a code is refused.
    Raises PydanticCustomError that says what would work.

    >>> read_languages(["en", "pt-BR"]), read_languages("EN, de, en"), read_languages('["ko"]'), read_languages("[]")
    (('en', 'pt'), ('en', 'de'), ('ko',), ())
    """
    codes = _split(given) if isinstance(given, str) else given
    if not isinstance(codes, list | tuple) or not all(isinstance(code, str) for code in codes):
        raise _refused(f"not a list of languages: {_WANTED}")
    if not codes:
        return ()  # needs no rule code, whose import takes 0.1 s

    from monitor.rules.scalars import parse_language  # noqa: PLC0415 - only where the setting is used

    tags = {code: parse_language(code) for code in codes}
    unknown = [code for code, tag in tags.items() if tag is None]
    if unknown:
        raise _refused("; ".join(map(_unknown, unknown)))
    return tuple(dict.fromkeys(tag.partition("-")[0] for tag in tags.values() if tag is not None))


def _split(text: str) -> object:
    """Take a text apart; where it begins as a JSON list it has to be one."""
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise _refused(f"not a JSON list: {_WANTED}") from None
    codes = [code.strip() for code in text.split(",") if code.strip()]
    if not codes:
        raise _refused(f"names no language: {_WANTED}, or [] for none")
    return codes


def _unknown(code: str) -> str:
    from monitor.rules.languages import OFTEN_MEANT  # noqa: PLC0415 - as above
    from monitor.rules.suggestions import short  # noqa: PLC0415 - as above

    meant = OFTEN_MEANT.get(code.lower())
    return f"unknown language {short(code)} ({f'did you mean {meant}?' if meant else _WANTED})"


def _refused(reason: str) -> PydanticCustomError:
    return PydanticCustomError("languages", "{reason}", {"reason": reason})
