"""Bank holidays in the shape of GOV.UK: what is shipped, with days added, moved or left out."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date

from complaints_service.content.rules import load_nation

NATIONS = ("england-and-wales", "scotland", "northern-ireland")


def published(
    *added: date, without: Collection[date] = (), years: tuple[int, int] = (2026, 2028),
    nations: Collection[str] = NATIONS,
) -> bytes:
    """The shipped list of these years, both inclusive, changed for every nation alike."""
    return json.dumps({
        nation: {"division": nation, "events": [
            {"title": name, "date": day.isoformat(), "notes": "", "bunting": True}
            for day, name in _days(nation, added, without, years)
        ]}
        for nation in nations
    }).encode()


def _days(
    nation: str, added: Collection[date], without: Collection[date], years: tuple[int, int]
) -> list[tuple[date, str]]:
    shipped = [(one.day, one.name) for one in load_nation(nation)[-1].closures]
    found = [*shipped, *((day, "Day of national thanks") for day in added)]
    return sorted((day, name) for day, name in found
                  if years[0] <= day.year <= years[1] and day not in without)
