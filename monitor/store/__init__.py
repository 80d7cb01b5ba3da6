"""The queue of record: schema, migrations, one module per port.

What is due is a column, never a message that could be lost; every port runs inside one unit of work. Here: the tables
(`schema`), how values look in them (`columns`, `codec`), connections (`engine`), the translation of the vendor's errors
(`errors`), bringing an older database up (`upgrade`, `migrations`), one module per port of `core.stores`.
Not here: any decision about what is polled, matched, told or tried again, and any clock: times are given.
The tables and statements are SQLAlchemy Core and know no type of one database, so that PostgreSQL can join SQLite.
"""

from monitor.store.sql_store import SqlStore, open_store
from monitor.store.upgrade import migrate

__all__ = ["SqlStore", "migrate", "open_store"]
