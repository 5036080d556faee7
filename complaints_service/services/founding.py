"""A council that is named for the first time: founded, or a slip of the hand for one that is."""

from __future__ import annotations

from collections.abc import Iterable

from complaints_service.domain.refusals import InvalidData

from .organisations import checked_key, organisations

SHORTEST = 6
"""Shorter words that differ by a letter are different words: east and west, north and south."""
_LONG = 9


def founds(key: str, *, surely_new: bool = False) -> bool:
    """Say whether naming this organisation makes it, for there is none of this key yet.

    Raises `InvalidData` for a key that is none, and for one that looks like a slip for one that is
    there, unless `surely_new`.
    """
    wanted, there = checked_key(key), [one.key for one in organisations()]
    if wanted in there:
        return False
    meant = alike(wanted, there)
    if meant is not None and not surely_new:
        raise InvalidData("organisation", f"organisation is '{wanted}', which is not known, and "
                          f"'{meant}' is; write that one, or add --new-organisation to make "
                          "another council.")
    return True


def alike(key: str, others: Iterable[str]) -> str | None:
    """Return the key for which `key` may be a slip; None where it is another name altogether."""
    return next((one for one in others if _slip(key, one)), None)


def _slip(one: str, other: str) -> bool:
    """Whether the names differ in one long word only, by a letter or two of it.

    What differs in a digit, or in the last letter alone, numbers things: council-a, council-b.
    """
    mine, theirs = one.split("-"), other.split("-")
    if len(mine) != len(theirs):
        return distance(one.replace("-", ""), other.replace("-", "")) == 0
    pairs = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    if len(pairs) != 1:
        return False
    (a, b) = pairs[0]
    shorter = min(len(a), len(b))
    if shorter < SHORTEST or a.strip("0123456789") == b.strip("0123456789"):
        return False
    if len(a) == len(b) and a[:-1] == b[:-1]:
        return False
    return distance(a, b) <= (2 if shorter >= _LONG else 1)


def distance(one: str, other: str) -> int:
    """Count the letters to change, add, leave out or swap with their neighbour between two words.
    """
    rows: list[list[int]] = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (letter != against))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against
            row.append(min(best, rows[-2][j - 2] + 1) if swapped else best)
        rows.append(row)
    return rows[-1][-1]
