"""The setting `retention`: for how many days the text of articles is kept."""

from pydantic_core import PydanticCustomError


def read_retention(given: object) -> int | None:
    """Return the days, None for `off`; raises PydanticCustomError that says what would work.

    >>> read_retention("30"), read_retention("off")
    (30, None)
    """
    if isinstance(given, str) and given.strip().lower() == "off":
        return None
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if isinstance(given, str) and given.strip().isdecimal():
        return int(given)
    raise PydanticCustomError("retention", "not a number of days: write 90, or off to keep every text")
