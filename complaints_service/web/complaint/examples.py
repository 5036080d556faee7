"""Finds addresses at which a complaint's pages can be seen, for tools that walk through them."""

from __future__ import annotations

from collections.abc import Callable

from complaints_service.persistence.queries import case_file as asked
from complaints_service.persistence.queries import inbox

Example = Callable[[], str | None]


def any_complaint(pattern: str) -> Example:
    """Return a finder that fills `{}` with a complaint that many may see; None without any."""
    def found() -> str | None:
        ref = asked.an_example()
        return None if ref is None else pattern.format(ref)

    return found


def any_waiting(pattern: str) -> Example:
    """Return a finder that fills `{}` with a contact that waits to be decided, else with any."""
    def found() -> str | None:
        ref = inbox.a_waiting_example() or asked.an_example()
        return None if ref is None else pattern.format(ref)

    return found


def any_letter(pattern: str) -> Example:
    """Return a finder that fills `{}` twice, with a complaint and one of its letters."""
    def found() -> str | None:
        place = asked.an_example_letter()
        return None if place is None else pattern.format(*place)

    return found
