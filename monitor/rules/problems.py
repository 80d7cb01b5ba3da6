"""Where the problems of a rule set are gathered, so that the user sees all of them at once."""

from monitor.core.errors import RuleProblem
from monitor.rules.model import Position


class Problems:
    """A growing list of problems; reading goes on after each, as far as that makes sense."""

    def __init__(self) -> None:
        self._found: set[RuleProblem] = set()

    def add(self, position: Position, message: str, code: str | None = None) -> None:
        """Take note of a problem, once."""
        self._found.add(RuleProblem(position.path, position.line, position.column, message, code))

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._found)

    def sorted(self) -> tuple[RuleProblem, ...]:
        """Return them in file order."""
        return tuple(sorted(self._found, key=lambda found: (found.path, found.line, found.column, found.message)))
