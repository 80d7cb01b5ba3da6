"""A world for each test: a site on loopback, a desk with the real client over a store of its own."""

from collections.abc import AsyncIterator

import pytest

from tests.fakes.web import Site
from tests.hostile_web.world import World, client, use
from tests.pipeline.conftest import clock, desk, migrated, store
from tests.pipeline.desk import Desk

__all__ = ["clock", "desk", "migrated", "store"]


@pytest.fixture
async def world(desk: Desk) -> AsyncIterator[World]:
    async with Site() as site, client(clock=desk.clock) as web:
        use(desk, web=web)
        yield World(site, desk)
