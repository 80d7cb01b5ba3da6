"""How Python's values look in a column, the same on every database."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: PostgreSQL's text holds no NUL, and neither database holds half a surrogate pair; pages hold both.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

#: SQLite gives ids by itself only to a column that is exactly INTEGER.
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Utc(TypeDecorator[datetime]):
    """An aware time as microseconds since 1970 UTC: sorts as it reads, and no database shifts it."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:  # noqa: ARG002 - theirs
        """Return the microseconds; a time without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time has a zone: {value.isoformat()}")
        return (value - EPOCH) // _MICROSECOND

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - theirs
        """Return the time, aware, UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=int(value))


class Words(TypeDecorator[str]):
    """Text from the web: what no database takes becomes U+FFFD, one for one, so that offsets hold."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:  # noqa: ARG002 - theirs
        """Return the text as it can be stored."""
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)
