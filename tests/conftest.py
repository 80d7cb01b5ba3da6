"""What every test runs under: no clock of the machine's judges it, and what it costs to run many is paid once."""

import gc
import os

from hypothesis import HealthCheck, settings

# A busy machine is no fault of the code; what must be fast has a test that measures CPU.
settings.register_profile(
    "on any machine", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
#: The gate tells whether a commit may land: the same commit, the same answer.
settings.register_profile("repeatable", parent=settings.get_profile("on any machine"), derandomize=True)
#: `.ci/long properties` looks for what no run has met yet.
settings.register_profile("search", parent=settings.get_profile("on any machine"), max_examples=2_000)
settings.load_profile("on any machine")

# A process that may not keep what it compiled compiles the package at every start, which takes half a second.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_collection_finish() -> None:
    """Leave three thousand tests out of every search for garbage to come: that was a tenth of all CPU."""
    gc.collect()
    gc.freeze()
