"""The wires say strictly whether they have changed, and show what they are said to."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
import pytest

from monitor.feeds.parse import parse
from tests.fakes.wires import CORRECTED, Kind, Manner, Trouble, Wire, Wires

Got = tuple[int, dict[str, str], bytes]


@asynccontextmanager
async def reading(*wires: Wire) -> AsyncIterator[tuple[Wires, aiohttp.ClientSession]]:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(Wires(list(wires)))
        yield world, await stack.enter_async_context(aiohttp.ClientSession())


async def ask(session: aiohttp.ClientSession, wire: Wire, validators: dict[str, str] | None = None) -> Got:
    """Ask for a wire as somebody does who has these validators."""
    names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    headers = {names[name]: value for name, value in (validators or {}).items()}
    async with session.get(wire.url, headers=headers) as answer:
        given = {name: answer.headers[name] for name in names if name in answer.headers}
        return answer.status, given, await answer.read()


@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_shows_its_newest_entries_and_no_more_than_its_window(kind: Kind) -> None:
    wire = Wire(name="a", kind=kind, window=3)
    async with reading(wire) as (wires, session):
        wires.publish(wire, count=5)
        wires.correct(wire, 4)
        _, _, body = await ask(session, wire)
        feed = parse(body, url=wire.address, content_type=kind.value)

    assert [entry.url.rpartition("/")[2] for entry in feed.entries] == ["4", "3", "2"]
    assert [entry.title.endswith(CORRECTED) for entry in feed.entries] == [True, False, False]
    assert (wire.unseen, wire.shown, wire.due) == ({0, 1}, {2, 3, 4}, {2, 3, 4})


@pytest.mark.parametrize(("etags", "dates"), [(True, False), (False, True), (True, True)])
async def test_who_has_the_validators_of_a_document_gets_304_until_it_changes(etags: bool, dates: bool) -> None:
    wire = Wire(name="a", kind=Kind.RSS, etags=etags, dates=dates)
    async with reading(wire) as (wires, session):
        wires.publish(wire, count=1)
        _, first, _ = await ask(session, wire)
        again, _, _ = await ask(session, wire, first)
        wires.publish(wire, count=1)
        changed, second, _ = await ask(session, wire, first)

    assert (again, changed) == (304, 200)
    assert first
    assert not set(first.items()) & set(second.items())


async def test_a_restless_wire_changes_at_every_request_and_a_fickle_one_only_says_so() -> None:
    restless = Wire(name="a", kind=Kind.RSS, manner=Manner.RESTLESS)
    fickle = Wire(name="b", kind=Kind.RSS, manner=Manner.FICKLE, dates=False)
    async with reading(restless, fickle) as (_, session):
        _, made, document = await ask(session, restless)
        assert (await ask(session, restless, made))[2] not in {document, b""}
        _, made, document = await ask(session, fickle)
        status, again, same = await ask(session, fickle, made)

    assert (status, same) == (200, document)
    assert again != made


async def test_what_goes_wrong_with_a_document_shows_half_of_it_at_most_and_may_carry_its_validators() -> None:
    wire = Wire(name="a", kind=Kind.JSON, moved=301)
    async with reading(wire) as (wires, session):
        wires.publish(wire, count=1)
        wire.troubles += [Trouble.HTML, Trouble.ERROR, Trouble.CUT, Trouble.HALF]
        got = [await ask(session, wire) for _ in range(2)]
        with pytest.raises(aiohttp.ClientError):
            await ask(session, wire)
        shown = set(wire.shown)
        got.append(await ask(session, wire))
        _, validators, _ = await ask(session, wire)

    assert [(status, given) for status, given, _ in got] == [(200, validators), (500, {}), (200, validators)]
    assert (shown, wire.shown) == (set(), {0})
