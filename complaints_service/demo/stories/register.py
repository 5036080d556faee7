"""The neighbour's complaints of one quarter, as its own spreadsheet held them: all invented."""

from __future__ import annotations

from datetime import date, timedelta

KEPT_REFERENCE = "TDC-2025-0147"
"""The row that the story looks at."""
HEADINGS = ("Reference,Date received,How received,Service,Complaint,Acknowledged,Stage 1 response,"
            "Stage 1 outcome,Ward,Complainant,Email")
WARDS = (("Market", 9), ("Northgate", 8), ("Riverside", 6), ("Hill Top", 2))
"""Wards with their complaints in the quarter: one is so small that people could be told apart."""
_KINDS = (
    ("Refuse and recycling", "The bin was missed twice in a month."),
    ("Council tax", "A refund was promised and has not come."),
    ("Planning", "My letter about the extension was not answered."),
    ("Housing repairs", "The visit was cancelled on the day."),
    ("Street cleansing", "Fly-tipping was reported and left."),
)
_NAMES = ("Aled Finch", "Bea Holt", "Cai Ware", "Dora Munn", "Ewan Sayer")
_FIRST, _FIRST_NUMBER = date(2025, 10, 6), 140


def _row(number: int, ward: str) -> str:
    received = _FIRST + timedelta(days=3 * (number % 24))
    # Registers know no weekends; ours begins each row on a Monday to Friday.
    received -= timedelta(days=max(0, received.weekday() - 4))
    service, words = _KINDS[number % len(_KINDS)]
    name = _NAMES[number % len(_NAMES)]
    mailbox = name.lower().replace(" ", ".")
    outcome = ("Upheld", "Not upheld", "Partly upheld", "Not upheld")[number % 4]
    days = (received, received + timedelta(days=4), received + timedelta(days=15))
    first, second, third = (f"{day:%d/%m/%Y}" for day in days)
    return ",".join((f"TDC-2025-{_FIRST_NUMBER + number:04d}", first, "Web form", service, words,
                     second, third, outcome, ward, name, f"{mailbox}@example.org"))


def _rows() -> list[str]:
    wards = [name for name, count in WARDS for _ in range(count)]
    return [_row(number, ward) for number, ward in enumerate(wards)]


REGISTER = "\n".join((HEADINGS, *_rows())) + "\n"
