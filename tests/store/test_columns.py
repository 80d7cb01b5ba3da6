from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.errors import StoreError
from monitor.core.stores import Store
from monitor.store.columns import Utc, Words
from tests.store.samples import NOW, feed_row

DIALECT = sa.create_engine("sqlite://").dialect


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_kept_to_the_microsecond(time: datetime) -> None:
    stored = Utc().process_bind_param(time, DIALECT)
    assert isinstance(stored, int)
    assert Utc().process_result_value(stored, DIALECT) == time


def test_a_time_comes_back_in_utc() -> None:
    tokyo = datetime(2026, 11, 23, 18, 0, tzinfo=timezone(timedelta(hours=9)))
    again = Utc().process_result_value(Utc().process_bind_param(tokyo, DIALECT), DIALECT)
    assert again == tokyo
    assert again.tzinfo is UTC


def test_no_time_stays_none() -> None:
    assert Utc().process_bind_param(None, DIALECT) is None
    assert Utc().process_result_value(None, DIALECT) is None


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="has a zone"), store.transaction() as tx:
        tx.feeds.sync([feed_row()], now=NOW.replace(tzinfo=None))


def test_text_keeps_its_length_when_it_is_made_storable() -> None:
    assert Words().process_bind_param("a\x00b\ud800c\U0001f600", DIALECT) == "a\ufffdb\ufffdc\U0001f600"
    assert Words().process_bind_param(None, DIALECT) is None
