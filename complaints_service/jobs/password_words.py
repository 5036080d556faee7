"""What an email with a link to set a password says."""

from __future__ import annotations

from typing import Any

from complaints_service.jobs.outbox_rows import Claimed
from complaints_service.jobs.recipients import Recipient
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.services import password_links

UNTIL = {password_links.INVITATION: "within seven days", password_links.RESET: "within an hour"}


def password_words(
    claimed: Claimed, recipient: Recipient, surroundings: Surroundings
) -> dict[str, Any]:
    """Return the words; the link's host is the installation's own address, whoever asked."""
    purpose = claimed.facts["purpose"]
    key = password_links.key_of(claimed.facts["link"], surroundings.secret)
    return {
        "invitation": purpose == password_links.INVITATION,
        "until": UNTIL[purpose],
        "link": f"{surroundings.base_url}/set-password?key={key}",
        "organisation": recipient.organisation,
    }
