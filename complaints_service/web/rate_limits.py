"""Counts how often somebody asks, in this process's memory, by the real clock."""

from __future__ import annotations

from threading import Lock

from werkzeug.exceptions import TooManyRequests

from complaints_service import clock


class Limit:
    """At most `most` requests in each window of `seconds`, for each name apart.

    Kept in the process: several processes allow several times as much, and a restart forgets.
    That is enough to keep one client from starving the others, and costs no request a write.
    """

    def __init__(self, most: int, seconds: int) -> None:
        self.most = most
        self.seconds = seconds
        self._window = 0
        self._counts: dict[str, int] = {}
        self._lock = Lock()

    def count(self, name: str) -> None:
        """Count one request; raise `TooManyRequests`, with the seconds to wait, beyond the most."""
        now = clock.real_now().timestamp()
        with self._lock:
            window = int(now // self.seconds)
            if window != self._window:
                self._window, self._counts = window, {}
            self._counts[name] = self._counts.get(name, 0) + 1
            beyond = self._counts[name] > self.most
        if beyond:
            wait = max(1, round(self.seconds - now % self.seconds))
            raise TooManyRequests(retry_after=wait)
