"""An observer that remembers what it saw, and can break a named step: it is told of transactions before they commit."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was told."""

    name: str
    ids: dict[str, object]


class RecordingObserver:
    """A `core.ports.Observer`; `faults` holds what the next step of a name raises."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.faults: dict[str, Exception] = {}

    def saw(self, step: str, **ids: object) -> None:
        self.steps.append(Step(step, ids))
        if step in self.faults:
            raise self.faults.pop(step)

    def of(self, name: str) -> list[dict[str, object]]:
        """Return what was told with each step of this name, in order."""
        return [step.ids for step in self.steps if step.name == name]
