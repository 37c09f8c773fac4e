"""Which learners each user has named lately, so that nobody works through all of them at once."""

from collections import defaultdict

SECONDS = 60.0


class Named:
    """At most `most` different ones of one user within a minute."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._last: defaultdict[int, dict[str, float]] = defaultdict(dict)

    def allow(self, uid: int, learner: str, now: float) -> bool:
        """`now` is monotonic. Whom they name all the time is counted once."""
        last = self._last[uid]
        for old in [name for name, at in last.items() if at <= now - SECONDS]:
            del last[old]
        if learner not in last and len(last) >= self.most:
            return False
        last[learner] = now
        return True
