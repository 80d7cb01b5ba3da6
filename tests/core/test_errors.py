import copy
import pickle

import pytest

from monitor.core import errors

EXAMPLES = [
    errors.NotAPage("a PDF"),
    errors.WorkerError("timed out after 20 s"),
    errors.FetchError("HTTP 503", failure=errors.FetchFailure.TEMPORARY, retry_after_s=7.0),
    errors.Throttled("ratelimited", retry_after_s=30.0),
    errors.RuleFileError((errors.RuleProblem("a.yaml", 1, 2, "wrong"), errors.RuleProblem("b.yaml", 3, 4, "too"))),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_an_error_keeps_everything_on_its_way_between_processes(error: errors.MonitorError) -> None:
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own bytes
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)
