"""Pages made to hurt, read as the daemon reads them: in a worker, with a time and a memory limit."""

import pytest

from monitor.core.article import TextState
from monitor.core.errors import NotAPage
from monitor.pipeline.parsing import read_page
from monitor.pipeline.workers import WorkerPool
from tests.articles.pages import ENGLISH, page_of
from tests.benchmarks.hostile_pages import REFUSED, URL, read, readable

WHOLE = list(ENGLISH.paragraphs)


async def test_what_no_parser_could_read_is_refused_by_name() -> None:
    async with WorkerPool(1) as workers:
        for name, (page, reason) in REFUSED.items():
            with pytest.raises(NotAPage) as refusal:
                await read(workers, page)
            assert str(refusal.value) == reason, name
        assert (await read(workers, page_of(ENGLISH))).text.split("\n") == WHOLE


async def test_what_passes_the_guards_ends_in_a_state_and_hurts_no_page_beside_it() -> None:
    async with WorkerPool(1, memory_mb=512) as workers:
        for name, page in readable(0.05).items():
            assert (await read(workers, page)).state in {TextState.FULL, TextState.FAILED, TextState.TEASER}, name
            assert (await read(workers, page_of(ENGLISH))).text.split("\n") == WHOLE, name


@pytest.mark.parametrize("charset", ["utf-16", "shift_jis", "no-such-charset", None])
async def test_a_wrong_charset_loses_nothing_of_utf8(charset: str | None) -> None:
    async with WorkerPool(1) as workers:
        article = await workers.run(read_page, page_of(ENGLISH).encode(), URL, charset, None)
    assert article.text.split("\n") == WHOLE
