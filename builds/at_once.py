"""What is in use at once, and by whom: connections, bytes. Each process counts its own."""

from collections import Counter


class AtOnce:
    """Amounts taken and not yet given back. For one event loop."""

    def __init__(self) -> None:
        self._taken = Counter[str]()

    def take(self, whom: str, most: int, amount: int = 1) -> bool:
        """Whether it fits below `most`; only then it is taken."""
        fits = self._taken[whom] + amount <= most
        if fits and amount:
            self._taken[whom] += amount
        return fits

    def give_back(self, whom: str, amount: int = 1) -> None:
        self._taken[whom] -= amount
        if self._taken[whom] <= 0:
            del self._taken[whom]

    def __len__(self) -> int:
        """How many have something: those who gave all back are forgotten."""
        return len(self._taken)
