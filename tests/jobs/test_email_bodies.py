"""Proves that emails hold a reference, dates and a link, whatever they are about."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from support.caseload import BASE_URL, working_on
from support.good_data import NAMES, WORDS
from support.mail import mail_server, plain
from support.walked import walked_copy

from complaints_service.domain.letter_facts import LetterKind
from complaints_service.jobs.tick import tick
from complaints_service.persistence.database import db
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import OrganisationRow

# No command sends an apology alone.
NEVER_ALONE = {LetterKind.APOLOGY}
LETTER = """
We have written to you about {ref}.

Read the letter here:
{base}/track

You need your reference, {ref}. We then send you a code that opens the letter.

Please do not answer this email: nobody reads the answers.

{council}
"""


@pytest.mark.slow
@pytest.mark.enable_socket
@pytest.mark.timeout(300)
def test_every_email_of_a_filled_installation_is_a_reference_and_a_link() -> None:
    """Every letter by email and the digest of every colleague, from hundreds of random steps."""
    with (
        walked_copy() as (url, now), mail_server() as (server, port),
        working_on(url, plain(port)) as surroundings,
    ):
        tick(surroundings, now)
        tick(surroundings, now.replace(hour=11) + timedelta(days=1))  # a digest each working day
        with surroundings.app.app_context():
            carried = db.session.execute(
                select(LetterRow.ref, LetterRow.kind)
                .join(OutboxRow, OutboxRow.letter == LetterRow.id)
                .where(OutboxRow.state == "sent")
            ).all()
            councils = set(db.session.scalars(select(OrganisationRow.name)).all())
    letters = []
    for message in server.messages:
        body = message.get_content().replace("\r\n", "\n")
        said = f"{message['Subject']}\n{body}"
        assert not [one for one in (*NAMES, *WORDS) if one in said]
        if message["Subject"].startswith("A letter about"):
            ref = message["Subject"].split()[3]
            letters.append(ref)
            assert body.strip() in {
                LETTER.format(ref=ref, base=BASE_URL, council=one).strip() for one in councils}
        assert all(link.startswith(BASE_URL) for link in re.findall(r"\S+://\S+", said))
    assert sorted(letters) == sorted(row.ref for row in carried)
    assert {row.kind for row in carried} >= set(LetterKind) - NEVER_ALONE
    assert any(one["Subject"].startswith("Complaints:") for one in server.messages)
