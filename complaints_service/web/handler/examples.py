"""Where the handlers' pages can be seen, for tools that walk through all pages."""

from __future__ import annotations

from complaints_service.persistence.queries.own_work import an_example_left, an_example_to_answer


def to_answer() -> str | None:
    """Return the address of an answer that an officer can write; None where there is none."""
    ref = an_example_to_answer()
    return None if ref is None else f"/handler/{ref}/answer"


def left_over_of_anybody() -> str | None:
    """Return the address of something left over from an officer's answer; None without any."""
    found = an_example_left()
    return None if found is None else f"/handler/{found[0]}/left/{found[1]}"
