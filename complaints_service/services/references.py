"""References that a person can read aloud and nobody can guess."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from uuid import uuid4

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Neither 0 and O nor 1, I and L, which are misheard and misread, nor U."""
HALF = 4

Choose = Callable[[str], str]


def new_reference(choose: Choose = secrets.choice) -> str:
    """A new reference such as `7K3M-Q29X-4`: eight letters by chance, and one that checks them."""
    letters = [choose(LETTERS) for _ in range(2 * HALF)]
    return f"{''.join(letters[:HALF])}-{''.join(letters[HALF:])}-{check_letter(letters)}"


def check_letter(letters: list[str]) -> str:
    """The letter that shows a slip: one letter misread, or two neighbours swapped."""
    total = sum(LETTERS.index(letter) * (place + 1) for place, letter in enumerate(letters))
    return LETTERS[total % 29]


def new_id() -> str:
    """An id for a letter, a person, an account."""
    return str(uuid4())
