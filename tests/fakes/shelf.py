"""A shelf in memory, which remembers what was asked of it."""


class MemoryShelf:
    """Keeps bytes in a dictionary."""

    def __init__(self) -> None:
        self.entries: dict[str, bytes] = {}
        self.put_names: list[str] = []

    def get(self, name: str) -> bytes | None:
        """Return what was put there."""
        return self.entries.get(name)

    def put(self, name: str, data: bytes) -> None:
        """Keep it."""
        self.put_names.append(name)
        self.entries[name] = data
