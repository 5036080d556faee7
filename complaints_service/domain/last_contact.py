"""When we and the person who complains last heard from each other."""

from __future__ import annotations

from datetime import date

from .complaint import Complaint
from .london import london_date


def last_contact_on(complaint: Complaint) -> date:
    """The London day of the last contact in either direction: a letter of ours that left, a call
    or message on file, or else the day on which the complaint reached us."""
    letters = (one.dispatched_at for one in complaint.letters)
    days = [london_date(moment) for moment in letters if moment is not None]
    noted = [complaint.last_contact_on] if complaint.last_contact_on else []
    return max([complaint.received_on, *noted, *days])
