"""Statements that the databases spell differently."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
AnyRow: TypeAlias = sa.Row[*tuple[Any, ...]]
AnySelect: TypeAlias = sa.Select[*tuple[Any, ...]]
#: Values in one IN list: well within the variables that a statement may have (SQLite before 3.32: 999).
IN_LIST = 500


def insert_new(connection: sa.Connection, table: sa.Table, values: Sequence[Mapping[str, object]]) -> int:
    """Insert the rows that conflict with no unique key; return how many they were."""
    if not values:
        return 0
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table).on_conflict_do_nothing()
    return connection.execute(statement, list(values), execution_options={"preserve_rowcount": True}).rowcount


def insert_returning(
    connection: sa.Connection, table: sa.Table, values: Sequence[Mapping[str, object]], *columns: sa.Column[Any]
) -> Sequence[AnyRow]:
    """Insert the rows that conflict with no unique key; return these columns of them, in no order."""
    if not values:
        return []
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table).on_conflict_do_nothing().returning(*columns)
    return connection.execute(statement, list(values)).all()


def chunks(values: Sequence[T], size: int = IN_LIST) -> Iterator[Sequence[T]]:
    """Cut values into runs of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
