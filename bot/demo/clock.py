"""The village's clock: the system's time, moved forward when a story needs it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class VillageClock:
    """A clock that runs with the system's and can be advanced.

    Timers inside the village (a slow answer, a retry) stay in real seconds; dates of messages,
    the expiry of taps and the end of a 429 follow this clock.
    """

    def __init__(self, start: datetime | None = None) -> None:
        """`start`: the aware instant it shows now; without one, the system's time."""
        self.offset = start - datetime.now(UTC) if start else timedelta(0)
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The village's time, aware and in UTC."""
        return datetime.now(UTC) + self.offset

    def advance(self, by: timedelta) -> None:
        """Move the clock forward and tell whoever waits for it.

        Raises ValueError for a step backwards: deadlines that have passed stay passed.
        """
        if by < timedelta(0):
            raise ValueError("the village's clock only goes forward")
        self.offset += by
        for tell in tuple(self._watchers):
            tell()

    def watch(self, tell: Callable[[], None]) -> None:
        """Call `tell` after every advance."""
        self._watchers.append(tell)

    def unwatch(self, tell: Callable[[], None]) -> None:
        """Stop calling `tell`; nothing happens when it was not being called."""
        if tell in self._watchers:
            self._watchers.remove(tell)


def instant(moment: datetime) -> str:
    """An aware moment as the project writes instants: UTC, fixed width, with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
