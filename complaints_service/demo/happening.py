"""Something that happens in the borough at an instant, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(order=True)
class Happening:
    """Something that happens at an instant (aware UTC), and what follows from it.

    Of two at one instant the one with the lower `number` comes first.
    """

    at: datetime
    number: int
    do: Callable[[], list[Happening]] = field(compare=False)
