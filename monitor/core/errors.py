"""The errors, one tree.

    MonitorError
    ├── SettingsError           a setting or an option is wrong: exit 2
    ├── DaemonRunning           another daemon owns this data directory: exit 2
    ├── RuleFileError           rule files have problems; all of them are in `.problems`
    ├── FetchError              a URL gave no usable answer
    ├── NotAFeed                the body is no feed (an HTML page, say)
    ├── NotAPage                the body is no readable page (a PDF, say)
    ├── WorkerError             a parser was stopped: time, memory, or it crashed
    ├── StoreError              the database cannot be used
    │   ├── StoreUnavailable    not writable, locked, unreachable, damaged
    │   └── SchemaMismatch      written by a newer version, or by an older one and not yet upgraded
    └── DeliveryError           a message was not, or perhaps not, posted
        ├── NotSent             the request never arrived: post again after a while
        ├── Throttled           refused for now, with the time to wait
        ├── OutcomeUnknown      sent, but no answer: look the key up before posting again
        ├── MessageRefused      this message will never be accepted as it is
        ├── ThreadLost          the message to reply to is gone
        ├── ChannelRefused      the channel cannot be posted to: park it
        └── AuthRefused         the credentials are not accepted: stop the sink

A user's mistake says where, what, and what would work. Adapters translate their vendor's exceptions into these.
"""

from enum import StrEnum
from typing import NamedTuple


class MonitorError(Exception):
    """Anything this program raises on purpose; `str()` is a message for the user."""

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes whatever arguments the constructor takes, with everything it kept."""
        return _revive, (type(self), self.args, dict(self.__dict__))


def _revive(kind: type[MonitorError], args: tuple[object, ...], kept: dict[str, object]) -> MonitorError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(kept)
    return error


class SettingsError(MonitorError):
    """A setting, an option or a path does not work; says which one and what would."""


class DaemonRunning(MonitorError):
    """Another daemon works on this data directory."""


class RuleProblem(NamedTuple):
    """One problem of a rule file; prints as `rules/iran.yaml:7:5: unknown operator NEARBY (did you mean NEAR?)`.

    Lines and columns count from 1, columns in code points.
    """

    path: str
    line: int
    column: int
    message: str
    code: str | None = None  #: set on warnings: `common-word`, `no-tests`, …

    def __str__(self) -> str:
        """Return the one line a user reads and an editor can jump to."""
        kind = f"warning[{self.code}]: " if self.code else ""
        return f"{self.path}:{self.line}:{self.column}: {kind}{self.message}"


class RuleFileError(MonitorError):
    """The rule set was not loaded; `.problems` holds every problem, in file order."""

    def __init__(self, problems: tuple[RuleProblem, ...]) -> None:
        """Keep the problems; the message is one line each."""
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class FetchFailure(StrEnum):
    """Why a URL gave nothing, in the classes that decide when to try again."""

    TEMPORARY = "temporary"  #: time-out, reset, DNS, 5xx, 429: try again soon
    HARD = "hard"  #: 4xx other than 404, 410, 429; TLS; too large; too many redirects: try again late
    MISSING = "missing"  #: 404: comes back now and then
    GONE = "gone"  #: 410: stop
    REFUSED = "refused"  #: our own guard said no: a private address, a scheme other than http(s)


class FetchError(MonitorError):
    """No usable answer from a URL; `reason` is short and stable, so that it can be counted."""

    def __init__(
        self, reason: str, *, failure: FetchFailure, retry_after_s: float | None = None, asked: bool = True
    ) -> None:
        """Keep the class of failure and the wait that the server asked for, in seconds.

        `asked` is False where the host wants to be left alone just now and the URL was not asked for at all.
        """
        self.reason = reason
        self.failure = failure
        self.retry_after_s = retry_after_s
        self.asked = asked
        super().__init__(reason)


class NotAFeed(MonitorError):
    """The body is not a feed; the message says what it looks like instead."""


class NotAPage(MonitorError):
    """The body is not a page that can be read; the message says what it is."""


class WorkerError(MonitorError):
    """A parser in a worker process was stopped or crashed; the message is a short, countable reason."""


class StoreError(MonitorError):
    """The database cannot be used."""


class StoreUnavailable(StoreError):
    """The database cannot be opened or written; says which and why."""


class SchemaMismatch(StoreError):
    """The database was written by another version of the program."""


class NoSuchAlert(MonitorError):
    """No alert has the number that was asked for."""


class DeliveryError(MonitorError):
    """A message was not, or perhaps not, posted; `reason` is short and stable."""

    def __init__(self, reason: str, *, retry_after_s: float | None = None) -> None:
        """Keep the reason and, where the service named one, the wait in seconds."""
        self.reason = reason
        self.retry_after_s = retry_after_s
        super().__init__(reason)


class NotSent(DeliveryError):
    """The request never reached the service: nothing was shown, it may be posted again."""


class Throttled(DeliveryError):
    """The service asks to wait `retry_after_s`; nothing was shown."""


class OutcomeUnknown(DeliveryError):
    """The request left but no clear answer came: look the key up before posting again."""


class MessageRefused(DeliveryError):
    """The service will not take this message as it is; posting it again cannot help."""


class ThreadLost(DeliveryError):
    """The message to reply to is gone, or takes no replies; nothing was shown."""


class ChannelRefused(DeliveryError):
    """The channel cannot be posted to until somebody mends it (archived, not a member, unknown)."""


class AuthRefused(DeliveryError):
    """The token is not accepted or lacks a scope; nothing can be posted with it."""
