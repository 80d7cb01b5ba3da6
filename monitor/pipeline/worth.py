"""Whether a page is worth reading: reading it costs eight times as much as looking for the rules' words on it."""

from monitor.core.errors import WorkerError
from monitor.core.feed import Entry
from monitor.core.ports import Fetched
from monitor.matching import Prescan
from monitor.pipeline.parsing import glance_at
from monitor.pipeline.workers import WorkerPool

#: Wall time of a look at a page, which takes milliseconds; reading has its own limit.
TIMEOUT_S = 5.0


async def is_worth_reading(workers: WorkerPool, prescan: Prescan, answer: Fetched, entry: Entry) -> bool:
    """Whether some rule may match the article of a page, or what its entry carries.

    A worker looks at the page, since that has to come from outside and may be anything; the words are looked for here,
    since workers know no rules: in the letters of a page, which are bounded, that takes no longer than matching an
    article does. A page that cannot be looked at is worth reading. Raises NotAPage for what is none.
    """
    try:
        letters = await workers.run(glance_at, answer.body, answer.charset, entry, timeout_s=TIMEOUT_S)
    except WorkerError:
        return True
    return letters is None or prescan.passes(letters)
