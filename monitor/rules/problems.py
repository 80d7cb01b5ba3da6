"""Where the problems of a rule set are gathered, so that the user sees all of them at once."""

from monitor.core.errors import RuleProblem
from monitor.rules.model import Position

#: Problems, or warnings, of one file that are told: nobody reads more before correcting the first ones, and a file of
#: two megabytes that is no rule file at all has hundreds of thousands.
MOST_OF_A_FILE = 1_000


class Problems:
    """A growing list of problems; reading goes on after each, as far as that makes sense."""

    def __init__(self) -> None:
        self._found: dict[str, set[RuleProblem]] = {}
        self._cut: dict[str, RuleProblem] = {}

    def add(self, position: Position, message: str, code: str | None = None) -> None:
        """Take note of a problem, once; of those beyond `MOST_OF_A_FILE` only that there are more."""
        path, line, column = position.path, position.line, position.column
        of_file = self._found.setdefault(path, set())
        if len(of_file) < MOST_OF_A_FILE:
            of_file.add(RuleProblem(path, line, column, message, code))
        elif path not in self._cut and RuleProblem(path, line, column, message, code) not in of_file:
            more = f"there are more, from here on, than the {MOST_OF_A_FILE:,} that are told (correct those first)"
            self._cut[path] = RuleProblem(path, line, column, more, code)

    def is_full(self, path: str) -> bool:
        """Whether nothing more is told of a file: reading on would be of no use."""
        return path in self._cut

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._found)

    def sorted(self) -> tuple[RuleProblem, ...]:
        """Return them in file order."""
        every = [found for of_file in (*self._found.values(), self._cut.values()) for found in of_file]
        return tuple(sorted(every, key=lambda found: (found.path, found.line, found.column, found.message)))
